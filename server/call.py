"""The call: one request to the API as its handler sees it, already checked.

Routing makes it; handlers read it and return what they answer. It knows who asks, with which
parameters, for which id and which page, and collects headers of the answer.
"""

from collections.abc import Sequence
from typing import Generic, TypeVar

import msgspec
from aiohttp import web

from models.errors import NotFound, Unauthenticated
from models.home import Home
from models.queries.paging import Entry, Page
from models.tables.account import Account
from server.desk import Desk
from server.identity import Caller

F_co = TypeVar("F_co", covariant=True)

_LARGEST = 2**63 - 1
_BOUNDS = ("max_id=", "min_id=", "since_id=")


class PageForm(msgspec.Struct, kw_only=True):
    """The parameters of every paged list."""

    max_id: int | None = None
    since_id: int | None = None
    min_id: int | None = None
    limit: int | None = None


class Call(Generic[F_co]):
    """A request to one route; `form` holds its parameters."""

    __slots__ = ("_caller", "desk", "form", "headers", "request")

    def __init__(self, request: web.Request, desk: Desk, caller: Caller | None, form: F_co) -> None:
        self.request = request
        self.desk = desk
        self.form = form
        self.headers: dict[str, str] = {}
        self._caller = caller

    @property
    def home(self) -> Home:
        """The instance."""
        return self.desk.home

    @property
    def caller(self) -> Caller:
        """Who asks; for routes that need a token."""
        if self._caller is None:
            raise Unauthenticated("no token")
        return self._caller

    @property
    def viewer_id(self) -> int | None:
        """The member who reads, or None for anybody."""
        return None if self._caller is None else self._caller.account_id

    @property
    def member_id(self) -> int:
        """The member who asks; for routes that need one."""
        viewer_id = self.viewer_id
        if viewer_id is None:
            raise Unauthenticated("no member")
        return viewer_id

    async def member(self) -> Account:
        """Return the account of the member who asks."""
        return await self.desk.identities.account(self.caller)

    @property
    def path_id(self) -> int:
        """The number in the path.

        Errors:
            NotFound: it is none of ours, so nothing has it.
        """
        return path_number(self.request.match_info["id"])

    def page(self, form: PageForm, default: int = 20, most: int = 40) -> Page:
        """Return the page that the parameters ask for; a limit beyond `most` means `most`."""
        asked = default if form.limit is None else form.limit
        return Page(
            max_id=form.max_id,
            since_id=form.since_id,
            min_id=form.min_id,
            limit=min(max(asked, 1), most),
        )

    def link(self, cursors: Sequence[int]) -> None:
        """Add the Link header of a page whose first and last cursors these are.

        Both addresses keep every other parameter. An empty page has no neighbours: its answer
        carries no header, and a client stops there.
        """
        if not cursors:
            return
        asked = self.request.rel_url
        kept = "".join(
            f"{part}&"
            for part in asked.raw_query_string.split("&")
            if part and not part.startswith(_BOUNDS)
        )
        page = f"{self.desk.visitors.origin(self.request)}{asked.raw_path}?{kept}"
        self.headers["Link"] = (
            f'<{page}max_id={cursors[-1]}>; rel="next", <{page}min_id={cursors[0]}>; rel="prev"'
        )

    def link_entries(self, entries: Sequence[Entry]) -> list[int]:
        """Add the Link header of a page with its own cursors; returns the ids it shows."""
        self.link([each.cursor for each in entries])
        return [each.id for each in entries]


def path_number(text: str) -> int:
    """Return the number that an id in a path means.

    Errors:
        NotFound: it is no number of ours.
    """
    if not text.isascii() or not text.isdigit() or len(text) > 19 or int(text) > _LARGEST:
        raise NotFound(f"id {text[:40]}")
    return int(text)
