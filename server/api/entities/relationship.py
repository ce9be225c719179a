"""Relationship: how the member who asks stands to an account."""

import msgspec

from models.queries import accounts
from server.api.entities.values import Id, Time, time_or_none


class Relationship(msgspec.Struct, frozen=True, kw_only=True):
    """What the buttons on a profile show."""

    id: Id
    following: bool
    showing_reblogs: bool
    notifying: bool
    languages: list[str] | None
    followed_by: bool
    blocking: bool
    blocked_by: bool
    muting: bool
    muting_notifications: bool
    muting_expires_at: Time | None
    requested: bool
    requested_by: bool
    domain_blocking: bool = False
    endorsed: bool = False
    note: str = ""


def present_relationship(standing: accounts.Relationship) -> Relationship:
    """Return the entity of what the query found."""
    return Relationship(
        id=str(standing.account_id),
        following=standing.is_following,
        showing_reblogs=standing.shows_boosts,
        notifying=standing.notifies,
        languages=list(standing.languages) or None,
        followed_by=standing.is_followed_by,
        blocking=standing.is_blocking,
        blocked_by=standing.is_blocked_by,
        muting=standing.is_muting,
        muting_notifications=standing.mutes_notifications,
        muting_expires_at=time_or_none(standing.mute_expires_at),
        requested=standing.is_requested,
        requested_by=standing.has_requested,
    )
