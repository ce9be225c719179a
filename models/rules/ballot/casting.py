"""Casting: how votes, boxes and openings come into the state (R7).

What an author's own log says about its own order is settled here, entry by entry: no vote after the
author's own box, one box, pages of openings in turn. What depends on the others is settled when the
ballot closes.
"""

from typing import Any

from models.rules import canon, merkle
from models.rules.ballot import answers, secret
from models.rules.ballot.record import Ballot, Box, Members, Part, Vote, ballot_of, box_of, plain
from models.rules.fold.desk import Desk
from models.rules.fold.void import Void, VoidReason
from models.rules.values import Cut

MAX_CHOICE = 16 * 1024
"""Bytes of one choice, with its reasons."""
MOST_VOTES = 32
"""How many entries about votes one partner can write in one ballot."""


def open_ballot(desk: Desk, ballot_id: str) -> Ballot:
    """Return an open ballot that the author of the entry on the desk had seen in final minutes.

    Void: ballot_unknown, ballot_closed, ballot_unseen. O(size of the ballot).
    """
    ballot = ballot_of(desk.get, ballot_id)
    if ballot is None:
        raise Void(VoidReason.BALLOT_UNKNOWN, ballot_id)
    if ballot.status == "closed":
        raise Void(VoidReason.BALLOT_CLOSED, ballot_id)
    if desk.anchor < ballot.height:
        raise Void(VoidReason.BALLOT_UNSEEN, ballot_id)
    return ballot


def cast(desk: Desk, ballot_id: str, seat: str | None, choice: Any) -> None:
    """Note the author's vote, or that of its seat.

    Void: not_entitled, choice_unfit, after_own_box, too_many; those of `open_ballot`. O(size of the
    ballot and of the choice).
    """
    ballot = open_ballot(desk, ballot_id)
    voter = desk.author if seat is None else f"{desk.author}/{seat}"
    parts = _parts_of(ballot, voter)
    options = tuple(ballot.options)
    if len(canon.encode(choice)) > MAX_CHOICE:
        raise Void(VoidReason.CHOICE_UNFIT, "too long")
    for part in parts:
        if answers.fitted(part.method, options, choice) is None:
            raise Void(VoidReason.CHOICE_UNFIT, part.method.name)
    _note(desk, ballot_id, Vote(**_place(desk), voter=voter, does="cast", choice=choice))


def withdraw(desk: Desk, ballot_id: str, seat: str | None) -> None:
    """Take back the author's vote, or that of its seat.

    Void: nothing_to_withdraw when none stands, after_own_box, too_many; those of `open_ballot`.
    O(size of the ballot).
    """
    open_ballot(desk, ballot_id)
    voter = desk.author if seat is None else f"{desk.author}/{seat}"
    rows = desk.get(f"vote/{ballot_id}/{desk.author}") or ()
    own = [row["does"] for row in rows if row["voter"] == voter]
    if own[-1:] != ["cast"]:
        raise Void(VoidReason.NOTHING_TO_WITHDRAW, voter)
    _note(desk, ballot_id, Vote(**_place(desk), voter=voter, does="withdraw"))


def recuse(desk: Desk, ballot_id: str) -> None:
    """Take the author out of the base for a conflict of interest, once and for all.

    Void: moot where the charter's guard does not ask for it, not_entitled, after_own_box, too_many;
    those of `open_ballot`. O(size of the ballot).
    """
    ballot = open_ballot(desk, ballot_id)
    if not ballot.recusing:
        raise Void(VoidReason.MOOT, ballot_id)
    if desk.author not in ballot.floors:
        raise Void(VoidReason.NOT_ENTITLED, desk.author)
    _note(desk, ballot_id, Vote(**_place(desk), voter=desk.author, does="recuse"))


def box(desk: Desk, ballot_id: str, heads: Cut, members: Members | None) -> None:
    """Note what a sealer says it held at the end: its first word, and its only one (R7).

    It may come at any time: the minutes' time can lag behind an honest sealer's clock. Who boxes
    early hurts nobody but itself. Void: box_repeated; those of `open_ballot`. O(size of the ballot
    + heads).
    """
    open_ballot(desk, ballot_id)
    if box_of(desk.get, ballot_id, desk.author) is not None:
        raise Void(VoidReason.BOX_REPEATED, ballot_id)
    made = Box(seq=desk.entry.seq, heads=heads, members=members)
    desk.put(f"box/{ballot_id}/{desk.author}", plain(made))


def open_page(desk: Desk, ballot_id: str, number: int, votes: list[secret.Opened]) -> None:
    """Note one page of opened votes: pages in turn, leaves ascending over all of them.

    Void: open_early, open_unexpected, open_out_of_turn, open_unsorted, open_beyond; those of
    `open_ballot`. O(votes on the page + size of the ballot).
    """
    ballot = open_ballot(desk, ballot_id)
    if ballot.read_at is None:
        raise Void(VoidReason.OPEN_EARLY, ballot_id)
    made = box_of(desk.get, ballot_id, desk.author)
    if made is None or made.members is None or desk.author not in ballot.counted:
        raise Void(VoidReason.OPEN_UNEXPECTED, ballot_id)
    key = f"open/{ballot_id}/{desk.author}"
    before = desk.get(key) or {"parts": 0, "count": 0, "peaks": [], "last": ""}
    if number != before["parts"]:
        raise Void(VoidReason.OPEN_OUT_OF_TURN, str(number))
    count, peaks, last = before["count"], before["peaks"], before["last"]
    for choice, nonce in votes:
        leaf = secret.leaf_of((ballot_id, desk.author), choice, nonce)
        if not is_next(leaf, last):
            raise Void(VoidReason.OPEN_UNSORTED, leaf)
        peaks, count, last = merkle.grown(peaks, count, leaf), count + 1, leaf
    if count > made.members.count:
        raise Void(VoidReason.OPEN_BEYOND, str(count))
    desk.put(f"{key}/{number}", [choice for choice, _ in votes])
    desk.put(key, {"parts": number + 1, "count": count, "peaks": peaks, "last": last})


def is_next(leaf: str, last: str) -> bool:
    """Tell whether a leaf comes after the last one, and so is none that was opened before."""
    return leaf > last


def _parts_of(ballot: Ballot, voter: str) -> list[Part]:
    parts = [part for part in ballot.parts if part.decider != "members" and voter in part.voters]
    if not parts:
        raise Void(VoidReason.NOT_ENTITLED, voter)
    return parts


def _place(desk: Desk) -> dict[str, Any]:
    return {"seq": desk.entry.seq, "id": desk.id}


def _note(desk: Desk, ballot_id: str, vote: Vote) -> None:
    if box_of(desk.get, ballot_id, desk.author) is not None:
        raise Void(VoidReason.AFTER_OWN_BOX, ballot_id)
    key = f"vote/{ballot_id}/{desk.author}"
    rows = desk.get(key) or []
    if len(rows) >= MOST_VOTES:
        raise Void(VoidReason.TOO_MANY, key)
    desk.put(key, [*rows, plain(vote)])
