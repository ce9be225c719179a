"""Electorates: who may vote, frozen at the opening (R6); afterwards they can only shrink.

Nobody joins an open ballot. Whoever left, was expelled or excluded before the minutes that close
it has no vote any more, and the base leaves it out (R9); so do the subject of the ballot from the
beginning, and partners with a conflict of interest.
"""

from collections.abc import Iterable

from models.rules.ballot.record import Part, partner_of
from models.rules.charter import deciding
from models.rules.charter.document import Charter
from models.rules.fold.standing import Get

STANDING = ("founder", "active")
"""What a partner is while it has a vote."""


def partners(get: Get) -> tuple[str, ...]:
    """Return, sorted, the active partners; witnesses are none. O(sealers)."""
    return tuple(p for p in get("roster")["sealers"] if is_partner(get, p))


def is_partner(get: Get, partner: str) -> bool:
    """Tell whether this is an active partner at this point of the state."""
    record = get(f"partner/{partner}")
    return record is not None and record["kind"] == "partner" and record["status"] in STANDING


def seats(get: Get, charter: Charter, topic: str, time: int) -> tuple[str, ...]:
    """Return, sorted, the council's seats `partner/function` that vote on a topic.

    A seat whose partner is gone, or whose term ran out with nobody elected since, is vacant.
    O(seats of the council * functions).
    """
    found = set()
    for number in deciding.electorate_seats(charter, topic):
        seat = charter.seats[number]
        held = get(f"seat/{seat.partner}/{seat.function}")
        is_over = held is not None and held["until"] <= time
        if is_partner(get, seat.partner) and not is_over:
            found.add(f"{seat.partner}/{seat.function}")
    return tuple(sorted(found))


def rolled(get: Get) -> tuple[str, ...]:
    """Return, sorted, the active partners that committed to a roll of their members. O(sealers)."""
    return tuple(p for p in partners(get) if get(f"roll/{p}") is not None)


def without(voters: Iterable[str], barred: Iterable[str]) -> list[str]:
    """Return the voters of other partners than the barred, in their order (R9). O(voters)."""
    left_out = set(barred)
    return [voter for voter in voters if partner_of(voter) not in left_out]


def entitled(get: Get, part: Part) -> tuple[str, ...]:
    """Return who of the frozen electorate still has a vote at the minutes that close the ballot.

    It only shrinks (R6, R9). O(voters).
    """
    return tuple(voter for voter in part.voters if is_partner(get, partner_of(voter)))
