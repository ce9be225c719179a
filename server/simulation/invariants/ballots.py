"""Ballots: a vote in time counts, a late one does not, for whoever was entitled at the opening (6).

What was in time is read from the boxes that honest sealers wrote: they say what these held at the
end. A vote that all of them held must count, unless its voter replaced it; one that, whatever the
liars claim, cannot stand in s boxes must not.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from models.rules.log.entry import Signed
from models.rules.values import Head
from server.simulation import reference
from server.simulation.invariants.violation import Violation
from server.simulation.ledger import Ledger


class Closed(Struct, frozen=True, kw_only=True):
    """A ballot that was decided, and who was there when its boxes were taken."""

    id: str
    ballot: Mapping[str, Any]
    result: Mapping[str, Any]
    height: int
    """Of the minutes that closed it."""
    policy: Any
    sealers: tuple[str, ...]


def closed_at(ledger: Ledger, height: int) -> list[Closed]:
    """Return the ballots that final minutes closed."""
    return [_closed(ledger, height, each) for each in ledger.final_minutes(height).closes]


def _closed(ledger: Ledger, height: int, ballot_id: str) -> Closed:
    state = ledger.states[height]
    ballot = state.get(f"ballot/{ballot_id}")
    # Where members vote, the boxes are taken earlier: by whoever sealed then.
    boxed = height
    while ballot["read_at"] is not None and ledger.final_minutes(boxed).time > ballot["read_at"]:
        boxed -= 1
    roster = ledger.states[boxed].get("roster")
    return Closed(
        id=ballot_id,
        ballot=ballot,
        result=state.get(f"result/{ballot_id}"),
        height=height,
        policy=roster["policy"],
        sealers=tuple(roster["sealers"]),
    )


def timely_votes_count(
    ledger: Ledger,
    closed: Closed,
    liars: frozenset[str],
    *,
    restored: frozenset[str] = frozenset(),
    is_safe: bool = True,
) -> int:
    """Check (6) for one ballot; return how many votes came too late to count.

    Who was `restored` from an old backup may have forgotten its box, and taken it again; or a vote,
    and written something else in its place.

    Where more lie than the policy bears, a vote in time may be lost: whoever says in its box that
    it held less than it did contradicts nothing that it signed, and so few boxes may close a ballot
    that no other one shows the vote. Late votes and forged ones count for nothing even then.
    """
    result = closed.result
    if result is None:
        raise Violation(6, f"ballot {closed.id[:8]} closed without a result")
    if result["outcome"] == "lapsed":
        return 0
    boxes = honest_boxes(ledger, closed, liars, restored if is_safe else None)
    late = 0
    for voter in _voters(closed):
        if voter in liars:
            late += _check_liar(ledger, closed, boxes, voter)
            continue
        votes = _votes(ledger, closed, voter)
        shown = [_showing(boxes, voter, vote) for vote in votes]
        lost = [voter in restored and _is_written_over(ledger, vote) for vote in votes]
        sure = [i for i, names in enumerate(shown) if len(names) == len(boxes) and not lost[i]]
        counted = result["votes"].get(voter)
        place = next((i for i, vote in enumerate(votes) if vote.id == counted), None)
        if counted is not None and place is None:
            raise Violation(6, f"{voter}'s vote {counted[:8]} counts, and it never cast it")
        if is_safe and sure and (place is None or place < sure[-1]):
            raise Violation(
                6,
                f"{voter}'s vote #{votes[sure[-1]].entry.seq} was held in time by all honest "
                f"sealers, and does not count in ballot {closed.id[:8]}",
            )
        late += len(votes) - 1 - (-1 if place is None else place)
        if place is not None:
            _check_late(closed, voter, votes[place], shown[place], liars)
    return late


def electorate_is_frozen(ledger: Ledger, closed: Closed) -> None:
    """Check (6): nobody votes who was not there when the ballot opened."""
    subject = _subject(ledger, closed)
    if subject in closed.result["votes"]:
        raise Violation(6, f"{subject} votes on its own expulsion in ballot {closed.id[:8]}")
    opened = int(closed.ballot["height"])
    state = ledger.states[opened - 1] if opened else ledger.states[0]
    for voter in closed.result["votes"]:
        record = state.get(f"partner/{voter.partition('/')[0]}")
        if record is None or record["status"] not in ("active", "founder"):
            raise Violation(
                6, f"{voter} votes in ballot {closed.id[:8]}, and joined after its opening"
            )


def _subject(ledger: Ledger, closed: Closed) -> str | None:
    """Return whom a ballot would expel, if anybody."""
    asked = ledger.entries.get(closed.id)
    motion = (asked.entry.body.get("motion") or {}) if asked else {}
    effect = (motion.get("effects") or {}).get("yes") or {}
    return effect.get("partner") if effect.get("kind") == "remove_partner" else None


def honest_boxes(
    ledger: Ledger, closed: Closed, liars: frozenset[str], restored: frozenset[str] | None
) -> dict[str, tuple[int, Mapping[str, Head]]]:
    """Return by honest sealer the number of its box and the heads in it.

    Only a `restored` one takes a box again; anybody (None) where a record may be torn and dropped.
    """
    found: dict[str, tuple[int, Mapping[str, Head]]] = {}
    for signed in ledger.entries.values():
        entry = signed.entry
        is_box = entry.type == "box" and entry.body.get("ballot") == closed.id
        may_forget = restored is None or entry.partner in restored
        is_forgotten = is_box and may_forget and _wrote_another(ledger, closed, signed)
        if (
            is_box
            and not is_forgotten
            and entry.partner in closed.sealers
            and entry.partner not in liars
        ):
            first = found.get(entry.partner)
            if first is None or entry.seq < first[0]:
                found[entry.partner] = (entry.seq, entry.body["heads"])
    return found


def _wrote_another(ledger: Ledger, closed: Closed, signed: Signed) -> bool:
    """Tell whether another box counts: an old backup forgot this one, and what was held then."""
    entry = signed.entry
    box = ledger.states[closed.height].get(f"box/{closed.id}/{entry.partner}")
    return box is not None and any(
        tuple(box["heads"].get(who, ())) != tuple(entry.body["heads"].get(who, ()))
        for who in {*box["heads"], *entry.body["heads"]}
    )


def _voters(closed: Closed) -> list[str]:
    names = {
        voter
        for part in closed.result["parts"]
        if part["decider"] == "partners"
        for voter in part["voters"]
    }
    return sorted(names)


def _votes(ledger: Ledger, closed: Closed, voter: str) -> list[Signed]:
    """Return the votes of somebody in this ballot that say something, in the order of its log."""
    found = [
        signed
        for signed in ledger.entries.values()
        if signed.entry.partner == voter
        and signed.entry.type == "vote"
        and signed.entry.body.get("ballot") == closed.id
        and (signed.entry.anchor or (-1, ""))[0] >= closed.ballot["height"]
    ]
    return sorted(found, key=lambda signed: signed.entry.seq)


def _is_written_over(ledger: Ledger, vote: Signed) -> bool:
    """Tell whether its author wrote the vote, or an entry before it, a second time."""
    return any(
        len(ledger.written.get((vote.entry.partner, seq), ())) > 1
        for seq in range(vote.entry.seq + 1)
    )


def _showing(
    boxes: Mapping[str, tuple[int, Mapping[str, Head]]], voter: str, vote: Signed
) -> list[str]:
    """Return the honest sealers whose boxes show a vote."""
    found = []
    for sealer, (seq, heads) in boxes.items():
        if sealer == voter:
            is_shown = vote.entry.seq < seq
        else:
            is_shown = heads.get(voter, (-1, ""))[0] >= vote.entry.seq
        if is_shown:
            found.append(sealer)
    return found


def _is_forked(ledger: Ledger, author: str) -> bool:
    """Tell whether somebody wrote two entries with one number: then its box has two places too."""
    return any(who == author and len(each) > 1 for (who, _), each in ledger.written.items())


def _check_late(
    closed: Closed, voter: str, vote: Signed, shown: list[str], liars: frozenset[str]
) -> None:
    lying = len(liars & set(closed.sealers))
    least = reference.boxes_shown(closed.policy, len(closed.sealers))
    if len(shown) + lying < least:
        raise Violation(
            6,
            f"{voter}'s vote #{vote.entry.seq} counts in ballot {closed.id[:8]}; only "
            f"{shown} of the honest sealers held it at the end, {least} are needed",
        )


def _check_liar(
    ledger: Ledger,
    closed: Closed,
    boxes: Mapping[str, tuple[int, Mapping[str, Head]]],
    voter: str,
) -> int:
    """Check (6) for a voter that lies: what counts was held by an honest sealer in time."""
    counted = closed.result["votes"].get(voter)
    if counted is None:
        return 0
    vote = ledger.entries.get(counted)
    if vote is None or vote.entry.partner != voter:
        raise Violation(6, f"{voter}'s vote {counted[:8]} counts, and it never cast it")
    own_box = min(
        (
            signed.entry.seq
            for signed in ledger.entries.values()
            if signed.entry.partner == voter
            and signed.entry.type == "box"
            and signed.entry.body.get("ballot") == closed.id
            and signed.entry.key == vote.entry.key
        ),
        default=vote.entry.seq,
    )
    if vote.entry.seq > own_box and not _is_forked(ledger, voter):
        raise Violation(6, f"{voter}'s vote #{vote.entry.seq} counts, after its own box")
    if len(closed.sealers) > 1 and not _showing(boxes, voter, vote):
        raise Violation(
            6, f"{voter}'s vote #{vote.entry.seq} counts, and no honest sealer held it in time"
        )
    return 0
