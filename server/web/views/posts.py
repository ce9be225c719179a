"""Posts with all that hangs on them: media, poll, warning, counts."""

from datetime import datetime
from typing import Literal

import msgspec

from server.web.safe import SafeHtml
from server.web.views.people import PersonView


class MediaView(msgspec.Struct, frozen=True, kw_only=True):
    """One attachment; both addresses are ours, a peer's file is served through the media proxy."""

    kind: Literal["image", "video", "audio", "file"]
    url: str
    preview_url: str | None = None
    """A smaller picture of it; None for sound and files."""
    description: str = ""
    """The author's alternative text; empty if none was given."""
    width: int | None = None
    height: int | None = None


class PollOptionView(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of a poll."""

    title: str
    votes: int | None
    """None while the results are hidden."""


class PollView(msgspec.Struct, frozen=True, kw_only=True):
    """A poll as its results are known now."""

    options: tuple[PollOptionView, ...]
    voters: int
    is_multiple: bool = False
    is_closed: bool = False
    ends_at: datetime | None = None
    """None for a poll that stays open."""

    @property
    def leading(self) -> int:
        """The votes of the answer that is ahead; 0 while nobody voted or nobody may know."""
        return max((option.votes or 0 for option in self.options), default=0)

    def percent(self, option: PollOptionView) -> int:
        """Return the share of voters who chose `option`, 0 to 100, whatever a peer claims."""
        votes = option.votes or 0
        total = self.voters or sum(each.votes or 0 for each in self.options)
        return max(0, min(100, round(100 * votes / total))) if total > 0 else 0


class PostView(msgspec.Struct, frozen=True, kw_only=True):
    """One post that this reader may see; `html` comes from the sanitiser."""

    id: str
    """Digits; the anchor within a page."""
    url: str
    """The page of this post."""
    activity_url: str
    author: PersonView
    html: SafeHtml
    language: str | None
    """A BCP 47 tag as the author's app gave it."""
    published_at: datetime
    edited_at: datetime | None = None
    content_warning: str = ""
    media: tuple[MediaView, ...] = ()
    is_sensitive: bool = False
    """Media stay covered until the reader opens them."""
    poll: PollView | None = None
    boosted_by: PersonView | None = None
    replies: int = 0
    boosts: int = 0
    likes: int = 0
