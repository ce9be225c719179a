"""Publish: from what happened here to activities and their deliveries, all or nothing.

The story. An action wrote its event in its own transaction (`models/outbox.py`). This worker takes
events in order, builds their activities from the newest state (`federation/publishing`), seals them
with the author's proof, and writes activities, deliveries and the end of the events in one
transaction. Nothing goes over the network here; `delivery` is woken by the commit.

What happens when things go wrong:

- The process dies before the commit: nothing was said, the events come again. After it: everything
  is in the rows, and the event is finished.
- An event cannot be built (a bug, a missing key): it is postponed, the events of the same actor
  wait behind it, others go on; after a dozen faults it is parked for the operator.
- Several processes: one at a time holds the lease of this work. A holder that hung is fenced off:
  its transaction fails with `LeaseLost` and another one has done the work.
- The post was deleted before its Create was built: no Create, only the Delete.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from federation.errors import FederationError
from federation.publishing import groups, posts, profiles, reactions, relations, rosters
from federation.publishing.desk import Desk
from federation.signers import Signers
from models import events, outbox
from models.actions import outgoing
from models.actions.outgoing import Forwarding, Parcel, Publication
from models.errors import Problem
from models.home import Home
from models.leases import Held, LeaseLost, Tenure
from models.outbox import Recorded
from models.ports import Wake

Build = Callable[[Desk, Any], Awaitable[list[Parcel] | list[Parcel | Forwarding]]]

BUILDERS: Mapping[type[events.Event], Build] = {
    events.PostPublished: posts.published,
    events.PostEdited: posts.edited,
    events.PostWithdrawn: posts.withdrawn,
    events.PollTallied: posts.tallied,
    events.PostBoosted: reactions.boosted,
    events.BoostWithdrawn: reactions.unboosted,
    events.PostLiked: reactions.liked,
    events.LikeWithdrawn: reactions.unliked,
    events.VoteCast: reactions.voted,
    events.FollowRequested: relations.requested,
    events.FollowWithdrawn: relations.unfollowed,
    events.FollowAnswered: relations.answered,
    events.AccountBlocked: relations.blocked,
    events.BlockWithdrawn: relations.unblocked,
    events.ProfileChanged: profiles.changed,
    events.ActivityAccepted: groups.accepted,
    events.RosterProposed: rosters.proposed,
    events.RosterSigned: rosters.signed,
    events.RosterCompleted: rosters.completed,
}
"""One builder for each kind of event; a test compares them with `models/events.py`."""

_BATCH = 64
_LEASE = "publish"
# What a poisoned event can raise while it is built; faults of the database concern all events and
# go to the supervisor.
_FAULTS = (FederationError, Problem, LookupError, ValueError, TypeError, AttributeError)
_log = structlog.get_logger()


class Publisher:
    """Publishes for one instance; every worker process may run one."""

    def __init__(self, home: Home, signers: Signers, wake: Wake | None = None) -> None:
        self._home = home
        self._desk = Desk(home, signers)
        self._wake = wake
        self._tenure = Tenure(home.clock, _LEASE)

    async def step(self) -> bool:
        """Publish one batch if this process is the one to do it; True while there may be more."""
        held = await self._tenure.hold()
        if held is None:
            return False
        try:
            return await self.publish_due(held) > 0
        except LeaseLost:
            _log.warning("publish.lease_lost")
            self._tenure.lose()
            return False

    async def close(self) -> None:
        """Let another process go on at once."""
        await self._tenure.end()

    async def publish_due(self, held: Held | None = None) -> int:
        """Publish one batch of what is due; returns how many events were finished.

        `held` is the lease that fences the write, and LeaseLost is raised when it does not; only
        a caller that is alone may leave it out.
        """
        publications: list[Publication] = []
        stuck: set[int] = set()
        for recorded in await outbox.due(self._home.clock, _BATCH):
            lane = recorded.event.actor_id % outbox.LANES
            if lane in stuck:
                continue
            parcels = await self._built(recorded)
            if parcels is None:
                stuck.add(lane)
            else:
                publications.append(Publication(recorded.id, parcels))
        if publications:
            await outgoing.store(self._home.clock, publications, held, self._wake)
        for publication in publications:
            for parcel in publication.parcels:
                if isinstance(parcel, Parcel):
                    count = len(parcel.inboxes)
                    _log.info("publish.said", trace=parcel.uri, type=parcel.type, inboxes=count)
        return len(publications)

    async def _built(self, recorded: Recorded) -> list[Parcel | Forwarding] | None:
        """Return what an event says; None when it could not be built and was postponed."""
        kind = type(recorded.event)
        try:
            return [*await BUILDERS[kind](self._desk, recorded.event)]
        except _FAULTS as error:
            state = await outbox.postpone(self._home.clock, recorded)
            _log.error(
                "publish.failed",
                event_id=recorded.id,
                kind=kind.__name__,
                state=state,
                attempts=recorded.attempts + 1,
                exc_info=error,
            )
            return None
