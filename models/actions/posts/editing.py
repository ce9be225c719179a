"""Editing: a member's post gets another text; what readers saw before is kept as a revision.

Audience and thread never change: what was published to some is not handed to others by an edit.
"""

from datetime import timedelta

from models import outbox, sql
from models.actions import sight
from models.actions.posts.drafting import (
    Written,
    attach,
    check_poll,
    compose,
    insert_poll,
    refuse,
)
from models.actions.posts.revising import (
    describe_media,
    keep_revision,
    notify_boosters,
    poll_of,
)
from models.actions.posts.spreading import notify_steps
from models.actions.posts.writing import mention_steps, tag_steps
from models.errors import NotFound
from models.events import PostEdited
from models.home import Home
from models.ids import to_milliseconds
from models.rows import columns, entity
from models.tables.account import Account
from models.tables.post import Post
from models.transaction import transaction
from models.values.draft import PollDraft, PostChange


async def edit(home: Home, author: Account, post_id: int, change: PostChange) -> Post:
    """Change the text, poll or attachments of a member's own post.

    Errors:
        NotFound: it is not the author's, or was deleted.
        Invalid: the new text, poll or attachments cannot be published.
    """
    async with transaction():
        before = await sight.own(author, post_id)
        written = await compose(home, change.text, change.spoiler, change.language)
        if not written.text and not await _has_parts(post_id, change):
            raise refuse("Text can't be blank", code="ERR_BLANK")
        await keep_revision(before)
        await _rewrite(home, before, written, change)
        await describe_media(author, post_id, change.media)
        if change.media_ids is not None:
            await _attach(home, author, post_id, change.media_ids)
        if change.poll is not None:
            await _change_poll(home, post_id, change.poll)
        await _rename(home, before, author, written)
        await notify_boosters(home, post_id, author.id)
        event = PostEdited(actor_id=author.id, post_id=post_id)
        await outbox.record(home.clock, event, home.wake)
        found = await sql.row(f"SELECT {columns(Post)} FROM post WHERE id = ?", [post_id])
    if found is None:
        raise NotFound(detail=f"post {post_id} went while it was edited")
    return entity(Post, found)


async def _has_parts(post_id: int, change: PostChange) -> bool:
    if change.poll is not None or change.media_ids:
        return True
    found = await sql.row(
        "SELECT post_id FROM poll WHERE post_id = ?"
        " UNION ALL SELECT post_id FROM media WHERE post_id = ? AND ? = 1 LIMIT 1",
        [post_id, post_id, int(change.media_ids is None)],
    )
    return found is not None


async def _rewrite(home: Home, before: sql.Row, written: Written, change: PostChange) -> None:
    await sql.write(
        "UPDATE post SET content = ?, source = ?, spoiler = ?, is_sensitive = ?, language = ?,"
        " type = CASE WHEN ? = 1 THEN 'Question' ELSE type END,"
        " edited_at = ?, revision = revision + 1 WHERE id = ?",
        [
            written.content,
            written.text,
            written.spoiler,
            change.sensitive,
            written.language or before["language"],
            int(change.poll is not None),
            to_milliseconds(home.clock.now()),
            before["id"],
        ],
    )


async def _attach(home: Home, author: Account, post_id: int, media_ids: tuple[int, ...]) -> None:
    if len(media_ids) > home.limits.media:
        raise refuse(f"Cannot attach more than {home.limits.media} files", "media_ids")
    kept = f" AND id NOT IN ({sql.marks(len(media_ids))})" if media_ids else ""
    await sql.write(
        f"UPDATE media SET post_id = NULL WHERE post_id = ?{kept}", [post_id, *media_ids]
    )
    await attach(author, post_id, media_ids)


async def _change_poll(home: Home, post_id: int, poll: PollDraft) -> None:
    """Write the poll anew when its options or rules differ; otherwise its votes stay."""
    options = check_poll(home.limits, poll)
    before = await poll_of(post_id)
    titles = [option["title"] for option in options]
    expires_at = home.clock.now() + timedelta(seconds=poll.expires_in_seconds)
    is_same = before is not None and (
        [option["title"] for option in before["options"]] == titles
        and bool(before["is_multiple"]) == poll.is_multiple
    )
    if not is_same:
        await insert_poll(post_id, options, poll, expires_at)
        return
    await sql.write(
        "UPDATE poll SET expires_at = ?, hides_totals = ? WHERE post_id = ? AND closed_at IS NULL",
        [to_milliseconds(expires_at), poll.hides_totals, post_id],
    )


async def _rename(home: Home, before: sql.Row, author: Account, written: Written) -> None:
    """Write down whom and what the new text names; whoever was named before stays a reader."""
    post_id = before["id"]
    ours = [person.id for person in written.people if person.is_local]
    await sql.together(
        [
            ("DELETE FROM post_tag WHERE post_id = ?", [post_id]),
            *tag_steps(post_id, written.tags),
            *mention_steps(post_id, [person.id for person in written.people]),
            *notify_steps(home, post_id, author.id, ours, tells_followers=False),
        ]
    )
