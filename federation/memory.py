"""Memory: what must be written beside an effect, in its transaction.

Every activity that had an effect is remembered by its id. One of a community goes into our log of
it with its exact bytes, and an event tells publishing about it where somebody else must hear: the
host announces, another partner passes on what only it has received. Deleted words are erased from
everything remembered.
"""

from collections.abc import Sequence

from federation.context import Federation
from federation.contexts import PUBLIC
from federation.reading import recipients, reference
from federation.registry import Effect
from federation.verified import Verified
from models import outbox
from models.actions import activities
from models.actions.activities import NewActivity
from models.events import ActivityAccepted


class Memory:
    """Writes down what has happened."""

    def __init__(self, federation: Federation) -> None:
        self._ctx = federation

    async def keep(self, done: Sequence[tuple[Verified, Effect]]) -> None:
        """Remember the activities of a batch, log them, and record who must hear of them."""
        accepted: list[tuple[Verified, Effect]] = []
        for verified, effect in done:
            if effect.inner is not None and effect.inner[1].outcome == "accepted":
                accepted.append(effect.inner)
            if effect.outcome == "accepted":
                accepted.append((verified, effect))
        if not accepted:
            return
        await activities.erase([uri for _, effect in accepted for uri in effect.erased])
        undone = [
            NewActivity(uri=effect.undone, type="Undone", actor_uri=verified.actor.uri)
            for verified, effect in accepted
            if effect.undone
        ]
        # One statement knows each id once, so what is undone is remembered before its Undo.
        await activities.record(self._ctx.clock, _distinct(undone))
        numbers = await activities.record(
            self._ctx.clock, _distinct([_remembered(*each) for each in accepted])
        )
        for verified, effect in accepted:
            number = numbers.get(verified.uri)
            if number is not None:
                await self._tell(number, verified, effect)

    async def _tell(self, number: int, verified: Verified, effect: Effect) -> None:
        community_id = effect.community_id or effect.waiting_community_id
        roster = None if community_id is None else self._ctx.communities.by_id(community_id)
        if community_id is None or roster is None:
            return
        reached_directly = self._ctx.communities.is_partner_of(community_id, verified.actor.uri)
        # What reached us through others has reached the other partners in the same way.
        is_only_here = verified.how == "signature" and not reached_directly
        if not (roster.is_hosted or is_only_here):
            return
        await outbox.record(
            self._ctx.clock,
            ActivityAccepted(
                actor_id=verified.actor.id,
                activity_id=number,
                community_id=community_id,
                post_id=effect.post_id,
                starts_thread=effect.starts_thread,
                reached_directly=reached_directly,
            ),
            self._ctx.wake,
        )


def _remembered(verified: Verified, effect: Effect) -> NewActivity:
    document = verified.document
    addressees = recipients(document.get("to"), document.get("cc"))
    is_shared = effect.community_id is not None or effect.waiting_community_id is not None
    return NewActivity(
        uri=verified.uri,
        type=verified.type,
        actor_uri=verified.actor.uri,
        object_uri=effect.object_uri or reference(document.get("object")) or "",
        # A like names no public audience, and yet everybody in the community may know of it.
        audience="public" if is_shared or PUBLIC in addressees else "addressed",
        community_id=effect.community_id,
        body=verified.raw if is_shared else None,
    )


def _distinct(activities_: list[NewActivity]) -> list[NewActivity]:
    return list({each.uri: each for each in activities_}.values())
