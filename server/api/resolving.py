"""Resolving: names and addresses that a member typed and that may live elsewhere.

Search and composing enter here. Other servers may be slow, wrong or hostile, so every question has
a deadline, several are asked at once, and an answer that does not come is none: a post is
published and a search answered without it. The question itself goes on behind our back, so that
the next try finds what came late.
"""

import asyncio
from collections.abc import Sequence

from federation.errors import Deferred, Rejected
from models import addresses, text
from models.actions import accounts
from models.queries import statuses
from models.tables.account import Account
from models.transaction import background
from server.desk import Desk

_SECONDS = 2.0
_SEARCH_SECONDS = 8.0
_MOST = 20


async def mentioned(desk: Desk, typed: str) -> None:
    """Make those known whom a text names and who live elsewhere."""
    if typed.count("@") < 2:
        return
    unknown = []
    for named in list(text.handles(typed))[:_MOST]:
        domain = named.domain
        if domain is None or domain in desk.home.hosts:
            continue
        if await accounts.by_handle(named.username, domain) is None:
            unknown.append(f"{named.username}@{domain}")
    if unknown:
        await _within(desk, unknown, _SECONDS)


async def handle(desk: Desk, typed: str) -> Account | None:
    """Return the account with a typed handle, asked for at its home if it is new."""
    name, _, domain = typed.strip().removeprefix("@").partition("@")
    if not name or ("." not in domain and ":" not in domain) or any(map(str.isspace, domain)):
        return None
    known = await accounts.by_handle(name, domain)
    if known is not None or domain in desk.home.hosts:
        return known
    await _within(desk, [f"{name}@{domain}"], _SEARCH_SECONDS)
    return await accounts.by_handle(name, domain)


async def address(desk: Desk, typed: str) -> Account | int | None:
    """Return the account, or the number of the post, under a typed address."""
    uri = _canonical(desk, typed.strip())
    task = background(_anything(desk, uri), "resolve-address")
    await asyncio.wait([task], timeout=_SEARCH_SECONDS)
    return task.result() if task.done() else None


async def known_address(desk: Desk, typed: str, viewer_id: int | None) -> Account | int | None:
    """Return the same without asking anybody: only what is here already."""
    uri = _canonical(desk, typed.strip())
    return await statuses.find(uri, viewer_id) or await accounts.by_uri(uri)


def _canonical(desk: Desk, typed: str) -> str:
    """Return the id behind the address of one of our own pages; anything else as it is."""
    for host in desk.home.hosts:
        base = f"{desk.home.base_url.partition('://')[0]}://{host}"
        if typed.startswith(f"{base}/@"):
            name, _, token = typed.removeprefix(f"{base}/@").rstrip("/").partition("/")
            actor = addresses.person(base, name)
            return addresses.post(actor, token) if token else actor
    return typed


async def _within(desk: Desk, handles: Sequence[str], seconds: float) -> None:
    tasks = [background(_account(desk, each), "resolve-handle") for each in handles]
    await asyncio.wait(tasks, timeout=seconds)


async def _account(desk: Desk, name: str) -> Account | None:
    try:
        return await desk.resolver.account_by_handle(name)
    except (Rejected, Deferred):
        return None


async def _anything(desk: Desk, uri: str) -> Account | int | None:
    try:
        return await desk.resolver.anything(uri)
    except (Rejected, Deferred):
        return None
