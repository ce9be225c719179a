"""Actors: the account rows of everybody who lives here, with their keys.

People, the instance's Application and Organization and the Groups of hosted communities are made by
one function, so that none of them lacks an address or a key.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from models import addresses, sql
from models.actions.accounts import by_uri
from models.errors import Conflict
from models.home import Home
from models.ids import to_milliseconds
from models.rows import columns, entity, insertion
from models.tables.account import Account
from models.tables.community import Community
from models.text import paragraphs
from models.transaction import transaction
from models.values.member import NewKeys
from models.values.profile import ActorType

PARTNER_NAME: Final = "partner"
"""User name of the Organization that speaks for the partner."""
_COLUMNS: Final = (
    "uri",
    "type",
    "username",
    "username_lower",
    "domain",
    "is_local",
    "display_name",
    "note",
    "note_source",
    "fields_shown",
    "emojis",
    "url",
    "inbox",
    "shared_inbox",
    "outbox_uri",
    "followers_uri",
    "following_uri",
    "featured_uri",
    "avatar_url",
    "header_url",
    "is_locked",
    "is_bot",
    "is_discoverable",
    "is_indexable",
    "also_known_as",
    "created_at",
    "updated_at",
    "revision",
    "posts_count",
    "followers_count",
    "following_count",
)


class NewActor(msgspec.Struct, frozen=True, kw_only=True):
    """An actor of ours before it has a row."""

    uri: str
    type: ActorType
    username: str
    domain: str
    base_url: str
    """Scheme and authority under which it is served."""
    url: str
    display_name: str = ""
    summary: str = ""
    """Plain text."""


async def insert_actor(home: Home, new: NewActor, keys: NewKeys | None) -> Account | None:
    """Write an actor of ours with its keys; None when its URI or handle is taken.

    Without `keys` it is an actor whose host is another partner, known from the roster alone.
    """
    stored = await sql.write(
        insertion("account", _COLUMNS) + f" ON CONFLICT DO NOTHING RETURNING {columns(Account)}",
        _values(home, new, is_local=keys is not None),
    )
    if not stored:
        return None
    account = entity(Account, stored[0])
    if keys is not None:
        await _insert_keys(home, account, keys)
    return account


def _values(home: Home, new: NewActor, *, is_local: bool) -> list[object]:
    now = to_milliseconds(home.clock.now())
    return [
        new.uri,
        new.type,
        new.username,
        new.username.lower(),
        new.domain,
        is_local,
        new.display_name,
        paragraphs(new.summary),
        new.summary,
        "[]",
        "[]",
        new.url,
        addresses.inbox(new.uri),
        addresses.shared_inbox(new.base_url),
        addresses.outbox(new.uri),
        addresses.followers(new.uri),
        addresses.following(new.uri),
        addresses.featured(new.uri),
        "",
        "",
        False,
        False,
        True,
        False,
        "[]",
        now,
        now,
        0,
        0,
        0,
        0,
    ]


async def _insert_keys(home: Home, account: Account, keys: NewKeys) -> None:
    now = to_milliseconds(home.clock.now())
    await sql.write_many(
        insertion("key", ("account_id", "uri", "kind", "public", "private", "created_at")),
        [
            (
                account.id,
                addresses.main_key(account.uri),
                "rsa",
                keys.rsa_public,
                keys.rsa_private,
                now,
            ),
            (
                account.id,
                addresses.proof_key(account.uri),
                "ed25519",
                keys.ed25519_public,
                keys.ed25519_private,
                now,
            ),
        ],
    )


async def ensure_system_actors(home: Home, keys_factory: Callable[[], NewKeys], title: str) -> None:
    """Make the instance's Application and the partner's Organization, unless they are there.

    Errors:
        Conflict: somebody else has one of their names; they were not made first.
    """
    wanted = (
        NewActor(
            uri=addresses.instance_actor(home.base_url),
            type="Application",
            username=home.domain,
            domain=home.domain,
            base_url=home.base_url,
            url=f"{home.base_url}/",
            display_name=title,
        ),
        NewActor(
            uri=addresses.partner_actor(home.base_url),
            type="Organization",
            username=PARTNER_NAME,
            domain=home.domain,
            base_url=home.base_url,
            url=f"{home.base_url}/",
            display_name=title,
        ),
    )
    for new in wanted:
        if await by_uri(new.uri) is not None:
            continue
        keys = keys_factory()
        async with transaction():
            made = await insert_actor(home, new, keys)
        # Another process of this instance may have been faster.
        if made is None and await by_uri(new.uri) is None:
            raise Conflict("The instance's own name is taken", detail=new.username)


async def create_group(home: Home, community: Community, keys: NewKeys) -> Account:
    """Make the Group actor of a community that is served here.

    Errors:
        Conflict: somebody at its domain has its name.
    """
    async with transaction():
        made = await insert_actor(home, group_of(community), keys)
        if made is None:
            raise Conflict("This name is taken", detail=community.uri)
        await sql.write("UPDATE community SET account_id = ? WHERE id = ?", [made.id, community.id])
    return made


def group_of(community: Community) -> NewActor:
    """Return the Group actor that a community's address and name imply."""
    return NewActor(
        uri=community.uri,
        type="Group",
        username=community.slug,
        domain=community.domain,
        base_url=community.uri.removesuffix(f"/c/{community.slug}"),
        url=community.uri,
        display_name=community.name,
        summary=community.summary,
    )
