"""Communities at hand: which Groups are ours to share, and who their partners are.

The gate, processing and the verifier ask for every activity, so the rosters are held in memory and
read anew after `_FRESH_SECONDS`, or at once when a roster changed here (`forget`). A partner that
joined elsewhere is therefore known within seconds; until then its activities wait as deferred.
"""

from federation.errors import Rejected
from federation.origin import origin_of
from models.actions import roster
from models.ports import Clock
from models.values.roster import PartnerSeat, Roster

_FRESH_SECONDS = 5.0


class Communities:
    """The rosters in force, as one process knows them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until = 0.0
        self._by_group: dict[str, Roster] = {}
        self._by_id: dict[int, Roster] = {}
        self._partners: dict[str, PartnerSeat] = {}
        self._authorities: frozenset[str] = frozenset()

    async def refresh(self) -> None:
        """Read the rosters if what is held has grown old; never inside a transaction."""
        if self._clock.monotonic() < self._until:
            return
        rosters = await roster.communities()
        self._until = self._clock.monotonic() + _FRESH_SECONDS
        self._by_group = {each.uri: each for each in rosters}
        self._by_id = {each.community_id: each for each in rosters}
        seats = [seat for each in rosters for seat in each.partners if not seat.is_self]
        self._partners = {seat.actor_uri: seat for seat in seats}
        self._authorities = frozenset(_authority(seat.actor_uri) for seat in seats)

    def forget(self) -> None:
        """Read anew at the next `refresh`, because a roster has just changed."""
        self._until = 0.0

    def by_group(self, group_uri: str) -> Roster | None:
        """Return the roster of the community with this Group actor."""
        return self._by_group.get(group_uri)

    def by_id(self, community_id: int) -> Roster | None:
        """Return the roster of a community of ours."""
        return self._by_id.get(community_id)

    def is_partner_actor(self, actor_uri: str) -> bool:
        """Tell whether this is the Organization of another partner."""
        return actor_uri in self._partners

    def is_partner_authority(self, uri: str) -> bool:
        """Tell whether a uri (an actor, a key) lies at another partner."""
        return _authority(uri) in self._authorities

    def is_partner_of(self, community_id: int, actor_uri: str) -> bool:
        """Tell whether an actor lives at a partner of this community, ourselves included."""
        held = self._by_id.get(community_id)
        if held is None:
            return False
        authority = _authority(actor_uri)
        return any(_authority(seat.actor_uri) == authority for seat in held.partners)


def _authority(uri: str) -> str:
    """Return the authority of a uri, or nothing that any partner has if it is malformed."""
    try:
        return origin_of(uri).authority
    except Rejected:
        return ""
