"""Search: people, posts and hashtags, here and, for members, at any other server.

A handle or an address that is not known here is asked for at its home when the member says
`resolve`: that is how every app opens a group or a post from elsewhere.
"""

from typing import Literal

import msgspec

from models.actions import sight
from models.errors import Unauthenticated
from models.queries import hashtags, search, statuses
from models.tables.account import Account as AccountRow
from server.api import resolving
from server.api.entities.account import Account
from server.api.entities.search import Search, Tag, TagDay
from server.api.entities.status import Status
from server.api.presenting import accounts_of, statuses_of
from server.call import Call
from server.routing import Nothing, Routes

routes = Routes()

_MOST = 40


class SearchForm(msgspec.Struct, kw_only=True):
    """What somebody typed, and what of."""

    q: str = ""
    type: Literal["accounts", "statuses", "hashtags"] | None = None
    resolve: bool = False
    limit: int = 20
    offset: int = 0
    following: bool = False
    account_id: int | None = None

    def wants(self, kind: str) -> bool:
        """Return whether this kind is asked for."""
        return self.type is None or self.type == kind

    @property
    def most(self) -> int:
        """How many of each kind."""
        return min(max(self.limit, 1), _MOST)


@routes.get("/api/v2/search", public=True, scope="read:search", form=SearchForm, entity=Search)
async def search_everything(call: Call[SearchForm]) -> Search:
    """Find what was typed."""
    form, typed = call.form, call.form.q.strip()
    if call.viewer_id is None and (form.resolve or form.offset):
        raise Unauthenticated("resolving and paging need a login")
    if not typed:
        return Search([], [], [])
    if typed.startswith(("https://", "http://")):
        return await _at_address(call, typed)
    exact = await resolving.handle(call.desk, typed) if _is_handle(call, typed) else None
    return Search(
        await _people(call, typed, exact),
        await _posts(call, typed),
        await _tags(call, typed),
    )


def _is_handle(call: Call[SearchForm], typed: str) -> bool:
    form = call.form
    return form.resolve and not form.offset and form.wants("accounts") and "@" in typed[1:]


async def _at_address(call: Call[SearchForm], typed: str) -> Search:
    """Return the one thing under an address."""
    form = call.form
    found = await resolving.known_address(call.desk, typed, call.viewer_id)
    if found is None and form.resolve and not form.offset:
        found = await resolving.address(call.desk, typed)
    if isinstance(found, AccountRow):
        is_shown = form.wants("accounts") and not sight.is_gone(found)
        return Search(await accounts_of(call.desk, [found.id]) if is_shown else [], [], [])
    if found is None or not form.wants("statuses"):
        return Search([], [], [])
    ids = await statuses.readable([found], call.viewer_id)
    return Search([], await statuses_of(call.desk, ids, call.viewer_id), [])


async def _people(call: Call[SearchForm], typed: str, exact: AccountRow | None) -> list[Account]:
    form = call.form
    if not form.wants("accounts"):
        return []
    ids = await search.accounts(
        call.home,
        call.viewer_id or 0,
        typed,
        limit=form.most,
        offset=max(form.offset, 0),
        is_following=form.following,
    )
    if exact is not None and not sight.is_gone(exact) and not form.following:
        ids = list(dict.fromkeys([exact.id, *ids]))[: form.most]
    return await accounts_of(call.desk, ids)


async def _posts(call: Call[SearchForm], typed: str) -> list[Status]:
    form = call.form
    if not form.wants("statuses") or call.viewer_id is None:
        return []
    ids = await search.posts(
        call.home,
        call.viewer_id,
        typed,
        limit=form.most,
        offset=max(form.offset, 0),
        author_id=form.account_id,
    )
    return await statuses_of(call.desk, ids, call.viewer_id)


async def _tags(call: Call[SearchForm], typed: str) -> list[Tag]:
    form = call.form
    if not form.wants("hashtags"):
        return []
    names = await search.tags(call.home, typed, limit=form.most, offset=max(form.offset, 0))
    return [Tag(id=name, name=name, url=_url(call, name), history=[]) for name in names]


def _url(call: Call[object], name: str) -> str:
    return f"{call.home.base_url}/tags/{name}"


@routes.get("/api/v1/tags/{tag}", public=True, entity=Tag)
async def show_tag(call: Call[Nothing]) -> Tag:
    """Show a hashtag and how often it was used in the last days."""
    name = call.request.match_info["tag"].removeprefix("#").lower()
    days = await hashtags.history(call.home, name)
    return Tag(
        id=name,
        name=name,
        url=_url(call, name),
        history=[
            TagDay(str(each.starts_at // 1000), str(each.uses), str(each.accounts)) for each in days
        ],
        following=False,
        featuring=False,
    )
