"""Houses: what became of one partner's members' votes, read once more from what was written (8).

A house is a partner as its members' home. Nothing here asks the rules: the roll is the one that
stood when the ballot opened, the pages are put together by hand, and the root is hashed again.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from models.rules.log.entry import Signed
from server.simulation.invariants.ballots import Closed
from server.simulation.ledger import Ledger


class House(Struct, frozen=True, kw_only=True):
    """What one partner said of its members in one ballot, and whether it counts."""

    size: int
    """Of the roll that was frozen."""
    status: str
    leaves: dict[str, Any]
    """The choices that were opened in order, by leaf, as long as they were in order."""


def read(ledger: Ledger, closed: Closed, house: str) -> House:
    """Return what the final minutes up to the closing say of a house."""
    size = frozen_size(ledger, closed, house)
    read_at = next(
        height
        for height in range(closed.height + 1)
        if ledger.final_minutes(height).time == closed.ballot["read_at"]
    )
    said = list(written(ledger, closed.id, house, (closed.ballot["height"], closed.height)))
    boxes = [each for at, each in said if each.entry.type == "box" and at <= read_at]
    members = boxes[0].entry.body["members"] if boxes else None
    if members is None or house not in closed.ballot["counted"]:
        return House(size=size, status="no_box", leaves={})
    pages = [each for at, each in said if each.entry.type == "open" and at > read_at]
    leaves = _opened(closed.id, pages, members["count"])
    if members["count"] > size:
        status = "over_roll"
    elif len(leaves) < members["count"]:
        status = "not_opened"
    else:
        status = "counted" if _root(list(leaves)) == members["root"] else "mismatch"
    return House(size=size, status=status, leaves=leaves)


def frozen_size(ledger: Ledger, closed: Closed, house: str) -> int:
    """Return how many members a house had on its roll when the ballot opened; 0 without one.

    That is before the minutes that opened it; what its author wrote before it counts too.
    """
    height = closed.ballot["height"]
    before = ledger.states[height - 1].get(f"roll/{house}") if height else None
    size = before["size"] if before else 0
    for signed in ledger.introduced(height).get(house, ()):
        if signed.id == closed.id:
            return int(size)
        if signed.entry.type == "roll":
            roll = signed.entry.body["roll"]
            size = roll["size"] if roll else 0
    return int(before["size"]) if before else 0


def leaf_of(ballot_id: str, house: str, choice: Any, nonce: str) -> str:
    """Return the leaf of one vote."""
    said = json.dumps([ballot_id, house, choice, nonce], separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(b"hanse/leaf/1\0" + said.encode()).hexdigest()


def written(
    ledger: Ledger, ballot_id: str, house: str, span: tuple[int, int]
) -> Iterator[tuple[int, Signed]]:
    """Yield what a house wrote about a ballot while its key was good, with the minutes' heights.

    These are above the first of `span`, up to the last.
    """
    for height in range(span[0] + 1, span[1] + 1):
        record = ledger.states[height - 1].get(f"partner/{house}")
        is_good = record is not None and record["suspended"] is None
        for signed in ledger.introduced(height).get(house, ()):
            is_good = is_good or signed.entry.type == "key"
            if is_good and signed.entry.body.get("ballot") == ballot_id:
                yield height, signed


def _opened(ballot_id: str, pages: Sequence[Signed], count: int) -> dict[str, Any]:
    """Return the leaves of the pages that come in turn, ascend, and are not beyond the count."""
    found: dict[str, Any] = {}
    turn = 0
    for page in pages:
        votes = page.entry.body["votes"]
        leaves = {leaf_of(ballot_id, page.entry.partner, *vote): vote[0] for vote in votes}
        is_ascending = list(leaves) == sorted(leaves) and len(leaves) == len(votes)
        is_further = not found or min(leaves) > max(found)
        is_within = len(found) + len(leaves) <= count
        if page.entry.body["part"] == turn and is_ascending and is_further and is_within:
            found |= leaves
            turn += 1
    return found


def _root(leaves: list[str]) -> str:
    """Return the Merkle root as RFC 6962 defines it, from the top down."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    sides = (_root(leaves[:split]), _root(leaves[split:])) if leaves else ()
    joined = b"".join(bytes.fromhex(side) for side in sides)
    return hashlib.sha256(b"hanse/node/1\0" + joined).hexdigest()
