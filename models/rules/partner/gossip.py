"""Gossip: what is pushed, what is asked for, what is answered, and what is said again (R15).

News is pushed once to everybody. What was lost on the way is found by comparing heads, hourly and
after each restart. What this partner waits for (its own minutes to be sealed, its status to be
taken up) it says again, less and less often. Answers are bounded in size and in number, because
anybody may ask.
"""

from models.rules.log.entry import Signed
from models.rules.minutes.missing import Missing
from models.rules.minutes.node import Node
from models.rules.partner import finishing
from models.rules.partner.holding import Holding
from models.rules.partner.messages import (
    MAX_ENTRIES,
    MAX_MINUTES,
    Asks,
    Excludes,
    Heads,
    Leaves,
    Proposes,
    Says,
    Seals,
    Shows,
)
from models.rules.partner.turn import Turn

ANSWERS = 256
"""Answers to one partner between two exchanges of heads."""
BYTES = 1024 * 1024
"""Of entries in one answer."""


def heads(holding: Holding) -> Heads:
    """Return how far this partner is. O(authors)."""
    high, final = holding.chain.high, holding.chain.final
    found = ((author, holding.log.head(author)) for author in holding.authors)
    return Heads(
        cut={author: head for author, head in found if head is not None},
        high=None if high.id is None else (high.term, high.height, high.id),
        final=None if final.id is None else (final.height, final.id),
    )


def hear_heads(turn: Turn, sender: str, theirs: Heads) -> None:
    """Ask for what the sender has and we lack; tell it what we wait for, and that we have more.

    O(authors).
    """
    holding = turn.holding
    logs: dict[str, tuple[int, str | None]] = {}
    is_ahead = False
    for author in holding.authors:
        own = holding.log.head(author)
        head = theirs.cut.get(author)
        is_ahead = is_ahead or (own is not None and (head is None or head[0] < own[0]))
        if head is not None and holding.log.get(head[1]) is None:
            first = 0 if own is None else own[0] + 1
            logs[author] = (min(first, head[0]), head[1])
    high = holding.chain.high
    rank = (0, -1) if theirs.high is None else theirs.high[:2]
    since = None
    if rank > high.rank or (theirs.final and theirs.final[0] > holding.chain.final.height):
        since = holding.chain.final.height + 1
    if (logs or since is not None) and turn.may_tell(sender, "lacking"):
        turn.tell(sender, Asks(logs=logs, minutes=[], since=since))
    if turn.may_tell(sender, "reminder"):
        if is_ahead or rank < high.rank:
            turn.tell(sender, heads(holding))
        remind(turn, sender)


def answer(turn: Turn, sender: str, asks: Asks) -> None:
    """Give what is asked for and held, within bounds; the sender asks again for the rest.

    O(what is asked for, within the bounds).
    """
    holding = turn.holding
    given = holding.answered.get(sender, 0)
    if given >= ANSWERS:
        return
    holding.answered[sender] = given + 1
    entries = wanted_entries(holding, asks)
    if entries:
        turn.tell(sender, Says(entries=tuple(entries)))
    nodes = wanted_minutes(holding, asks)
    if nodes:
        shown = tuple(node.minutes for node in nodes if node.minutes is not None)
        proofs = tuple(map(finishing.high_of, finishing.proven(holding.chain)))
        turn.tell(sender, Shows(minutes=shown, proofs=proofs))


def wanted_entries(holding: Holding, asks: Asks) -> list[Signed]:
    """Return the entries that are asked for, in order. O(log after the first)."""
    found: list[Signed] = []
    size = 0
    for author, (first, to) in sorted(asks.logs.items()):
        head = holding.log.head(author)
        end = to if to is not None and holding.log.get(to) else head[1] if head else None
        for signed in holding.log.line(end, first) if end else ():
            size += signed.size
            if len(found) >= MAX_ENTRIES or size > BYTES:
                return found
            found.append(signed)
    return found


def wanted_minutes(holding: Holding, asks: Asks) -> list[Node]:
    """Return the minutes that are asked for, parents first. O(answer)."""
    found: list[Node] = []
    chain = holding.chain
    if asks.since is not None:
        upper = min(chain.high.height, asks.since + MAX_MINUTES - 1)
        node = chain.high.ancestor(upper) if upper >= 0 else chain.root
        while node.parent is not None and node.height >= asks.since:
            found.append(node)
            node = node.parent
        found.reverse()
        beside = finishing.proven(chain)[:-1]
        found += [each for each in beside if asks.since <= each.height <= upper]
    named = [chain.nodes[each] for each in asks.minutes if each in chain.nodes]
    # What is named comes first: it may stand beside the line, and nothing goes on without it.
    chosen = dict.fromkeys([*named, *found])
    return sorted(list(chosen)[:MAX_MINUTES], key=lambda node: node.height)


def remind(turn: Turn, to: str) -> None:
    """Tell one partner again what this one waits for. O(what this one waits for)."""
    holding = turn.holding
    duty, high = holding.duty, holding.chain.high
    if duty.is_silent:
        return
    if duty.status is not None and duty.status.term > high.term and holding.is_sealer:
        turn.tell(to, Leaves(status=duty.status))
    for statement in duty.statements.values():
        turn.tell(to, Excludes(exclusion=statement))
    for minutes_id in duty.proposed.values():
        node = holding.chain.nodes.get(minutes_id)
        if node is not None and node.minutes is not None and not node.certified:
            turn.tell(to, Proposes(minutes=node.minutes))
    for minutes_id, seal in duty.seals.items():
        node = holding.chain.nodes.get(minutes_id)
        if node is not None and not node.certified:
            turn.tell(to, Seals(seal=seal))


def say_again(turn: Turn) -> None:
    """Exchange heads when it is time, and remind everybody while something is unfinished.

    O(peers * what this partner waits for).
    """
    holding, progress, pace = turn.holding, turn.holding.progress, turn.holding.pace
    if turn.now >= progress.heads_at:
        progress.heads_at = turn.now + pace.heads
        holding.answered.clear()
        holding.told = {
            key: (when, times)
            for key, (when, times) in holding.told.items()
            if turn.now < when + 2 * pace.heads
        }
        turn.tell_peers(heads(holding))
    turn.wake_at(progress.heads_at)
    if not is_unfinished(holding):
        progress.retries = 0
        progress.retry_at = turn.now + pace.retry
        return
    if turn.now >= progress.retry_at:
        progress.retries += 1
        progress.retry_at = turn.now + pace.again(progress.retries + 1)
        for peer in holding.peers:
            remind(turn, peer)
        for minutes_id, missing in list(holding.waiting.lacks.items()):
            sender = holding.waiting.minutes[minutes_id][0]
            turn.ask(sender, Missing(minutes=missing.minutes, logs=missing.logs))
    turn.wake_at(progress.retry_at)


def is_unfinished(holding: Holding) -> bool:
    """Tell whether this partner waits for an answer. O(own seals that lack others)."""
    high = holding.chain.high
    if holding.waiting.lacks or holding.term > high.term:
        return True
    ranks = [(seal.term, seal.height) for seal in holding.duty.seals.values()]
    return max(ranks, default=high.rank) > high.rank
