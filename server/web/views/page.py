"""What every page knows: whose site it is on, and what it tells machines about itself."""

from datetime import datetime
from typing import ClassVar, Literal

import msgspec

PageKind = Literal["website", "profile", "article"]


class SiteView(msgspec.Struct, frozen=True, kw_only=True):
    """The house a page stands in, one per served host; made once, not per request."""

    title: str
    domain: str
    kind: Literal["partner", "community"]
    """A community's own domain shows the community; who serves it is said in the footer only."""
    partner_name: str
    """The partner that runs this instance."""
    home_url: str = "/"
    sign_in_url: str | None = None
    registration_url: str | None = None
    """None while nobody can ask for an account."""
    source_url: str
    """Where the running source code is offered (AGPL-3.0 §13)."""
    version: str = ""


class PageView(msgspec.Struct, frozen=True, kw_only=True):
    """What the head of a page says; an empty `title` leaves it to the template."""

    path: str
    """Path and query of this request, for the links that switch the language."""
    title: str = ""
    description: str = ""
    kind: PageKind = "website"
    canonical_url: str | None = None
    activity_url: str | None = None
    """The same thing as an ActivityPub document."""
    image_url: str | None = None
    image_description: str = ""
    creator_handle: str | None = None
    """user@domain of the author, without a leading @."""
    published_at: datetime | None = None
    me_urls: tuple[str, ...] = ()
    media_origins: tuple[str, ...] = ()
    """Scheme and authority of each host that the page may load pictures from, besides its own."""
    next_url: str | None = None
    previous_url: str | None = None
    is_indexable: bool = True


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every view that is a whole page."""

    template: ClassVar[str]
    form_leaves: ClassVar[bool] = False
    """Its form may redirect to another site, as OAuth does; `form-action` would forbid that."""

    page: PageView

    @property
    def http_status(self) -> int:
        """The status this page is answered with."""
        return 200

    @property
    def is_private(self) -> bool:
        """True for a page that holds a token or a person's input: no cache may keep it."""
        return False


class PrivateView(View, frozen=True, kw_only=True):
    """Base of the pages that are always for one reader only."""

    @property
    def is_private(self) -> bool:
        """No cache may keep it."""
        return True
