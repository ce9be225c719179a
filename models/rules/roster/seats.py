"""Seats: the roster after a change, with the secretary's line and the host seat in good order.

The line holds partners only: a newcomer is last in it, a leaver's place closes. The host seat is
always a partner's: when its holder goes, it falls to the next in line (R16); a ballot can move it
before.
"""

from collections.abc import Mapping
from typing import Any

from models.rules import quorum
from models.rules.fold.draft import Draft
from models.rules.fold.standing import Get
from models.rules.roster.change import Add, Change, ChangeFault, Remove

Roster = Mapping[str, Any]


def changed(roster: Roster, change: Change) -> dict[str, Any]:
    """Return the next version of a roster (R8). O(n)."""
    if isinstance(change, Remove):
        return without(roster, change.subject)
    following = {**roster, "version": roster["version"] + 1}
    if isinstance(change, Add):
        newcomer = change.sealer
        following["sealers"] = sorted([*roster["sealers"], newcomer.id])
        if newcomer.kind == "partner":
            following["line"] = [*roster["line"], newcomer.id]
    else:
        following["policy"] = change.policy
    return following


def without(roster: Roster, leaver: str) -> dict[str, Any]:
    """Return the next version of a roster, in which `leaver` is no longer.

    IndexError when nobody is left for the host seat. O(n).
    """
    line, host = roster["line"], roster["host"]
    return {
        **roster,
        "version": roster["version"] + 1,
        "sealers": [each for each in roster["sealers"] if each != leaver],
        "line": [each for each in line if each != leaver],
        "host": heir(line, leaver) if host == leaver else host,
    }


def heir(line: list[str], leaver: str) -> str:
    """Return who takes the leaver's seat (R16): the next in line after it, or the first.

    ValueError when the leaver is not in the line, IndexError when nobody else is. O(n).
    """
    place = line.index(leaver)
    return (line[place + 1 :] + line[:place])[0]


def partners(get: Get, roster: Roster) -> list[str]:
    """Return the sealers of a roster that are partners, by id. O(n)."""
    return [each for each in roster["sealers"] if get(f"partner/{each}")["kind"] == "partner"]


def hands_over(old: Roster, new: Roster) -> bool:
    """Tell whether each quorum of two rosters meets in an honest sealer (R8). O(n)."""
    common = len(set(old["sealers"]) & set(new["sealers"]))
    before = (old["policy"], len(old["sealers"]))
    return quorum.hands_over(before, (new["policy"], len(new["sealers"])), common)


def move_host(draft: Draft, partner: str) -> ChangeFault | None:
    """Give the host seat to an active partner (R16); tell why it cannot be. O(n)."""
    roster, pending = draft.get("roster"), draft.get("roster/next")
    if partner not in partners(draft.get, pending or roster):
        return ChangeFault.NOT_THERE
    if draft.get(f"partner/{partner}")["status"] != "active":
        return ChangeFault.NOT_THERE
    draft.put("roster", {**roster, "host": partner})
    if pending is not None:
        draft.put("roster/next", {**pending, "host": partner})
    draft.tell("host_moved", partner)
    return None
