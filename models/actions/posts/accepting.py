"""Accepting: a verified remote post becomes one of ours to read.

The federation enters here from `Create`, from `Announce`, from a partner's log and from fetching;
`received_via` tells which, because a guest's word alone does not let a post into a community (the
module `models.actions.posts` says who lets whom in). Nothing is accepted twice, nothing that was
deleted comes back, and what concerns nobody here is not kept.
"""

from models import sql
from models.actions.posts.arriving import Arrival, adopt, arrive
from models.actions.posts.places import OPEN, Parent, Place, find_parent, find_place
from models.actions.posts.reading import (
    addressed_here,
    clamped,
    emojis_of,
    store_parts,
    visibility_of,
)
from models.actions.posts.writing import NewRow
from models.actions.sight import is_gone
from models.home import Home
from models.text import sanitise, tidy
from models.text.plain import line
from models.transaction import joined
from models.values.remote_post import Accepted, ReceivedVia, RemotePost

_VOUCHED: frozenset[str] = frozenset({"announce", "log"})
_IGNORED = Accepted(outcome="ignored")
TITLE_LENGTH = 2_048
SOURCE_LENGTH = 65_536


async def accept(home: Home, post: RemotePost, *, received_via: ReceivedVia = "direct") -> Accepted:
    """Take in a remote post; joins the caller's transaction.

    A post of ours that the Group's host announced is let into its community, if it waited for that.
    """
    author = post.author
    if is_gone(author):
        return _IGNORED
    async with joined():
        parent = await find_parent(post.in_reply_to_uri) if post.in_reply_to_uri else None
        visibility = visibility_of(post)
        place = await _place(post, parent, visibility)
        admitted = place if place is not None and _is_let_in(place, received_via) else None
        if home.is_ours(post.uri):
            return await _known(post.uri, admitted)
        silent = await addressed_here(home, post)
        if not await _concerns_us(post, parent, admitted, bool(silent), received_via):
            return _IGNORED
        arrival = Arrival(
            row=_row(home, post, parent, admitted, visibility),
            parent=parent,
            place=admitted,
            mentioned=[each.id for each in post.mentions],
            silent=silent,
            members=[each.id for each in post.mentions if each.is_local],
            tags=[tag for raw in post.tags[:64] if (tag := line(raw.lstrip("#"), 255))],
        )
        post_id = await arrive(home, arrival)
        if post_id is None:
            return await _known(post.uri, admitted)
        await store_parts(home, post_id, post)
    return Accepted(
        outcome="accepted",
        post_id=post_id,
        community_id=None if admitted is None else admitted.id,
        starts_thread=arrival.starts_thread,
        waiting_community_id=place.id if place is not None and admitted is None else None,
    )


async def _place(post: RemotePost, parent: Parent | None, visibility: str) -> Place | None:
    if visibility not in OPEN:
        return None
    named = [each.uri for each in post.mentions if each.type == "Group"]
    if post.author.type == "Group":
        named.append(post.author.uri)
    return await find_place(post.author, parent, [*named, *post.audience])


def _is_let_in(place: Place, received_via: ReceivedVia) -> bool:
    return place.is_partners or place.is_hosted or received_via in _VOUCHED


async def _concerns_us(
    post: RemotePost,
    parent: Parent | None,
    place: Place | None,
    is_addressed: bool,
    received_via: ReceivedVia,
) -> bool:
    if parent is not None or place is not None or is_addressed or received_via == "fetch":
        return True
    if any(each.is_local for each in post.mentions):
        return True
    followed = await sql.row(
        "SELECT id FROM follow WHERE target_id = ? AND state = 'accepted' LIMIT 1",
        [post.author.id],
    )
    return followed is not None


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
        name=line(post.name, TITLE_LENGTH),
        content=sanitise(post.content),
        source=tidy(post.source, SOURCE_LENGTH),
        spoiler=line(post.spoiler, TITLE_LENGTH),
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
