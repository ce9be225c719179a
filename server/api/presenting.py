"""Presenting: ids become the JSON of statuses and accounts, as cheaply as can be.

Every handler that shows posts enters here with ids a query found for this very reader. Most of a
status is the same for everybody and was serialised before; two small statements say whether it is
still good and what this reader did with it, and bytes are joined. What is new or has changed is
loaded in bulk. Nothing here decides who may see what; `queries` did.
"""

from collections.abc import Sequence
from typing import Any, cast

import msgspec

from models.errors import NotFound
from models.ids import to_milliseconds
from models.queries import accounts, statuses
from models.queries.statuses import Flags, Stamp
from models.sql import Row
from server.api.entities.account import Account, present_account
from server.api.entities.poll import Poll, PollReader, present_poll
from server.api.entities.status import Status, marks_of, present_body
from server.desk import Desk
from server.fragments import Fragment, State

_ENCODER = msgspec.json.Encoder()
_MARKS: dict[tuple[bool, bool, bool], bytes] = {
    (liked, boosted, bookmarked): b","
    + _ENCODER.encode(marks_of(Flags(liked, boosted, bookmarked)))[1:-1]
    for liked in (False, True)
    for boosted in (False, True)
    for bookmarked in (False, True)
}


async def statuses_of(desk: Desk, ids: Sequence[int], viewer_id: int | None) -> list[Status]:
    """Return posts as entities, in the order of `ids`; those that have gone meanwhile are left out.

    The entities are serialised already: encoding copies their bytes.
    """
    rendered = await _rendered(desk, ids, viewer_id)
    return [embedded(each) for each in rendered.values()]


async def page_of(desk: Desk, ids: Sequence[int], viewer_id: int | None) -> bytes:
    """Return a JSON list of posts."""
    rendered = await _rendered(desk, ids, viewer_id)
    return b"[" + b",".join(rendered.values()) + b"]"


async def stamped_page(desk: Desk, stamps: Sequence[Stamp], viewer_id: int) -> bytes:
    """Return a JSON list of the posts that a query found together with their stamps."""
    rendered = await _stamped(desk, stamps, viewer_id)
    return b"[" + b",".join(rendered.values()) + b"]"


async def status_bytes(desk: Desk, post_id: int, viewer_id: int | None) -> bytes:
    """Return one post as JSON.

    Errors:
        NotFound: there is none, or not for this reader.
    """
    if not await statuses.readable([post_id], viewer_id):
        raise NotFound(f"post {post_id}")
    rendered = await _rendered(desk, [post_id], viewer_id)
    if post_id not in rendered:
        raise NotFound(f"post {post_id}")
    return rendered[post_id]


async def own_status(desk: Desk, post_id: int, viewer_id: int) -> bytes:
    """Return a post that has just been written or changed, as JSON: no fragment can be good."""
    rows = await statuses.load([post_id], viewer_id)
    if not rows:
        raise NotFound(f"post {post_id}")
    row, inner = rows[0], None
    boost: Row | None = row["boost"]
    marks = (row if boost is None else boost)["flags"]
    if boost is not None:
        inner = _joined(desk, _serialised(desk, boost), viewer_id, marks, None)
    return _joined(desk, _serialised(desk, row), viewer_id, marks, inner)


async def statuses_by_id(
    desk: Desk, ids: Sequence[int], viewer_id: int | None
) -> dict[int, Status]:
    """Return posts as entities by id."""
    rendered = await _rendered(desk, ids, viewer_id)
    return {post_id: embedded(each) for post_id, each in rendered.items()}


async def accounts_of(desk: Desk, ids: Sequence[int]) -> list[Account]:
    """Return accounts as entities, in the order of `ids`."""
    return [present_account(desk.home, row) for row in await accounts.load(ids)]


def embedded(body: bytes) -> Status:
    """Return serialised JSON as an entity that can stand in another one."""
    return cast(Status, msgspec.Raw(body))


