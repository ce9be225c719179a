"""Renewing: a remote post gets another text, or its poll other counts, as its server tells.

Audience and thread never change, whatever the edit says: one that could add readers would hand a
private conversation to a stranger. An edit that is older than the one we have is no news.
"""

from datetime import datetime
from typing import Final

import msgspec

from models import sql
from models.actions.posts.places import OPEN
from models.actions.posts.reading import emojis_of, media_of, options_of, poll_step
from models.actions.posts.revising import keep_revision, media_differ, notify_boosters, poll_of
from models.actions.posts.spreading import notify_steps
from models.actions.posts.writing import media_steps, mention_steps, tag_steps
from models.home import Home
from models.ids import to_milliseconds
from models.text import sanitise, tidy
from models.text.plain import line
from models.transaction import joined
from models.values.remote_post import Accepted, RemotePoll, RemotePost

_TITLE_LENGTH: Final = 2_048
_SOURCE_LENGTH: Final = 65_536


class _Text(msgspec.Struct, frozen=True, kw_only=True):
    """What readers see of a post."""

    content: str
    spoiler: str
    name: str
    is_sensitive: bool


async def accept_edit(home: Home, post: RemotePost) -> Accepted:
    """Take over the new text, attachments or poll counts of a remote post; joins the caller's
    transaction.

    "duplicate": nothing is new, or we have a later text. "unknown": the post is not here.
    """
    if home.is_ours(post.uri):
        return Accepted(outcome="ignored")
    async with joined():
        before = await sql.row(
            "SELECT id, author_id, community_id, visibility, content, spoiler, name, is_sensitive,"
            " in_reply_to_uri, published_at, edited_at, deleted_at FROM post WHERE uri = ?",
            [post.uri],
        )
        if before is None:
            return Accepted(outcome="unknown")
        if before["deleted_at"] is not None or before["author_id"] != post.author.id:
            return Accepted(outcome="ignored")
        has_changed = await _take_over(home, before, post)
        has_counted = post.poll is not None and await _take_counts(before["id"], post.poll)
    return Accepted(
        outcome="accepted" if has_changed or has_counted else "duplicate",
        post_id=before["id"],
        community_id=before["community_id"],
        starts_thread=before["community_id"] is not None and before["in_reply_to_uri"] is None,
    )


async def _take_over(home: Home, before: sql.Row, post: RemotePost) -> bool:
    edited_at = _edited_at(home, post)
    if before["edited_at"] is not None and before["edited_at"] >= edited_at:
        return False
    text = _Text(
        content=sanitise(post.content),
        spoiler=line(post.spoiler, _TITLE_LENGTH),
        name=line(post.name, _TITLE_LENGTH),
        is_sensitive=post.sensitive,
    )
    media = media_of(post)
    has_new_media = await media_differ(before["id"], media)
    if not has_new_media and text == _text_of(before):
        return False
    await keep_revision(before)
    await _rewrite(before["id"], text, post, edited_at)
    if has_new_media:
        now = home.clock.now()
        await sql.together(
            [
                ("DELETE FROM media WHERE post_id = ?", [before["id"]]),
                *media_steps(before["id"], post.author.id, media, now),
            ]
        )
    await _take_names(home, before, post)
    await notify_boosters(home, before["id"], post.author.id)
    return True


def _text_of(before: sql.Row) -> _Text:
    return _Text(
        content=before["content"],
        spoiler=before["spoiler"],
        name=before["name"],
        is_sensitive=bool(before["is_sensitive"]),
    )


async def _rewrite(post_id: int, text: _Text, post: RemotePost, edited_at: int) -> None:
    await sql.write(
        "UPDATE post SET content = ?, spoiler = ?, name = ?, is_sensitive = ?, source = ?,"
        " emojis = ?, edited_at = ?, revision = revision + 1 WHERE id = ?",
        [
            text.content,
            text.spoiler,
            text.name,
            text.is_sensitive,
            tidy(post.source, _SOURCE_LENGTH),
            emojis_of(post),
            edited_at,
            post_id,
        ],
    )


def _edited_at(home: Home, post: RemotePost) -> int:
    now: datetime = home.clock.now()
    return to_milliseconds(now if post.edited_at is None else min(post.edited_at, now))


async def _take_names(home: Home, before: sql.Row, post: RemotePost) -> None:
    post_id = before["id"]
    names = [name for raw in post.tags[:64] if (name := line(raw.lstrip("#"), 255))]
    steps = [("DELETE FROM post_tag WHERE post_id = ?", [post_id]), *tag_steps(post_id, names)]
    if before["visibility"] in OPEN:
        ours = [each.id for each in post.mentions if each.is_local]
        steps += mention_steps(post_id, [each.id for each in post.mentions])
        steps += notify_steps(home, post_id, post.author.id, ours, tells_followers=False)
    await sql.together(steps)


async def _take_counts(post_id: int, poll: RemotePoll) -> bool:
    """Take over the counts of a remote poll; other options or rules void the votes cast here."""
    before = await poll_of(post_id)
    if before is None:
        return False
    titles = [option["title"] for option in before["options"]]
    told = options_of(poll)
    if titles != [option["title"] for option in told] or (
        bool(before["is_multiple"]) != poll.is_multiple
    ):
        await sql.write("DELETE FROM poll_vote WHERE post_id = ?", [post_id])
    await sql.write(*poll_step(post_id, poll))
    after = await poll_of(post_id)
    if before == after:
        return False
    await sql.write("UPDATE post SET revision = revision + 1 WHERE id = ?", [post_id])
    return True
