"""Cut: how far each log counts, and what minutes newly take from the logs.

The cut of minutes names one entry of each log and by that a branch of it. It never shrinks, and
what it adds follows on what the parent had (R1). All of this is public: whoever has the logs can
say it.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from models.rules.fold import standing
from models.rules.log import keys
from models.rules.log.entry import Signed
from models.rules.minutes.missing import Missing
from models.rules.minutes.node import Node
from models.rules.refusal import Refusal, Refused
from models.rules.values import Cut, Head

MOST = 256
"""New entries of one author in one minutes: one that floods its log delays only itself."""


class Logs(Protocol):
    """The entries that are held."""

    def chain(self, since: str | None, to: str) -> Sequence[Signed] | None:
        """Return the entries after `since` (None: from the first) up to `to`; None if not held."""
        ...


def introduced(parent: Node, cut: Cut, logs: Logs) -> dict[str, Sequence[Signed]]:
    """Return the entries by author that minutes with `cut` take after `parent` (R1).

    Refused(cut_shrinks, cut_too_far); Missing names the logs that do not reach. O(new entries).
    """
    found: dict[str, Sequence[Signed]] = {}
    lacking: dict[str, tuple[int, str | None]] = {}
    for author in parent.cut:
        if author not in cut:
            raise Refused(Refusal.CUT_SHRINKS, author)
    for author, head in sorted(cut.items()):
        known = parent.cut.get(author)
        if known is not None and tuple(known) == tuple(head):
            continue
        _check_step(author, known, head)
        entries = logs.chain(known[1] if known else None, head[1])
        if entries is None:
            lacking[author] = (known[0] + 1 if known else 0, head[1])
        else:
            _check_run(author, known, head, entries)
            found[author] = entries
    if lacking:
        raise Missing(logs=lacking)
    return found


def check_place(parent: Node, author: str, entries: Sequence[Signed]) -> None:
    """Refuse entries that may not follow `parent`.

    Refused with `unknown_partner`, `log_closed`, `log_disputed`, `anchor_wrong`, `roster_wrong`.
    O(entries).
    """
    check_log(parent, author, entries)
    for signed in entries:
        check_anchor(parent, signed)


def check_log(parent: Node, author: str, entries: Sequence[Signed]) -> None:
    """Refuse to take anything of a log that is unknown, closed or disputed after `parent`.

    Refused with `unknown_partner`, `log_closed` (R9, R10), `log_disputed` (R12).
    """
    record = parent.state.get(f"partner/{author}")
    if record is None:
        raise Refused(Refusal.UNKNOWN_PARTNER, author)
    if record["status"] in standing.OUT:
        raise Refused(Refusal.LOG_CLOSED, author)
    if standing.is_held_back(parent.state.get, author) and not mends(entries, record["recovery"]):
        raise Refused(Refusal.LOG_DISPUTED, author)


def in_place(parent: Node, author: str, line: Sequence[Signed]) -> Sequence[Signed]:
    """Return the longest beginning of a line of entries that may follow `parent`. Linear."""
    taken: list[Signed] = []
    try:
        check_log(parent, author, line)
        for signed in line[:MOST]:
            check_anchor(parent, signed)
            taken.append(signed)
    except Refused:
        return taken
    return taken


def mends(entries: Sequence[Signed], recovery: str) -> bool:
    """Tell whether entries of a suspended partner begin with its recovery key's word (R11)."""
    return bool(entries) and entries[0].entry.type == "key" and entries[0].entry.key == recovery


def check_anchor(parent: Node, signed: Signed) -> None:
    """Refuse an entry whose author knew other minutes than these, or misstates their roster.

    Refused with `anchor_wrong`, `roster_wrong`. But for recoveries (R11): of those only one can
    stand in a place, and it may have been written on a record that people dropped since (R12).
    O(log heights).
    """
    if keys.recovers(signed.entry):
        return
    anchor = signed.entry.anchor
    node = parent.ancestor(-1)
    if anchor is not None:
        if anchor[0] > parent.height:
            raise Refused(Refusal.ANCHOR_WRONG, f"{signed.id}: after the parent")
        node = parent.ancestor(anchor[0])
        if node.id != anchor[1]:
            raise Refused(Refusal.ANCHOR_WRONG, f"{signed.id}: not on this chain")
    if signed.entry.roster != node.roster.version:
        raise Refused(Refusal.ROSTER_WRONG, signed.id)


def is_omitted(cut: Cut, owed: Mapping[str, Head]) -> str | None:
    """Return an author whose log the cut leaves behind what is owed to it, or None (R1).

    O(authors).
    """
    for author, head in sorted(owed.items()):
        if cut.get(author, (-1, ""))[0] < head[0]:
            return author
    return None


def _check_step(author: str, known: Head | None, head: Head) -> None:
    if known is not None and head[0] <= known[0]:
        raise Refused(Refusal.CUT_SHRINKS, author)
    if head[0] - (known[0] if known else -1) > MOST:
        raise Refused(Refusal.CUT_TOO_FAR, author)


def _check_run(author: str, known: Head | None, head: Head, entries: Sequence[Signed]) -> None:
    """Refuse a head whose number is not that of the entry it names."""
    first = known[0] + 1 if known else 0
    last = entries[-1].entry if entries else None
    if (
        last is None
        or last.partner != author
        or (last.seq, len(entries))
        != (
            head[0],
            head[0] - first + 1,
        )
    ):
        raise Refused(Refusal.CUT_SHRINKS, f"no entry {head[1]} of {author} at {head[0]}")
