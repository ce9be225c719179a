"""Places: where a post belongs, the thread it answers in and the community it counts to."""

from collections.abc import Sequence
from typing import Final

import msgspec

from models import sql
from models.ids import Uri
from models.sql import Step
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


def parent_step(uri: str) -> Step:
    """Read the post with this ActivityPub id as a parent; a boost is none."""
    return (
        "SELECT id, uri, author_id, thread_id, community_id, deleted_at FROM post"
        " WHERE uri = ? AND boost_of_id IS NULL",
        [uri],
    )


_SELECT: Final = (
    "SELECT c.id, c.account_id, c.uri, c.is_hosted, EXISTS (SELECT 1 FROM partner p"
    " WHERE p.community_id = c.id AND p.domain = ? AND p.left_at IS NULL) AS is_partners"
    " FROM community c WHERE c.state = 'active' AND c.account_id IS NOT NULL AND "
)
_OF_THE_PARENT: Final = "c.id = (SELECT community_id FROM post WHERE uri = ?)"


def place_step(author: Account, parent_uri: str | None, named: Sequence[str]) -> Step | None:
    """Read the communities of a post's parent and of the Groups it names; None without either."""
    conditions: list[str] = []
    if named:
        conditions.append(f"c.uri IN ({sql.marks(len(named))})")
    parameters: list[object] = [authority(author.uri), *named]
    if parent_uri is not None:
        conditions.append(_OF_THE_PARENT)
        parameters.append(parent_uri)
    if not conditions:
        return None
    return f"{_SELECT}({' OR '.join(conditions)})", parameters


def choose_place(
    author: Account, parent: Parent | None, named: Sequence[str], found: Sequence[sql.Row]
) -> Place | None:
    """Return the community that a post belongs to: its thread's, else the first it names."""
    by_id = {row["id"]: row for row in found}
    row = by_id.get(parent.community_id) if parent is not None else None
    if row is None:
        by_uri = {row["uri"]: row for row in found}
        row = next((by_uri[uri] for uri in named if uri in by_uri), None)
    if row is None:
        return None
    return Place(
        row["id"],
        row["account_id"],
        row["uri"],
        bool(row["is_hosted"]),
        bool(row["is_partners"]) or row["account_id"] == author.id,
    )


async def find_place(author: Account, parent: Parent | None, named: Sequence[str]) -> Place | None:
    """Read and choose the community that a post of `author` belongs to."""
    step = place_step(author, None if parent is None else parent.uri, named)
    if step is None:
        return None
    return choose_place(author, parent, named, await sql.rows(*step))
