"""Mutants: one rule switched wrong, to prove that the invariants would notice.

Each replaces one small function of the rules for as long as a block lasts. A mutant that no
schedule catches means an invariant or a behaviour that is missing.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from models.rules import quorum
from models.rules.ballot import casting, closing, electorate, motion
from models.rules.fold import fold as folding
from models.rules.minutes import cut, finality, starting
from models.rules.partner import accusing, sealing
from models.rules.partner.partner import Partner
from models.rules.roster import suspending
from server.simulation import disk
from server.simulation.disk import Carried
from server.simulation.replacing import replaced

Swap = tuple[Any, str, Callable[[Any], Any]]
"""A module or class, a name in it, and what makes the replacement of what was there."""


class Mutant(Struct, frozen=True, kw_only=True):
    """One rule, and what replaces it."""

    about: str
    swaps: tuple[Swap, ...]

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Switch the rule wrong inside the block."""
        with ExitStack() as stack:
            for place, name, make in self.swaps:
                stack.enter_context(replaced(place, name, make))
            yield


def _mutant(about: str, place: Any, name: str, make: Callable[[Any], Any]) -> Mutant:
    return Mutant(about=about, swaps=((place, name, make),))


def _always(answer: Any) -> Callable[[Any], Any]:
    """Return what replaces a function by one that always answers the same."""
    return lambda was: lambda *given, **named: answer


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


def _any_part(was: Any) -> Any:
    return lambda ballot, voter: ballot.parts


def _everybody_now(was: Any) -> Any:
    def entitled(get: Any, part: Any) -> tuple[str, ...]:
        """Let whoever is a partner at the end vote."""
        return electorate.partners(get) if part.decider == "partners" else was(get, part)

    return entitled


MUTANTS: Mapping[str, Mutant] = MappingProxyType(
    {
        "one-chain": _mutant("certified counts as final", finality, "made_final", _one_chain),
        "quorum-minus-one": _mutant("one seal less is enough", quorum, "needed", _one_less),
        "no-start-check": _mutant(
            "anybody may open a term anywhere", starting, "check_start", _always(None)
        ),
        "start-from-lower": _mutant(
            "a start may pass over higher certified minutes", starting, "is_highest", _always(True)
        ),
        "answer-before-durable": _mutant(
            "messages leave before the disk has what they promise", disk, "carried", _sends_first
        ),
        "box-threshold-one": _mutant(
            "one box is enough to show a vote", closing, "threshold", _always(1)
        ),
        "late-vote-counts": _mutant(
            "a vote counts whatever the boxes show", closing, "is_shown", _always(True)
        ),
        "omit-votes-at-closing": _mutant(
            "a ballot closes though the cut leaves out what the boxes show",
            closing,
            "is_settled",
            _always(True),
        ),
        "new-quorum-only": _mutant(
            "a new roster needs no word of the old one", starting, "both", _new_only
        ),
        "early-handover": _mutant(
            "a new roster is in force before it is final",
            finality,
            "proves_handover",
            _before_final,
        ),
        "unfrozen-electorate": Mutant(
            about="who joined later votes too",
            swaps=(
                (electorate, "entitled", _everybody_now),
                (casting, "_parts_of", _any_part),
            ),
        ),
        "vote-in-own-case": _mutant(
            "who is to be expelled votes on it", motion, "subject_of", _always(None)
        ),
        "cut-may-shrink": _mutant(
            "minutes may take back what was in the ones before", cut, "introduced", _takes_back
        ),
        "second-start": _mutant(
            "a term may be opened again at a greater height", sealing, "is_first", _later_is_first
        ),
        "forget-terms": _mutant(
            "a sealer goes on sealing in terms it left", sealing, "is_open_term", _always(True)
        ),
        "forget-seals": _mutant(
            "a sealer seals whatever it is shown", sealing, "is_first", _always(True)
        ),
        "omission-tolerated": _mutant(
            "a secretary may leave out what all have acknowledged",
            sealing,
            "omitted",
            _always(None),
        ),
        "evidence-ignored": _mutant(
            "nobody shows the contradictions it sees", accusing, "unsaid", _always([])
        ),
        "restore-without-asking": _mutant(
            "a partner from an old backup goes on as if nothing was lost",
            Partner,
            "wake",
            _never_restored,
        ),
        "key-never-suspended": _mutant(
            "a proven liar goes on sealing", folding, "AFTER", _without_suspending
        ),
    }
)
