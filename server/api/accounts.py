"""Accounts, read: profiles, their posts, whom they follow, and how a member stands to them."""

import msgspec

from models.errors import NotFound
from models.queries import accounts, profiles, relations, search, timelines
from models.queries.timelines import Choice
from models.sql import Row
from server.api import resolving
from server.api.entities.account import Account, present_account
from server.api.entities.relationship import Relationship, present_relationship
from server.api.entities.status import Status
from server.api.presenting import accounts_of, page_of
from server.call import Call, PageForm
from server.routing import Nothing, Routes

routes = Routes()

_MOST = 80


class LookupForm(msgspec.Struct, kw_only=True):
    """A handle."""

    acct: str


class SearchForm(msgspec.Struct, kw_only=True):
    """What somebody typed to find a person."""

    q: str = ""
    limit: int = 40
    offset: int = 0
    resolve: bool = False
    following: bool = False


class IdsForm(msgspec.Struct, kw_only=True):
    """Several accounts."""

    id: list[int] = []


class PostsForm(PageForm, kw_only=True):
    """Which of an account's posts."""

    only_media: bool = False
    exclude_replies: bool = False
    exclude_reblogs: bool = False
    pinned: bool = False
    tagged: str | None = None


async def _found(account_id: int) -> Row:
    rows = await accounts.load([account_id])
    if not rows or await _is_hidden(rows[0]):
        raise NotFound(f"account {account_id}")
    return rows[0]


async def _is_hidden(row: Row) -> bool:
    """Return whether nobody may see an account: suspended, gone, or not let in yet."""
    if row["deleted_at"] is not None or row["suspended_at"] is not None:
        return True
    return row["is_local"] and await profiles.is_waiting(row["id"])


@routes.get("/api/v1/accounts/{id}", public=True, scope="read:accounts", entity=Account)
async def show_account(call: Call[Nothing]) -> Account:
    """Show a profile."""
    return present_account(call.home, await _found(call.path_id))


@routes.get(
    "/api/v1/accounts", public=True, scope="read:accounts", form=IdsForm, entity=list[Account]
)
async def list_accounts(call: Call[IdsForm]) -> list[Account]:
    """Show several profiles."""
    rows = await accounts.load(call.form.id[:_MOST])
    return [present_account(call.home, row) for row in rows if not await _is_hidden(row)]


@routes.get(
    "/api/v1/accounts/lookup", public=True, scope="read:accounts", form=LookupForm, entity=Account
)
async def look_up_account(call: Call[LookupForm]) -> Account:
    """Show the profile with a handle that is known here; asks nobody else."""
    name, _, domain = call.form.acct.strip().removeprefix("@").partition("@")
    row = await accounts.find(name, domain or call.home.domain)
    if row is None or await _is_hidden(row):
        raise NotFound(f"@{name}@{domain}")
    return present_account(call.home, row)


@routes.get("/api/v1/accounts/search", scope="read:accounts", form=SearchForm, entity=list[Account])
async def search_accounts(call: Call[SearchForm]) -> list[Account]:
    """Find people by handle or name; with `resolve`, also those who are not known here yet."""
    form = call.form
    if form.resolve and not form.offset:
        await resolving.handle(call.desk, form.q)
    ids = await search.accounts(
        call.home,
        call.member_id,
        form.q,
        limit=min(max(form.limit, 1), _MOST),
        offset=max(form.offset, 0),
        is_following=form.following,
    )
    return await accounts_of(call.desk, ids)


@routes.get(
    "/api/v1/accounts/relationships",
    scope="read:follows",
    form=IdsForm,
    entity=list[Relationship],
)
async def list_relationships(call: Call[IdsForm]) -> list[Relationship]:
    """Show how the member stands to accounts."""
    ids = list(dict.fromkeys(call.form.id))[:_MOST]
    known = [row["id"] for row in await accounts.load(ids)]
    found = await accounts.relationships(call.home, call.member_id, known)
    return [present_relationship(each) for each in found]


@routes.get(
    "/api/v1/accounts/{id}/statuses",
    public=True,
    scope="read:statuses",
    form=PostsForm,
    entity=list[Status],
)
async def list_account_statuses(call: Call[PostsForm]) -> bytes:
    """Show what an account posted and boosted."""
    account = await _found(call.path_id)
    form = call.form
    if form.pinned:
        return b"[]"
    choice = Choice(
        has_media=form.only_media,
        has_replies=not form.exclude_replies,
        has_boosts=not form.exclude_reblogs,
        tag=form.tagged,
    )
    ids = await timelines.account(call.home, call.viewer_id, account["id"], call.page(form), choice)
    call.link(ids)
    return await page_of(call.desk, ids, call.viewer_id)


@routes.get(
    "/api/v1/accounts/{id}/followers",
    public=True,
    scope="read:accounts",
    form=PageForm,
    entity=list[Account],
)
async def list_followers(call: Call[PageForm]) -> list[Account]:
    """Show who follows an account; of a Group, who joined."""
    account = await _found(call.path_id)
    entries = await relations.followers(account["id"], call.page(call.form, 40, _MOST))
    return await accounts_of(call.desk, call.link_entries(entries))


@routes.get(
    "/api/v1/accounts/{id}/following",
    public=True,
    scope="read:accounts",
    form=PageForm,
    entity=list[Account],
)
async def list_following(call: Call[PageForm]) -> list[Account]:
    """Show whom an account follows."""
    account = await _found(call.path_id)
    entries = await relations.following(account["id"], call.page(call.form, 40, _MOST))
    return await accounts_of(call.desk, call.link_entries(entries))
