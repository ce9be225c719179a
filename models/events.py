"""Events: what happened here and must be told to others, as plain values.

An action records one in its own transaction (`outbox.record`); `federation/publish.py` turns it
into activities and deliveries later. Events name rows by id, because the newest state is what
gets published, and carry only what the rows no longer say.
"""

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all events; `actor_id` also chooses the lane that keeps one actor's order."""

    actor_id: int


class PostPublished(Event, frozen=True, kw_only=True):
    """One of our members (or a Group of ours) published a post."""

    post_id: int


class PostEdited(Event, frozen=True, kw_only=True):
    """One of our posts got a new text, poll or description."""

    post_id: int


class PostWithdrawn(Event, frozen=True, kw_only=True):
    """One of our posts was deleted; the row remains as a tombstone."""

    post_id: int


class PostBoosted(Event, frozen=True, kw_only=True):
    """One of our members boosted a post; `post_id` is the boost."""

    post_id: int


class BoostWithdrawn(Event, frozen=True, kw_only=True):
    """A boost of ours was taken back; its row is gone."""

    boost_uri: str
    boosted_id: int


class PostLiked(Event, frozen=True, kw_only=True):
    """One of our members likes a post."""

    post_id: int
    like_uri: str


class LikeWithdrawn(Event, frozen=True, kw_only=True):
    """One of our members no longer likes a post."""

    post_id: int
    like_uri: str


class VoteCast(Event, frozen=True, kw_only=True):
    """One of our members voted in a poll that lives elsewhere."""

    post_id: int
    choices: list[int]


class PollTallied(Event, frozen=True, kw_only=True):
    """The counts of a poll that lives here changed, or it closed."""

    post_id: int


class FollowRequested(Event, frozen=True, kw_only=True):
    """One of our members wants to follow a remote account."""

    target_id: int
    follow_uri: str


class FollowWithdrawn(Event, frozen=True, kw_only=True):
    """One of our members follows a remote account no longer."""

    target_id: int
    follow_uri: str


class FollowAnswered(Event, frozen=True, kw_only=True):
    """A remote follower of ours was accepted or refused."""

    follower_id: int
    follow_uri: str
    is_accepted: bool


class AccountBlocked(Event, frozen=True, kw_only=True):
    """One of our members blocks a remote account."""

    target_id: int
    block_uri: str


class BlockWithdrawn(Event, frozen=True, kw_only=True):
    """One of our members blocks a remote account no longer."""

    target_id: int
    block_uri: str


class ProfileChanged(Event, frozen=True, kw_only=True):
    """One of our actors has another name, picture, text or key."""


class ActivityAccepted(Event, frozen=True, kw_only=True):
    """An activity of a community had its effect here: the host announces it, others forward it.

    `activity_id` is the row of the activity. `actor_id` is who did it. `reached_directly` tells
    that its author addressed every partner itself, so that only the host has something to do.
    """

    activity_id: int
    community_id: int
    post_id: int | None = None
    starts_thread: bool = False
    reached_directly: bool = False


class RosterProposed(Event, frozen=True, kw_only=True):
    """A roster draft of ours must reach the partners it names."""

    draft_id: int


class RosterSigned(Event, frozen=True, kw_only=True):
    """Our admin signed a draft; the proposer must hear of it."""

    draft_id: int


class RosterCompleted(Event, frozen=True, kw_only=True):
    """All partners signed: the complete roster must reach each of them."""

    community_id: int
