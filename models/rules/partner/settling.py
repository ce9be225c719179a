"""Settling: which of two final branches to follow, when people have decided (R12).

Under `majority` one liar can make two branches final. It is noticed and proven, and nobody goes on.
Then each other partner writes `settle`, naming the minutes to keep at the height where the branches
part. When enough do, each partner is started again with what was settled: from then on other
minutes at that height do not exist for it. What stood on the dropped branch counts no longer, and
entries that were written on its ground come back only as new entries: their author takes its log
up again where the kept branch left it, by an entry of its recovery key (R11).

Whoever sealed on the dropped branch what stood on higher minutes than it knows now cannot leave a
term under the same key: its status would seem to hide these, which is what a liar's does. So it
gives none (`is_bound`) until it knows higher ones, or has a new key. The key that its recovery
gives counts for the status, and for the seal, of the very minutes that take the recovery; they
may be written under the old key, which is bound by nothing in a place where it wrote none. So
nobody waits for anybody, even if all have to replace their keys.
"""

from collections.abc import Sequence
from typing import Any

from models.rules import evidence
from models.rules.acts import settle
from models.rules.log import handing
from models.rules.log.entry import Entry, Signed
from models.rules.minutes import checking, cut, records
from models.rules.minutes.node import Node
from models.rules.minutes.records import Minutes, Seal
from models.rules.partner.holding import Holding
from models.rules.partner.waiting import Waiting


def settlement(holding: Holding) -> tuple[int, str] | None:
    """Return height and id of the minutes to keep, once enough partners named them.

    None while there is no conflict, or too few said which. O(entries since the branches parted).
    """
    conflict = holding.chain.conflict
    if conflict is None:
        return None
    height, ground = parting(*conflict)
    named: dict[str, str] = {}
    for author in ground.roster.line:
        word = first_word(holding, author, ground, height)
        if word is not None:
            named[author] = word
    guilty = frozenset(evidence.guilty(body) for body in holding.lies.values())
    kept = settle.branch(named, list(ground.roster.line), guilty, ground.roster.policy)
    return None if kept is None else (height, kept)


def parting(one: Node, other: Node) -> tuple[int, Node]:
    """Return the first height at which two branches differ, and the last minutes they share.

    O(log² n) in the heights.
    """
    low, high = -1, min(one.height, other.height)
    while low < high:
        middle = (low + high + 1) // 2
        if one.ancestor(middle) is other.ancestor(middle):
            low = middle
        else:
            high = middle - 1
    return low + 1, one.ancestor(low)


def first_word(holding: Holding, author: str, ground: Node, height: int) -> str | None:
    """Return the minutes that a partner named first for a height, after the shared ground.

    O(entries after the ground).
    """
    head = holding.log.head(author)
    since = ground.cut.get(author)
    line = holding.log.line(head[1], since[0] + 1 if since else 0) if head else ()
    words = (word_of(signed.entry, height) for signed in line)
    return next((word for word in words if word is not None), None)


def word_of(entry: Entry, height: int) -> str | None:
    """Return the minutes that an entry names for a height, if it does."""
    is_about = entry.type == "settle" and entry.body["height"] == height
    word: str | None = entry.body["minutes"] if is_about else None
    return word


def drop(holding: Holding, known: Sequence[Any]) -> None:
    """Forget what waits for dropped minutes; remember what our seals on them stood on.

    `known` are our durable records. O(their number).
    """
    holding.waiting = Waiting()
    duty, nodes = holding.duty, holding.chain.nodes
    duty.seals = {key: seal for key, seal in duty.seals.items() if key in nodes}
    ours: dict[tuple[int, int], Seal] = {}
    for record in known:
        if isinstance(record, Seal) and record.minutes not in nodes:
            ours[record.term, record.height] = record
    for record in known:
        seal = ours.get((record.term, record.height)) if isinstance(record, Minutes) else None
        if seal is not None and records.identify(record) == seal.minutes:
            duty.dropped.append((evidence.stands_on(record), seal))


def is_bound(holding: Holding, key: str) -> bool:
    """Tell whether a status under `key` would know less than a dropped seal of ours stands on.

    O(seals on dropped minutes * keys handed on), until higher minutes are certified.
    """
    known = holding.chain.high.rank
    seals = [seal for rank, seal in holding.duty.dropped if rank > known]
    keys = hands(holding, key) if seals else ()
    return any(
        holding.signatures.verify(each, records.signed(seal), seal.sig)
        for seal in seals
        for each in keys
    )


def hands(holding: Holding, key: str) -> Sequence[str]:
    """Return the keys that answer for each other with `key`: handed on to it, or by it (R11).

    O(n log n) in the keys that were handed on.
    """
    handed = holding.handed
    known = {key, *handed, *(entry.key for entry in handed.values())}
    return [
        each
        for each in sorted(known)
        if handing.between(handed, each, key) is not None
        or handing.between(handed, key, each) is not None
    ]


def takes_up_after(holding: Holding) -> int | None:
    """Return the number after which our recovery key has to take up our log, if it has to.

    That is so after a settlement when newer entries of ours stand on what was dropped, or when our
    key is bound by a seal. O(our entries that no minutes took yet).
    """
    if not holding.chain.settled:
        return None
    high, me = holding.chain.high, holding.me
    line = _beyond(holding)
    taken = cut.in_place(high, me, line)
    known = high.cut.get(me, (-1, ""))[0]
    last = taken[-1].entry.seq if taken else known
    keys = (holding.key_of(me), holding.given_key(me))
    if all(key is None or is_bound(holding, key) for key in keys):
        # While a roster is handed over nothing else is taken than a recovery.
        return known if checking.is_stopped(high, holding.ground) else last
    return last if len(taken) < min(len(line), cut.MOST) else None


def _beyond(holding: Holding) -> Sequence[Signed]:
    """Return our entries that the certified minutes have not taken."""
    known, head = holding.chain.high.cut.get(holding.me), holding.log.head(holding.me)
    if known is not None:
        return holding.log.beyond(known[1])
    return holding.log.line(head[1], 0) if head is not None else ()
