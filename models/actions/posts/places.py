"""Places: where a post belongs, the thread it answers in and the community it counts to."""

from collections.abc import Iterable
from typing import Any

import msgspec

from models import sql
from models.ids import Uri
from models.tables.account import Account

OPEN = ("public", "unlisted")
"""The visibilities that a community's posts have."""


class Place(msgspec.Struct, frozen=True):
    """An active community, as one author stands to it."""

    id: int
    group_id: int
    """The Group's account."""
    uri: Uri
    is_hosted: bool
    is_partners: bool
    """Whether the author belongs to a partner, or is the Group itself."""


class Parent(msgspec.Struct, frozen=True):
    """The post that another one answers."""

    id: int
    uri: Uri
    author_id: int
    thread_id: int
    community_id: int | None
    is_deleted: bool


def authority(uri: str) -> str:
    """Return the authority under which a URI lives."""
    return uri.partition("://")[2].partition("/")[0]


def base_of(uri: str) -> str:
    """Return scheme and authority of a URI."""
    return "/".join(uri.split("/", 3)[:3])


def parent_of(row: sql.Row) -> Parent:
    """Return the parent that a row of post columns describes."""
    return Parent(
        row["id"],
        row["uri"],
        row["author_id"],
        row["thread_id"],
        row["community_id"],
        row["deleted_at"] is not None,
    )


async def find_parent(uri: str) -> Parent | None:
    """Return the post with this ActivityPub id as a parent; of a boost, there is none."""
    found = await sql.row(
        "SELECT id, uri, author_id, thread_id, community_id, deleted_at FROM post"
        " WHERE uri = ? AND boost_of_id IS NULL",
        [uri],
    )
    return None if found is None else parent_of(found)


_SELECT = (
    "SELECT c.id, c.account_id, c.uri, c.is_hosted, EXISTS (SELECT 1 FROM partner p"
    " WHERE p.community_id = c.id AND p.domain = ? AND p.left_at IS NULL) AS is_partners"
    " FROM community c WHERE c.state = 'active' AND c.account_id IS NOT NULL AND "
)


async def find_place(author: Account, parent: Parent | None, named: Iterable[str]) -> Place | None:
    """Return the community that a post of `author` belongs to: its thread's, else the first named.

    `named` are the ids of the Groups that the post mentions or has as its audience.
    """
    condition, parameters = _condition(parent, named)
    if not parameters:
        return None
    found = await sql.rows(_SELECT + condition, [authority(author.uri), *parameters])
    if not found:
        return None
    order = {uri: number for number, uri in enumerate(parameters)}
    row = min(found, key=lambda each: order.get(each["uri"], 0))
    return Place(
        row["id"],
        row["account_id"],
        row["uri"],
        bool(row["is_hosted"]),
        bool(row["is_partners"]) or row["account_id"] == author.id,
    )


def _condition(parent: Parent | None, named: Iterable[str]) -> tuple[str, list[Any]]:
    if parent is not None and parent.community_id is not None:
        return "c.id = ?", [parent.community_id]
    uris = list(dict.fromkeys(named))
    return f"c.uri IN ({sql.marks(len(uris))})", uris
