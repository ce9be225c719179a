"""Starting: by what right minutes open a term (R4, R8).

A quorum of sealers says, each for exactly this term, that it left all lower ones, and what the
highest certified minutes were that it knew. The start extends the highest of these. Because
everything final was certified twice in one term, one honest sealer in each such set knows it.

What the design leaves open and an attacker would use:

- statuses that name minutes of the very term they open would open it twice;
- terms could run out, or run ahead of what a restored sealer can know (see partner/restoring.py):
  no term may begin before as many minutes of the clock went by since the founding as its number.
"""

from collections.abc import Callable, Mapping, Sequence

from models.rules.minutes import certificate, records
from models.rules.minutes.node import Node
from models.rules.minutes.records import High, Minutes, Status
from models.rules.minutes.sealers import Sealers, key_of
from models.rules.refusal import Refusal, Refused
from models.rules.signing import Signatures
from models.rules.values import MINUTE

TERM = MINUTE
"""Each term takes at least so long, counted from the founding."""
Find = Callable[[str], Node]
"""Returns the node of minutes by id; raises Missing."""
Quorums = Sequence[tuple[Sequence[str], int]]
"""Sets of sealers, and how many statuses of each it takes."""


def last_term(created: int, time: int) -> int:
    """Return the highest term of minutes of `time` in a community founded at `created` (R4)."""
    return 1 + max(0, time - created) // TERM


def both(old: Sealers, new: Sealers) -> Quorums:
    """Return what a handover takes: a quorum of each of the two rosters (R8)."""
    return ((old.names, old.needed), (new.names, new.needed))


def quorums(parent: Node, roster: Sealers, before: Sealers | None) -> Quorums:
    """Return what it takes to start a term under `roster` after `parent` (R8).

    `before` is the roster before, as long as nothing proves that `roster` is final.
    """
    if roster.version != parent.roster.version:
        return both(parent.roster, roster)
    if before is not None:
        return both(before, roster)
    return ((roster.names, roster.needed),)


def check_start(
    parent: Node,
    minutes: Minutes,
    needed: Quorums,
    find: Find,
    signatures: Signatures,
    *,
    recovered: Mapping[str, str],
) -> None:
    """Refuse minutes that may not open their term after `parent` (R4).

    Refused with `start_invalid` and the reasons of `check_status`. `recovered`: the keys that they
    themselves give by recovery (R11). Missing when minutes that a status names are not held.
    O(statuses * seals not seen before).
    """
    statuses = minutes.start.statuses if minutes.start else []
    names = [status.partner for status in statuses]
    if names != sorted(set(names)):
        raise Refused(Refusal.START_INVALID, "not in order of partner, each once")
    for group, least in needed:
        if len(set(group).intersection(names)) < least:
            raise Refused(Refusal.START_INVALID, f"{least} statuses of {len(group)} sealers")
    known = {name for group, _ in needed for name in group}
    for status in statuses:
        is_about = status.term == minutes.term and status.community == minutes.community
        if status.partner not in known or not is_about:
            raise Refused(Refusal.START_INVALID, f"status of {status.partner}")
        keys = (key_of(parent.state, status.partner), recovered.get(status.partner))
        check_status(status, keys, find, signatures)
    if not is_highest(parent, statuses):
        raise Refused(Refusal.START_INVALID, "higher minutes were certified")


def check_status(
    status: Status, keys: Sequence[str | None], find: Find, signatures: Signatures
) -> None:
    """Refuse a status that its partner signed with none of `keys`, or that leaves no term.

    Refused with `start_invalid`, the reasons of `records.verify_any` and `check_high`; Missing.
    O(keys + seals not seen before).
    """
    records.verify_any(status, keys, signatures)
    if status.high is not None:
        check_high(status.high, find, signatures)
        if status.high.term >= status.term:
            raise Refused(Refusal.START_INVALID, f"{status.partner} left no term")


def check_high(high: High, find: Find, signatures: Signatures) -> Node:
    """Return the minutes that `high` certifies (R2).

    Refused with `certificate_invalid`, `not_a_sealer`, `signature_invalid`; Missing. O(seals not
    seen before).
    """
    node = find(high.minutes)
    if (node.term, node.height) != (high.term, high.height):
        raise Refused(Refusal.CERTIFICATE_INVALID, "other minutes")
    certificate.check(node, high.certificate, signatures)
    return node


def is_highest(parent: Node, statuses: Sequence[Status]) -> bool:
    """Tell whether `parent` is the highest of what the statuses name, by term, then height.

    O(statuses).
    """
    ranks = {(s.high.term, s.high.height): s.high for s in statuses if s.high is not None}
    if not ranks:
        return parent.parent is None
    return any(
        s.high is not None and s.high.minutes == parent.id and parent.rank == max(ranks)
        for s in statuses
    )
