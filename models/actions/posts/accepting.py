"""Accepting: a verified remote post becomes one of ours to read.

The federation enters here from `Create`, from `Announce`, from a partner's log and from fetching;
`received_via` tells which, because a guest's word alone does not let a post into a community (the
module `models.actions.posts` says who lets whom in). Nothing is accepted twice, nothing that was
deleted comes back, and what concerns nobody here is not kept.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from models import sql
from models.actions.posts.arriving import Arrival, adopt, arrive
from models.actions.posts.places import (
    OPEN,
    Parent,
    Place,
    choose_place,
    parent_of,
    parent_step,
    place_step,
)
from models.actions.posts.reading import addressed_here, clamped, emojis_of, visibility_of
from models.actions.posts.writing import NewRow
from models.actions.sight import is_gone
from models.home import Home
from models.sql import Step
from models.text import sanitise, tidy
from models.text.plain import line
from models.transaction import joined
from models.values.remote_post import Accepted, ReceivedVia, RemotePost

_VOUCHED: Final[frozenset[str]] = frozenset({"announce", "log"})
_IGNORED: Final = Accepted(outcome="ignored")
_IS_FOLLOWED: Final = "SELECT id FROM follow WHERE target_id = ? AND state = 'accepted' LIMIT 1"
_TITLE_LENGTH: Final = 2_048
_SOURCE_LENGTH: Final = 65_536
_TAGS: Final = 64
_GROUPS: Final = 20


class _Around(msgspec.Struct, frozen=True, kw_only=True):
    """What is here already that a post has to do with."""

    parent: Parent | None
    place: Place | None
    """The community it wants to belong to."""
    silent: Sequence[int]
    """Our accounts that it is addressed to without naming them."""
    concerns_us: bool
    """Whether somebody here follows its author, is named, or wrote what it answers."""


async def accept(home: Home, post: RemotePost, *, received_via: ReceivedVia = "direct") -> Accepted:
    """Take in a remote post; joins the caller's transaction.

    A post of ours that the Group's host announced is let into its community, if it waited for that.
    """
    if is_gone(post.author):
        return _IGNORED
    async with joined():
        visibility = visibility_of(post)
        around = await _look_around(home, post, visibility, is_asked=received_via == "fetch")
        place = around.place
        admitted = place if place is not None and _is_let_in(place, received_via) else None
        if home.is_ours(post.uri):
            return await _known(post.uri, admitted)
        if admitted is None and not around.concerns_us:
            return _IGNORED
        arrival = Arrival(
            row=_row(home, post, around.parent, admitted, visibility),
            parent=around.parent,
            place=admitted,
            mentioned=[each.id for each in post.mentions],
            silent=around.silent,
            members=[each.id for each in post.mentions if each.is_local],
            tags=[tag for raw in post.tags[:_TAGS] if (tag := line(raw.lstrip("#"), 255))],
            remote=post,
        )
        post_id = await arrive(home, arrival)
        if post_id is None:
            return await _known(post.uri, admitted)
    return Accepted(
        outcome="accepted",
        post_id=post_id,
        community_id=None if admitted is None else admitted.id,
        starts_thread=arrival.starts_thread,
        waiting_community_id=place.id if place is not None and admitted is None else None,
    )


def _is_let_in(place: Place, received_via: ReceivedVia) -> bool:
    return place.is_partners or place.is_hosted or received_via in _VOUCHED


async def _look_around(home: Home, post: RemotePost, visibility: str, *, is_asked: bool) -> _Around:
    """Read, in one step, what decides where a post belongs and whether anybody here wants it."""
    steps: dict[str, Step] = {}
    if post.in_reply_to_uri is not None:
        steps["parent"] = parent_step(post.in_reply_to_uri)
    named = _groups(post) if visibility in OPEN else []
    parent_uri = post.in_reply_to_uri if visibility in OPEN else None
    place_read = place_step(post.author, parent_uri, named)
    if place_read is not None:
        steps["places"] = place_read
    addressed = addressed_here(home, post)
    if addressed:
        steps["silent"] = (
            f"SELECT id FROM account WHERE uri IN ({sql.marks(len(addressed))}) AND is_local",
            addressed,
        )
    is_named = is_asked or any(each.is_local for each in post.mentions)
    if not is_named:
        steps["followers"] = (_IS_FOLLOWED, [post.author.id])
    answers = dict(zip(steps, await sql.together(list(steps.values())), strict=True))
    parents = answers.get("parent")
    parent = parent_of(parents[0]) if parents else None
    silent = [row["id"] for row in answers.get("silent", ())]
    return _Around(
        parent=parent,
        place=choose_place(post.author, parent, named, answers.get("places", ())),
        silent=silent,
        concerns_us=is_named or bool(parent or silent or answers.get("followers")),
    )


def _groups(post: RemotePost) -> list[str]:
    named = [each.uri for each in post.mentions if each.type == "Group"]
    if post.author.type == "Group":
        named.append(post.author.uri)
    return list(dict.fromkeys([*named, *post.audience]))[:_GROUPS]


def _row(
    home: Home, post: RemotePost, parent: Parent | None, place: Place | None, visibility: str
) -> NewRow:
    now = home.clock.now()
    return NewRow(
        uri=post.uri,
        url=post.url or post.uri,
        author_id=post.author.id,
        community_id=None if place is None else place.id,
        type=post.type[:16],
        in_reply_to_id=None if parent is None else parent.id,
        in_reply_to_uri=post.in_reply_to_uri,
        thread_id=None if parent is None else parent.thread_id,
        visibility=visibility,
        name=line(post.name, _TITLE_LENGTH),
        content=sanitise(post.content),
        source=tidy(post.source, _SOURCE_LENGTH),
        spoiler=line(post.spoiler, _TITLE_LENGTH),
        is_sensitive=post.sensitive,
        language=post.language[:16],
        emojis=emojis_of(post),
        published_at=clamped(post.published_at, now),
        edited_at=post.edited_at,
        received_at=now,
    )


async def _known(uri: str, admitted: Place | None) -> Accepted:
    """Answer for a post that is here already, letting it into its community if it waited."""
    known = await sql.row("SELECT id, community_id, deleted_at FROM post WHERE uri = ?", [uri])
    if known is None or known["deleted_at"] is not None:
        return _IGNORED
    if admitted is not None and known["community_id"] is None:
        starts = await adopt(known["id"], admitted)
        if starts is not None:
            return Accepted(
                outcome="accepted",
                post_id=known["id"],
                community_id=admitted.id,
                starts_thread=starts,
            )
    return Accepted(outcome="duplicate", post_id=known["id"], community_id=known["community_id"])
