"""Constancy: an honest server never contradicts itself, whatever crashes (4)."""

from collections.abc import Callable
from typing import Any

from models.rules.log.entry import Signed
from models.rules.minutes.records import Minutes, Seal, Status
from models.rules.partner.messages import Leaves, Message, Proposes, Says, Seals
from server.simulation import reference
from server.simulation.invariants.violation import Violation
from server.simulation.ledger import Ledger

Place = tuple[int, int]
"""Term and height; (-1, -1) before any minutes."""
NOWHERE: Place = (-1, -1)
Signer = Callable[[Any], str]


class Words:
    """What one honest partner ever signed, as far as it left the house."""

    def __init__(self, who: str, signer_of: Signer | None = None) -> None:
        self.who = who
        self.signer_of = signer_of
        """Returns the key of a seal or status, where a record can tear: what somebody sealed on a
        record that people dropped binds only the key that it then had."""
        self.was_restored = False
        """It came back from an old backup: an entry that reached nobody may be written again."""
        self.kept: frozenset[str] = frozenset()
        """What it had written before that, and so many others held that they show it to it."""
        self.entries: dict[tuple[int, str], str] = {}
        self.minutes: dict[tuple[int, int], str] = {}
        self.starts: dict[int, str] = {}
        self.seals: dict[tuple[int, int], str] = {}
        self.proven: dict[tuple[str, int], Place] = {}
        """By key and term: the highest parent of what it sealed, of which it held a certificate."""
        self.promised: dict[tuple[str, int], Place] = {}
        """By key and term that it entered by a status: the highest certificate it then knew."""


def never_contradicts(words: Words, ledger: Ledger, message: Message) -> None:
    """Check (4): nothing in a message that `words.who` sends contradicts what it sent before."""
    if isinstance(message, Seals) and message.seal.partner == words.who:
        _check_seal(words, ledger, message.seal)
    elif isinstance(message, Proposes) and message.minutes.secretary == words.who:
        _check_minutes(words, message.minutes, ledger.identify(message.minutes))
    elif isinstance(message, Leaves) and message.status.partner == words.who:
        _check_status(words, ledger, message.status)
    elif isinstance(message, Says):
        for signed in message.entries:
            if signed.entry.partner == words.who:
                _check_entry(words, signed)


def _check_seal(words: Words, ledger: Ledger, seal: Seal) -> None:
    said = words.seals.setdefault((seal.term, seal.height), seal.minutes)
    if said != seal.minutes:
        raise Violation(
            4,
            f"{words.who} sealed {said[:8]} and {seal.minutes[:8]} "
            f"in term {seal.term} at height {seal.height}",
        )
    minutes = ledger.minutes.get(seal.minutes)
    parent = ledger.minutes.get(minutes.parent) if minutes and minutes.parent else None
    if parent is None:
        return
    key = _key(words, seal)
    place = max(words.proven.get((key, seal.term), NOWHERE), (parent.term, parent.height))
    words.proven[key, seal.term] = place
    for (signed_by, term), high in words.promised.items():
        if signed_by == key:
            _check_promise(words, ledger, (term, high), (seal.term, place))


def _check_minutes(words: Words, minutes: Minutes, minutes_id: str) -> None:
    said = words.minutes.setdefault((minutes.term, minutes.height), minutes_id)
    if said != minutes_id:
        raise Violation(
            4,
            f"{words.who} wrote {said[:8]} and {minutes_id[:8]} "
            f"in term {minutes.term} at height {minutes.height}",
        )
    if minutes.start is not None:
        first = words.starts.setdefault(minutes.term, minutes_id)
        if first != minutes_id:
            raise Violation(4, f"{words.who} opened term {minutes.term} twice")


def _check_status(words: Words, ledger: Ledger, status: Status) -> None:
    high = NOWHERE if status.high is None else (status.high.term, status.high.height)
    key = _key(words, status)
    promised = max(words.promised.get((key, status.term), NOWHERE), high)
    words.promised[key, status.term] = promised
    for (signed_by, term), place in words.proven.items():
        if signed_by == key:
            _check_promise(words, ledger, (status.term, promised), (term, place))


def _key(words: Words, record: Seal | Status) -> str:
    return "" if words.signer_of is None else words.signer_of(record)


def _check_promise(
    words: Words, ledger: Ledger, promised: tuple[int, Place], sealed: tuple[int, Place]
) -> None:
    """A status hides no certificate on which its author built, or builds, in a lower term (R4).

    Where no term can open without it, one that came back from an old backup has to speak after all
    others did: what none of them knows, it can only have sealed alone, so nothing was final by it.
    """
    is_excused = words.was_restored and is_needed(ledger)
    if sealed[0] < promised[0] and promised[1] < sealed[1] and not is_excused:
        raise Violation(
            4,
            f"{words.who} entered term {promised[0]} knowing no more than {promised[1]}, "
            f"and sealed a child of {sealed[1]} in term {sealed[0]}",
        )


def is_needed(ledger: Ledger) -> bool:
    """Tell whether all others together are too few to open a term; so before anything is final."""
    if not ledger.states:
        return True
    roster = ledger.states[-1].get("roster")
    count = len(roster["sealers"])
    return count - 1 < reference.quorum(roster["policy"], count)


def _check_entry(words: Words, signed: Signed) -> None:
    key = "" if words.signer_of is None else signed.entry.key
    said = words.entries.setdefault((signed.entry.seq, key), signed.id)
    if said != signed.id and (not words.was_restored or said in words.kept):
        raise Violation(4, f"{words.who} wrote two entries numbered {signed.entry.seq}")
