"""Publishing: a member's draft becomes a post, here at once and elsewhere through the outbox."""

from datetime import timedelta

import msgspec

from models import addresses, ids, outbox, sql
from models.actions import sight
from models.actions.posts.arriving import Arrival, arrive
from models.actions.posts.drafting import (
    Person,
    Written,
    attach,
    check_poll,
    compose,
    insert_poll,
    refuse,
)
from models.actions.posts.places import OPEN, Parent, Place, base_of, find_place, parent_of
from models.actions.posts.writing import NewRow, stored
from models.errors import Conflict, Forbidden
from models.events import PostPublished
from models.home import Home
from models.ids import to_milliseconds
from models.rows import columns, entity
from models.tables.account import Account
from models.tables.post import Post
from models.transaction import transaction
from models.values.draft import Draft

_KEY_LIVES = timedelta(hours=1)
_KEY_LENGTH = 255


class _Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Where a draft goes."""

    parent: Parent | None
    place: Place | None
    """The community it wants to belong to."""
    people: tuple[Person, ...]
    """Everybody named, and the Group of the community."""


async def publish(home: Home, author: Account, draft: Draft) -> Post:
    """Publish a member's draft; remote people it names must have been looked up before.

    A draft that mentions the Group of a community we are a partner of, or answers in one of its
    threads, belongs to that community at once, whether or not its author follows the Group: every
    other partner lets it in at our word, and all of them must show the same.

    Errors:
        Invalid: the text, poll or attachments cannot be published.
        NotFound: the author may not read the post it answers.
        Forbidden: the author is suspended.
    """
    if sight.is_gone(author):
        raise Forbidden(detail=f"account {author.id} is suspended")
    options = _check(home, draft)
    async with transaction():
        written = await compose(home, draft.text, draft.spoiler, draft.language)
        plan = await _plan(author, draft, written)
        now = home.clock.now()
        row = _row(home, author, draft, written, plan)
        if draft.idempotency_key:
            repeated = await _first_answer(home, author, draft.idempotency_key, row)
            if repeated is not None:
                return repeated
        post_id = await arrive(home, _arrival(row, written, plan))
        if post_id is None:
            raise Conflict("This was just published", detail=f"{row.uri} exists already")
        if draft.media_ids:
            await attach(author, post_id, draft.media_ids)
        if draft.poll is not None:
            expires_at = now + timedelta(seconds=draft.poll.expires_in_seconds)
            await insert_poll(post_id, options, draft.poll, expires_at)
        event = PostPublished(actor_id=author.id, post_id=post_id)
        await outbox.record(home.clock, event, home.wake)
    return stored(row, post_id)


def _check(home: Home, draft: Draft) -> list[dict[str, object]]:
    """Refuse what needs no look into the database; returns the options of the poll."""
    if not draft.text.strip() and not draft.media_ids and draft.poll is None:
        raise refuse("Text can't be blank", code="ERR_BLANK")
    if len(draft.media_ids) > home.limits.media:
        raise refuse(f"Cannot attach more than {home.limits.media} files", "media_ids")
    if draft.poll is None:
        return []
    if draft.media_ids:
        raise refuse("Cannot attach media to a post that contains a poll", "media_ids")
    return check_poll(home.limits, draft.poll)


async def _plan(author: Account, draft: Draft, written: Written) -> _Plan:
    parent = None
    if draft.in_reply_to_id is not None:
        parent = parent_of(await sight.visible(author, draft.in_reply_to_id))
    place = None
    if draft.visibility in OPEN:
        named = [person.uri for person in written.people if person.type == "Group"]
        place = await find_place(author, parent, named)
    if place is None:
        return _Plan(parent=parent, place=None, people=written.people)
    people = written.people
    if all(person.id != place.group_id for person in people):
        group = Person(place.group_id, place.uri, "Group", is_local=False)
        people = (*people, group)
    return _Plan(parent=parent, place=place, people=people)


def _row(home: Home, author: Account, draft: Draft, written: Written, plan: _Plan) -> NewRow:
    now = ids.from_milliseconds(to_milliseconds(home.clock.now()))
    name = ids.token(now)
    parent, place = plan.parent, plan.place
    return NewRow(
        uri=addresses.post(author.uri, name),
        url=addresses.post_page(base_of(author.uri), author.username, name),
        author_id=author.id,
        community_id=None if place is None else place.id,
        type="Note" if draft.poll is None else "Question",
        in_reply_to_id=None if parent is None else parent.id,
        in_reply_to_uri=None if parent is None else parent.uri,
        thread_id=None if parent is None else parent.thread_id,
        visibility=draft.visibility,
        content=written.content,
        source=written.text,
        spoiler=written.spoiler,
        is_sensitive=draft.sensitive or bool(written.spoiler and draft.media_ids),
        language=written.language,
        application=draft.application[:255],
        published_at=now,
        received_at=now,
        is_local=True,
    )


def _arrival(row: NewRow, written: Written, plan: _Plan) -> Arrival:
    return Arrival(
        row=row,
        parent=plan.parent,
        place=plan.place,
        mentioned=[person.id for person in plan.people],
        members=[person.id for person in plan.people if person.is_local],
        tags=written.tags,
    )


async def _first_answer(home: Home, author: Account, key: str, row: NewRow) -> Post | None:
    """Return the post that this key already gave; otherwise keep the key for this one."""
    now = home.clock.now()
    post_id = ids.post_id(row.published_at, row.uri, row.received_at)
    kept = await sql.write(
        "INSERT INTO idempotency_key (account_id, key, post_id, created_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (account_id, key) DO UPDATE SET post_id = excluded.post_id,"
        " created_at = excluded.created_at WHERE idempotency_key.created_at < ? RETURNING post_id",
        [
            author.id,
            key[:_KEY_LENGTH],
            post_id,
            to_milliseconds(now),
            to_milliseconds(now - _KEY_LIVES),
        ],
    )
    if kept:
        return None
    found = await sql.row(
        f"SELECT {columns(Post, 'p')} FROM post p JOIN idempotency_key k ON k.post_id = p.id"
        " WHERE k.account_id = ? AND k.key = ? AND p.author_id = ?",
        [author.id, key[:_KEY_LENGTH], author.id],
    )
    return None if found is None else entity(Post, found)
