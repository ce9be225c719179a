"""Factories: rows as an action would have left them, written straight into the tables.

A test that reads (a query, a page, a presenter) starts from here; a test of an action does not,
because the action is what must write the rows. Every factory takes column overrides.
"""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from models import addresses, ids
from models.tables.account import Account, Member
from models.tables.community import Community, Partner
from models.tables.post import Mention, Post, PostTag
from models.tables.relation import Follow
from models.tables.timeline import HomeEntry

HOME = "alpha.example"
START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
_numbers = itertools.count(1)


async def make_account(username: str | None = None, domain: str = HOME, **columns: Any) -> Account:
    """Create an account; one of ours when `domain` is `HOME`."""
    name = username or f"person{next(_numbers)}"
    base = f"https://{domain}"
    uri = columns.pop("uri", addresses.person(base, name))
    row: dict[str, Any] = {
        "uri": uri,
        "type": "Person",
        "username": name,
        "username_lower": name.lower(),
        "domain": domain,
        "is_local": domain == HOME,
        "display_name": name.title(),
        "url": addresses.profile(base, name),
        "inbox": addresses.inbox(uri),
        "shared_inbox": addresses.shared_inbox(base),
        "followers_uri": addresses.followers(uri),
        "created_at": START,
        "updated_at": START,
    }
    return await Account.create(**{**row, **columns})


async def make_member(
    username: str | None = None, *, account: dict[str, Any] | None = None, **columns: Any
) -> Account:
    """Create an account of ours that can log in; `columns` are of the login."""
    owner = await make_account(username, **(account or {}))
    email = f"{owner.username}@{HOME}"
    row: dict[str, Any] = {
        "email": email,
        "email_lower": email.lower(),
        "password_hash": "",
        "created_at": START,
        "approved_at": START,
    }
    await Member.create(account=owner, **{**row, **columns})
    return owner


async def make_post(
    author: Account,
    text: str = "Hello",
    *,
    minutes: float | None = None,
    reply_to: Post | None = None,
    boost_of: Post | None = None,
    mentions: tuple[Account, ...] = (),
    tags: tuple[str, ...] = (),
    **columns: Any,
) -> Post:
    """Create a post `minutes` after `START` (each one later than the last when not given)."""
    number = next(_numbers)
    published = START + timedelta(minutes=number if minutes is None else minutes)
    uri = columns.pop("uri", addresses.post(author.uri, f"p{number}"))
    identifier = ids.post_id(published, uri, published)
    row: dict[str, Any] = {
        "id": identifier,
        "uri": uri,
        "url": uri,
        "author": author,
        "thread_id": reply_to.thread_id if reply_to else identifier,
        "in_reply_to_id": reply_to.id if reply_to else None,
        "in_reply_to_uri": reply_to.uri if reply_to else None,
        "boost_of_id": boost_of.id if boost_of else None,
        "community_id": reply_to.community_id if reply_to else None,
        "content": "" if boost_of else f"<p>{text}</p>",
        "source": text if author.is_local and not boost_of else "",
        "published_at": published,
        "received_at": published,
        "is_local": author.is_local,
    }
    post = await Post.create(**{**row, **columns})
    for account in mentions:
        await Mention.create(post=post, account=account)
    for name in tags:
        await PostTag.create(post=post, name=name.lower(), display=name)
    return post


async def make_follow(follower: Account, target: Account, **columns: Any) -> Follow:
    """Let `follower` follow `target`, accepted unless `state` says otherwise."""
    row: dict[str, Any] = {
        "state": "accepted",
        "uri": f"{follower.uri}/follows/{target.id}",
        "created_at": START,
    }
    return await Follow.create(follower=follower, target=target, **{**row, **columns})


async def make_community(
    slug: str = "harbour", domain: str = "commons.example", **columns: Any
) -> Community:
    """Create an active community with its Group account and one partner, this instance."""
    uri = addresses.group(f"https://{domain}", slug)
    group = await make_account(
        slug, domain, uri=uri, type="Group", is_local=True, display_name=slug.title()
    )
    row: dict[str, Any] = {
        "uri": uri,
        "slug": slug,
        "domain": domain,
        "name": slug.title(),
        "account": group,
        "is_hosted": True,
        "state": "active",
        "roster_version": 1,
        "created_at": START,
    }
    community = await Community.create(**{**row, **columns})
    await make_partner(community, HOME, is_self=True, is_host=True)
    return community


async def make_partner(community: Community, domain: str, **columns: Any) -> Partner:
    """Add a partner to the roster of `community`."""
    base = f"https://{domain}"
    row: dict[str, Any] = {
        "domain": domain,
        "name": domain.partition(".")[0].title(),
        "actor_uri": addresses.partner_actor(base),
        "key": "",
        "inbox": addresses.shared_inbox(base),
        "joined_at": START,
    }
    return await Partner.create(community=community, **{**row, **columns})


async def put_home(owner: Account, *posts: Post) -> None:
    """Put posts into somebody's home timeline."""
    for post in posts:
        await HomeEntry.create(owner_id=owner.id, post_id=post.id)
