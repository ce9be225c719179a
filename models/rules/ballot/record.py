"""Records: what the state keeps of a ballot, its votes and its boxes (R6, R7).

ballots                      ids of the open ballots
ballot/<id>                  the frozen ballot
motion/<id>                  what it asks and what follows if it passes
vote/<ballot>/<partner>      the partner's votes, in the order of its log
box/<ballot>/<sealer>        what a sealer held at the end
open/<ballot>/<partner>      how far a partner's members' votes are opened; pages below it
result/<ballot>              the result, for good
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from models.rules.charter.decision_rule import Deadlock, Tie
from models.rules.fold.standing import Get
from models.rules.tally.method import Method, Quorum
from models.rules.values import Cut, Id, Moment, Number, PartnerId

Voting = Literal["partners", "council", "members"]
"""Who counts as one voter: a partner, a seat of the council, a member."""


class Roll(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which members of one partner may vote: the Merkle root over H(salt, member), and how many."""

    root: Id
    size: Annotated[int, Meta(ge=1, le=100_000_000)]


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One count of a ballot; a ballot passes when all its parts do."""

    topics: list[str]
    """The topics of the charter under whose rules this part decides."""
    decider: Voting
    method: Method
    quorum: Quorum
    voters: list[str]
    """Partners, or council seats as `partner/function`; of members the partners with a roll."""


class Ballot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ballot as it was frozen at its opening (R6), and how far it came since."""

    by: PartnerId
    height: Number
    """Of the minutes that opened it."""
    opened: Moment
    opening: Id | None
    """The id of these minutes: known, and put down, one minutes later."""
    topic: str
    charter: Number
    """The version of the charter under which it is decided."""
    clauses: list[str]
    """The clauses that say why this could be decided."""
    options: list[str]
    status_quo: str | None
    tie: Tie
    deadlock: Deadlock
    parts: list[Part]
    rolls: dict[PartnerId, Roll]
    cap: tuple[int, int]
    """The largest share of the members' weight that one partner's members have."""
    floors: dict[PartnerId, int]
    """The number of each voting partner's newest entry at the opening; -1 before any."""
    recusing: bool
    """Partners with a conflict of interest leave the base."""
    closes_at: Moment
    grace: Number
    lot: Id | None
    """What the author sealed for the draw of a panel; needed where a deadlock goes to one."""
    after: Id | None
    """The ballot that this one takes up again; itself never taken up."""
    read_at: Moment | None = None
    """The time of the minutes at which the members' boxes were taken as they were."""
    counted: tuple[PartnerId, ...] = ()
    """The sealers whose boxes were taken then."""
    shown: Number | None = None
    """In how many of them a vote must show, by the roster of then."""
    status: Literal["open", "closed"] = "open"


class Vote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry about one voter's vote."""

    seq: Number
    id: Id
    voter: str
    """The partner, or the seat `partner/function`."""
    does: Literal["cast", "withdraw", "recuse"]
    choice: Any = None


class Members(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a partner's box says of its members' votes, before anybody opens any."""

    root: Id
    count: Number


class Box(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one sealer held of everybody's log at the end of a ballot (R7)."""

    seq: Number
    """The number of the entry that is the box."""
    heads: Cut
    members: Members | None


def ballot_of(get: Get, ballot_id: str) -> Ballot | None:
    """Return the ballot with this id, or None. Linear in its size."""
    return None if get(f"ballot/{ballot_id}") is None else known(get, ballot_id)


def known(get: Get, ballot_id: str) -> Ballot:
    """Return a ballot that the state lists. Linear in its size."""
    return msgspec.convert(get(f"ballot/{ballot_id}"), Ballot)


def box_of(get: Get, ballot_id: str, sealer: str) -> Box | None:
    """Return the box of this sealer, or None. O(heads)."""
    raw = get(f"box/{ballot_id}/{sealer}")
    return None if raw is None else msgspec.convert(raw, Box)


def plain(record: Struct) -> Any:
    """Return a record as the JSON value that the state keeps. Linear in its size."""
    return msgspec.to_builtins(record)


def partner_of(voter: str) -> str:
    """Return whose voter this is: a partner itself, or the partner of a seat."""
    return voter.partition("/")[0]
