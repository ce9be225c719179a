"""Create: somebody published a post, or voted in a poll of ours.

The object counts as its author's because it lies inside an activity that is; one that lies on
another origin, or names another owner, is refused. A reply whose parent is unknown fetches it
first, if the reply concerns anybody here; when the parent's server is silent, the reply waits for
it a few times and then stands as an orphan that finds its place later.
"""

from typing import Any

import msgspec

from federation.contexts import PUBLIC
from federation.errors import Deferred, Reason, Rejected
from federation.objects import remote_post
from federation.origin import is_local
from federation.reading import known_type
from federation.registry import DUPLICATE, Effect, Handler, activity, via
from federation.sight import Sight
from federation.verified import Verified
from federation.wire import ActivityWire, Ref
from models.actions import polls, posts
from models.queries import inbound
from models.values.remote_post import RemotePost


class CreateWire(ActivityWire, frozen=True, tag="Create"):
    """Usually embeds its object; a bare id makes us fetch it."""

    object: Ref


class Vote(msgspec.Struct, frozen=True):
    """One choice in a poll of ours."""

    poll_id: int
    option: str
    uri: str


@activity(CreateWire)
class Create(Handler):
    """Posts of all types, and votes."""

    def check(self, wire: CreateWire) -> None:
        """Refuse an object that is not the actor's."""
        if wire.object.embedded is not None:
            remote_post.check_owner(wire.object.embedded, wire.actor.id)

    async def verify(
        self, wire: CreateWire, verified: Verified, sight: Sight
    ) -> RemotePost | Vote | str:
        """Return what to store; the id of an object that was only named and now is here."""
        document = wire.object.embedded
        if document is None:
            await sight.post(wire.object.id, via(self.ctx, verified))
            return wire.object.id
        # A relayed activity has not passed the gate's check.
        remote_post.check_owner(document, verified.actor.uri)
        self.ctx.rules.check(document["id"])
        if known_type(document.get("type"), remote_post.POST_TYPES) is None:
            raise Rejected(Reason.TYPE_UNKNOWN, str(document.get("type"))[:80])
        parent = remote_post.parent_of(document)
        if remote_post.is_vote(document) and parent is not None:
            return self._vote(document, parent, sight)
        if parent is not None and not sight.has_post(parent):
            await self._find_parent(document, parent, verified, sight)
        sight.coming.add(document["id"])
        return remote_post.from_wire(
            document, verified.actor, sight.mentions(document), self.ctx.clock.now()
        )

    def _vote(self, document: dict[str, Any], parent: str, sight: Sight) -> Vote:
        if parent not in sight.posts or not is_local(parent, self.ctx.home.hosts):
            raise Rejected(Reason.NOT_FOR_US, f"vote in {parent[:200]}")
        return Vote(sight.posts[parent], document["name"], document["id"])

    async def _find_parent(
        self, document: dict[str, Any], parent: str, verified: Verified, sight: Sight
    ) -> None:
        """Fetch the parent of a reply that concerns somebody here."""
        addressees = [*remote_post.mentioned_in(document), *remote_post.addressed(document)]
        if not await inbound.concerns_us(verified.actor.id, addressees):
            return
        try:
            await sight.post(parent)
        except Rejected:
            return
        except Deferred:
            if not sight.is_last_try:
                raise

    async def receive(
        self, wire: CreateWire, verified: Verified, plan: RemotePost | Vote | str
    ) -> Effect:
        """Store the post or count the vote."""
        if isinstance(plan, str):
            return Effect(object_uri=plan)
        if isinstance(plan, Vote):
            counted = await polls.accept_vote(
                self.ctx.home, verified.actor, plan.poll_id, plan.option, plan.uri
            )
            if counted == "refused":
                return Effect(outcome="ignored", reason=Reason.POLL_CLOSED)
            return DUPLICATE if counted == "duplicate" else Effect(object_uri=plan.uri)
        accepted = await posts.accept(self.ctx.home, plan, received_via=via(self.ctx, verified))
        if accepted.outcome == "duplicate" and PUBLIC in (*plan.to, *plan.cc):
            return await self._repeated(accepted.post_id)
        return Effect.of(accepted, plan.uri)

    async def _repeated(self, post_id: int | None) -> Effect:
        """Answer for an id that is taken: nothing changes, least of all who may read it."""
        if post_id is not None and await inbound.is_narrow(post_id):
            return Effect(outcome="ignored", reason=Reason.AUDIENCE_WIDENED)
        return DUPLICATE
