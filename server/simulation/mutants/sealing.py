"""Sealing: mutants of how minutes become final, of terms, rosters and keys."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from models.rules import quorum
from models.rules.fold import fold as folding
from models.rules.log import handing
from models.rules.minutes import cut, finality, starting
from models.rules.partner import accusing, sealing, settling
from models.rules.partner.partner import Partner
from models.rules.roster import suspending
from server.simulation import disk
from server.simulation.disk import Carried
from server.simulation.mutants.mutant import Mutant, always, swapping


def _sends_first(was: Any) -> Any:
    def carried(durable: int, send: int, crash: Any) -> Carried:
        """Send everything, and crash before the disk has any of it."""
        return was(durable, send, None) if crash is None else Carried(durable=0, send=send)

    return carried


def _takes_back(was: Any) -> Any:
    def introduced(parent: Any, claimed: Any, logs: Any) -> Any:
        """Take a cut that leaves out what its parent had."""
        longer = {
            who: head
            for who, head in claimed.items()
            if who not in parent.cut or head[0] > parent.cut[who][0]
        }
        return was(parent, {**parent.cut, **longer}, logs)

    return introduced


def _without_suspending(was: Any) -> Any:
    return tuple(step for step in was if step is not suspending.suspend)


def _never_restored(was: Any) -> Any:
    return lambda self, now, *, restored=False: was(self, now)


def _later_is_first(was: Any) -> Any:
    return lambda sealed, node: (node.term, node.height) > sealed


def _one_chain(was: Any) -> Any:
    return lambda certified: certified if certified.parent is not None else None


def _one_less(was: Any) -> Any:
    return lambda policy, n: max(1, was(policy, n) - 1)


def _new_only(was: Any) -> Any:
    return lambda old, new: ((new.names, new.needed),)


def _before_final(was: Any) -> Any:
    return lambda parent: parent.is_pending


def _for_the_newest(was: Any) -> Any:
    return lambda record, keys: was({**record, "handed": []}, keys)


SEALING: Mapping[str, Mutant] = MappingProxyType(
    {
        "one-chain": swapping("certified counts as final", finality, "made_final", _one_chain),
        "quorum-minus-one": swapping("one seal less is enough", quorum, "needed", _one_less),
        "no-start-check": swapping(
            "anybody may open a term anywhere", starting, "check_start", always(None)
        ),
        "start-from-lower": swapping(
            "a start may pass over higher certified minutes", starting, "is_highest", always(True)
        ),
        "answer-before-durable": swapping(
            "messages leave before the disk has what they promise", disk, "carried", _sends_first
        ),
        "new-quorum-only": swapping(
            "a new roster needs no word of the old one", starting, "both", _new_only
        ),
        "early-handover": swapping(
            "a new roster is in force before it is final",
            finality,
            "proves_handover",
            _before_final,
        ),
        "cut-may-shrink": swapping(
            "minutes may take back what was in the ones before", cut, "introduced", _takes_back
        ),
        "second-start": swapping(
            "a term may be opened again at a greater height", sealing, "is_first", _later_is_first
        ),
        "forget-terms": swapping(
            "a sealer goes on sealing in terms it left", sealing, "is_open_term", always(True)
        ),
        "forget-seals": swapping(
            "a sealer seals whatever it is shown", sealing, "is_first", always(True)
        ),
        "omission-tolerated": swapping(
            "a secretary may leave out what all have acknowledged",
            sealing,
            "omitted",
            always(None),
        ),
        "evidence-ignored": swapping(
            "nobody shows the contradictions it sees", accusing, "unsaid", always([])
        ),
        "key-washes-clean": swapping(
            "what a key signed is forgotten when its owner hands it on",
            handing,
            "answers",
            _for_the_newest,
        ),
        "restore-without-asking": swapping(
            "a partner from an old backup goes on as if nothing was lost",
            Partner,
            "wake",
            _never_restored,
        ),
        "dropped-is-forgotten": swapping(
            "what was sealed on a dropped record does not bind the key that did it",
            settling,
            "is_bound",
            always(False),
        ),
        "key-never-suspended": swapping(
            "a proven liar goes on sealing", folding, "AFTER", _without_suspending
        ),
    }
)
