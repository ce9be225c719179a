"""Settling: which of two final branches to follow, when people have decided (R12).

Under `majority` one liar can make two branches final. It is noticed and proven, and nobody goes on.
Then each other partner writes `settle`, naming the minutes to keep at the height where the branches
part. When enough do, each partner is started again with what was settled: from then on other
minutes at that height do not exist for it. What stood on the dropped branch counts no longer, and
entries that were written on its ground come back only as new entries: their author takes its log
up again where the kept branch left it, by an entry of its recovery key (R11).
"""

from models.rules import evidence
from models.rules.acts import settle
from models.rules.log.entry import Entry
from models.rules.minutes.node import Node
from models.rules.partner.holding import Holding


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
    """Return the first height at which two branches differ, and the last minutes they share."""
    low, high = -1, min(one.height, other.height)
    while low < high:
        middle = (low + high + 1) // 2
        if one.ancestor(middle) is other.ancestor(middle):
            low = middle
        else:
            high = middle - 1
    return low + 1, one.ancestor(low)


def first_word(holding: Holding, author: str, ground: Node, height: int) -> str | None:
    """Return the minutes that a partner named first for a height, after the shared ground."""
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