def reader_of(author_id: int, viewer_id: int | None, flags: Flags | None) -> PollReader | None:
    """Return who looks at a poll, or None for anybody."""
    if viewer_id is None:
        return None
    choices = () if flags is None else flags.choices
    return PollReader(is_author=author_id == viewer_id, choices=tuple(sorted(choices)))


def poll_of(desk: Desk, row: Row, reader: PollReader | None) -> Poll:
    """Return a poll at this moment."""
    return present_poll(row, to_milliseconds(desk.home.clock.now()), reader)


async def _rendered(desk: Desk, ids: Sequence[int], viewer_id: int | None) -> dict[int, bytes]:
    if not ids:
        return {}
    stamps = await statuses.stamps(ids)
    return await _stamped(desk, [stamps[each] for each in ids if each in stamps], viewer_id)


async def _stamped(desk: Desk, stamps: Sequence[Stamp], viewer_id: int | None) -> dict[int, bytes]:
    fragments = await _fragments(desk, stamps, viewer_id)
    flags: dict[int, Flags] = {}
    if viewer_id is not None and fragments:
        flags = await statuses.flags([stamp.content_id for stamp in stamps], viewer_id)
    rendered = {}
    for stamp in stamps:
        each = stamp.id
        fragment = fragments.get(each)
        if fragment is None:
            continue
        boosted = fragment.boost_of_id
        marks = flags.get(each if boosted is None else boosted)
        inner = None
        if boosted is not None:
            if boosted not in fragments:
                continue
            inner = _joined(desk, fragments[boosted], viewer_id, marks, None)
        rendered[each] = _joined(desk, fragment, viewer_id, marks, inner)
    return rendered


def _state(stamp: Stamp) -> State:
    return (
        stamp.revision,
        stamp.author_revision,
        stamp.boosted_revision,
        stamp.boosted_author_revision,
    )


async def _fragments(
    desk: Desk, stamps: Sequence[Stamp], viewer_id: int | None
) -> dict[int, Fragment]:
    """Return the fragments of these posts and of those they boost."""
    kept, found, missing = desk.fragments, {}, []
    for stamp in stamps:
        fragment = kept.get(stamp.id, _state(stamp))
        if fragment is not None and stamp.boost_of_id is not None:
            inner_state = (stamp.boosted_revision, stamp.boosted_author_revision, None, None)
            inner = kept.get(stamp.boost_of_id, inner_state)
            if inner is None:
                fragment = None
            else:
                found[stamp.boost_of_id] = inner
        if fragment is None:
            missing.append(stamp.id)
        else:
            found[stamp.id] = fragment
    for row in await statuses.load(missing, viewer_id):
        found[row["id"]] = _serialised(desk, row)
        if row["boost"] is not None:
            found[row["boost"]["id"]] = _serialised(desk, row["boost"])
    return found


def _serialised(desk: Desk, row: Row) -> Fragment:
    boost: dict[str, Any] | None = row["boost"]
    state = (
        row["revision"],
        row["author"]["revision"],
        None if boost is None else boost["revision"],
        None if boost is None else boost["author"]["revision"],
    )
    fragment = Fragment(
        state=state,
        author_id=row["author_id"],
        boost_of_id=row["boost_of_id"],
        head=_ENCODER.encode(present_body(desk.home, row))[:-1],
        poll=row["poll"],
    )
    desk.fragments.put(row["id"], fragment)
    return fragment


def _joined(
    desk: Desk,
    fragment: Fragment,
    viewer_id: int | None,
    flags: Flags | None,
    inner: bytes | None,
) -> bytes:
    parts = [fragment.head]
    if viewer_id is not None:
        key = (False, False, False)
        if flags is not None:
            key = (flags.is_liked, flags.is_boosted, flags.is_bookmarked)
        parts.append(_MARKS[key])
    if fragment.poll is None:
        parts.append(b',"poll":null')
    else:
        reader = reader_of(fragment.author_id, viewer_id, flags)
        parts += [b',"poll":', _ENCODER.encode(poll_of(desk, fragment.poll, reader))]
    parts += [b',"reblog":', inner or b"null", b"}"]
    return b"".join(parts)
