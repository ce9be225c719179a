"""Boxes and acknowledgements: what this partner says without being asked.

At the end of a ballot each sealer says which heads it held just then (R7): what came later is not
in its box, however late the box is written. What others wrote and the minutes leave out for an hour
is acknowledged, so that a secretary cannot pass over it for more than a day (R1).
"""

from models.rules.ballot import record
from models.rules.partner import acting
from models.rules.partner.holding import Holding
from models.rules.partner.turn import Turn
from models.rules.refusal import Refused
from models.rules.values import Cut, Head


def fill_boxes(turn: Turn) -> None:
    """Write the boxes of ballots that ended, but those that wait for our members' votes (R7).

    O(open ballots), and what `fill` costs for each that ended.
    """
    holding = turn.holding
    if holding.duty.is_silent or holding.me not in holding.chain.final.roster.names:
        return
    for ballot_id, over_at in open_ballots(holding):
        if ballot_id in holding.boxed:
            continue
        if turn.now < over_at:
            turn.wake_at(over_at)
        elif not needs_members(holding, ballot_id):
            fill(turn, ballot_id, over_at, None)


def fill(turn: Turn, ballot_id: str, over_at: int, members: dict[str, object] | None) -> None:
    """Write the box of one ballot (R7).

    What is void (a box is there, the ballot is over) is let be, and noted in the turn. O(authors +
    entries that came later).
    """
    heads = {who: list(head) for who, head in held_at(turn.holding, over_at).items()}
    body = {"ballot": ballot_id, "heads": heads, "members": members}
    try:
        acting.write(turn, "box", body, ())
    except Refused as refused:
        turn.refuse(turn.holding.me, refused)
        turn.holding.boxed.add(ballot_id)


def open_ballots(holding: Holding) -> list[tuple[str, int]]:
    """Return the open ballots, and when each is over. O(their number)."""
    state = holding.chain.final.state
    found = []
    for ballot_id in state.get("ballots") or ():
        raw = state.get(f"ballot/{ballot_id}")
        found.append((ballot_id, raw["closes_at"] + raw["grace"]))
    return found


def needs_members(holding: Holding, ballot_id: str) -> bool:
    """Tell whether our members vote in this ballot: the owner's server knows what they said.

    O(parts of the ballot).
    """
    ballot = record.known(holding.chain.final.state.get, ballot_id)
    return any(part.decider == "members" and holding.me in part.voters for part in ballot.parts)


def held_at(holding: Holding, time: int) -> Cut:
    """Return the head of each other log as it was at `time`, by our own clock. O(later entries)."""
    found: Cut = {}
    for author in holding.authors:
        head = holding.log.head(author)
        while head is not None and holding.first_seen.get(head[1], 0) > time:
            signed = holding.log.get(head[1])
            above = signed.entry.prev if signed else None
            head = None if above is None else (head[0] - 1, above)
        if head is not None and author != holding.me:
            found[author] = head
    return found


def acknowledge(turn: Turn) -> None:
    """Acknowledge what others wrote and the minutes leave out for too long (R1).

    O(pending entries).
    """
    holding = turn.holding
    final = holding.chain.final
    if holding.duty.is_silent or final.id is None or holding.me not in final.roster.names:
        return
    heads: dict[str, Head] = {}
    for author, line in holding.pending.items():
        if author == holding.me:
            continue
        own = holding.acknowledged.get(author, {}).get(holding.me, [])
        said = max((number for _, number in own), default=-1)
        fresh = [each for each in line if each.entry.type != "ack" and each.entry.seq > said]
        if not fresh:
            continue
        since = min(holding.first_seen.get(each.id, turn.now) for each in fresh)
        if turn.now >= since + holding.pace.unminuted:
            heads[author] = (fresh[-1].entry.seq, fresh[-1].id)
        else:
            turn.wake_at(since + holding.pace.unminuted)
    if heads:
        body = {"heads": {author: list(head) for author, head in sorted(heads.items())}}
        try:
            acting.write(turn, "ack", body, ())
        except Refused as refused:
            turn.refuse(holding.me, refused)
