"""The pages that have an address of their own: instance, community, thread, profile."""

from datetime import datetime
from typing import ClassVar

import msgspec

from server.web.safe import SafeHtml
from server.web.views.forms import SignInView
from server.web.views.page import View
from server.web.views.people import FieldView, PartnerView, PersonView
from server.web.views.posts import PostView


class CommunityCard(msgspec.Struct, frozen=True, kw_only=True):
    """A community in a few lines, as other pages name it."""

    name: str
    handle: str
    """group@domain, without a leading @."""
    url: str
    purpose: str
    partners: tuple[PartnerView, ...]
    members: int = 0


class TopicView(msgspec.Struct, frozen=True, kw_only=True):
    """One thread in a list of threads: its first post and how it went on."""

    post: PostView
    last_reply_at: datetime | None = None


class ReplyView(msgspec.Struct, frozen=True, kw_only=True):
    """One reply of a thread, in reading order.

    The thread is a flat list with depths and not a tree: a chain of a thousand replies, which
    anybody in the fediverse can write, must not become a thousand nested calls.
    """

    post: PostView
    depth: int
    """1 for an answer to the first post."""
    parent: PersonView | None
    """Who wrote what this post answers; None where that was deleted or is for few."""
    parent_url: str
    """Where the answered post stands, on this page or on another part of the thread."""


class HomeView(View, frozen=True, kw_only=True):
    """The front page of one partner's instance."""

    template: ClassVar[str] = "home.html"

    description: str
    communities: tuple[CommunityCard, ...]
    posts: tuple[PostView, ...]
    """The newest public posts of this partner's members."""
    sign_in: SignInView | None = None

    @property
    def is_private(self) -> bool:
        """The sign-in box carries a token of this reader's session."""
        return self.sign_in is not None


class CommunityView(View, frozen=True, kw_only=True):
    """The front page of a community: what for, by whom, how to join, and its threads in order."""

    template: ClassVar[str] = "community.html"

    community: CommunityCard
    founded_at: datetime | None
    topics: tuple[TopicView, ...]


class ThreadView(View, frozen=True, kw_only=True):
    """One conversation, whole."""

    template: ClassVar[str] = "thread.html"

    community: CommunityCard | None
    root: PostView
    replies: tuple[ReplyView, ...]
    focus_id: str | None = None
    """The post that the address named, if it was not the first one."""
    reply_count: int = 0
    """Of the whole thread, while `replies` may be one part of it."""


class TagView(View, frozen=True, kw_only=True):
    """The public posts with one hashtag."""

    template: ClassVar[str] = "tag.html"

    name: str
    """As its newest writer spells it, without the mark."""
    posts: tuple[PostView, ...]


class ProfileView(View, frozen=True, kw_only=True):
    """A member's, a partner's or a guest's page."""

    template: ClassVar[str] = "profile.html"

    person: PersonView
    bio: SafeHtml
    posts: tuple[PostView, ...]
    fields: tuple[FieldView, ...] = ()
    header_url: str | None = None
    joined_at: datetime | None = None
    communities: tuple[CommunityCard, ...] = ()
    post_count: int = 0
    following_count: int = 0
    follower_count: int = 0
    is_locked: bool = False
