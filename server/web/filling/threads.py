"""A thread's page: the conversation around one post, whole, in the one true order.

A long conversation is shown in parts of `LENGTH` replies. Whoever asks for one reply gets the part
it stands in.
"""

from models import addresses
from models.errors import NotFound
from models.ids import from_milliseconds
from models.queries import accounts, statuses, threads
from models.queries.threads import Context
from models.sql import Row
from server.web.filling import people, posts
from server.web.filling.place import Place, origin_url
from server.web.views import PageView, PersonView, ReplyView, ThreadView

LENGTH = 30
"""Most replies of one page: about five milliseconds of work."""


async def fill(place: Place, focus: Row, number: int | None, path: str) -> ThreadView:
    """Return the thread that `focus`, a row of `statuses.load`, stands in.

    `number` is the part asked for, from 1; None asks for the one with `focus`.

    Errors:
        NotFound: the thread has no such part.
    """
    root_id, context = await _surroundings(place, focus)
    position = context.descendants.index(focus["id"]) if focus["id"] in context.descendants else 0
    part = position // LENGTH if number is None else number - 1
    span = slice(part * LENGTH, (part + 1) * LENGTH)
    ids, depths = context.descendants[span], context.depths[span]
    if part and not ids:
        raise NotFound(f"part {part} of thread {root_id}")
    rows = {row["id"]: row for row in await statuses.load([root_id, *ids], None)}
    if root_id not in rows:
        raise NotFound(f"thread {root_id}")
    root = rows[root_id]
    own_path = place.post_url(root)
    shown = [(rows[each], depth) for each, depth in zip(ids, depths, strict=True) if each in rows]
    elsewhere = await _parents(place, rows, {root_id, *context.descendants})
    replies = tuple(_reply(place, row, depth, rows, elsewhere) for row, depth in shown)
    is_last = (part + 1) * LENGTH >= len(context.descendants)
    return ThreadView(
        page=_head(
            place,
            (root, focus),
            path,
            next_url=None if is_last else f"{own_path}?page={part + 2}",
            previous_url=f"{own_path}?page={part}" if part else None,
        ),
        community=place.card(root["community_id"]),
        root=posts.post(place, root),
        replies=replies,
        focus_id=str(focus["id"]) if focus["id"] != root_id else None,
        reply_count=len(context.descendants),
    )


async def _surroundings(place: Place, focus: Row) -> tuple[int, Context]:
    """Return the first post of the thread that anybody may read, and what stands below it."""
    start = focus["thread_id"]
    if start != focus["id"]:
        try:
            return start, await threads.context(place.home, start, None)
        except NotFound:
            # The first post was deleted, or is for few: the conversation begins below it.
            above = (await threads.context(place.home, focus["id"], None)).ancestors
            start = above[0] if above else focus["id"]
    return start, await threads.context(place.home, start, None)


async def _parents(place: Place, rows: dict[int, Row], shown: set[int]) -> dict[int, PersonView]:
    """Return who wrote the answered posts that stand on another part, by the post's id."""
    writers = {
        row["in_reply_to_id"]: row["in_reply_to_account_id"]
        for row in rows.values()
        if row["in_reply_to_id"] in shown and row["in_reply_to_id"] not in rows
    }
    found = {row["id"]: row for row in await accounts.load(sorted(set(writers.values())))}
    return {
        post_id: people.person(place, found[account_id]) for post_id, account_id in writers.items()
    }


def _reply(
    place: Place, row: Row, depth: int, rows: dict[int, Row], elsewhere: dict[int, PersonView]
) -> ReplyView:
    answered = row["in_reply_to_id"]
    parent: PersonView | None = elsewhere.get(answered)
    where = "" if parent is None else addresses.copy_page("", answered)
    if answered in rows:
        above = rows[answered]
        parent = people.person(place, above["author"], above["community_id"])
        where = f"#p{answered}"
    return ReplyView(post=posts.post(place, row), depth=depth, parent=parent, parent_url=where)


def _head(
    place: Place,
    root_and_focus: tuple[Row, Row],
    path: str,
    *,
    next_url: str | None,
    previous_url: str | None,
) -> PageView:
    """Return what the page tells machines: it is about the post that was asked for."""
    root, focus = root_and_focus
    view = posts.post(place, focus)
    image = posts.leading_picture(view)
    return PageView(
        path=path,
        title=root["name"],
        description=posts.summary(focus),
        kind="article",
        canonical_url=origin_url(place.home, focus),
        activity_url=focus["uri"],
        image_url=image.url if image else None,
        image_description=image.description if image else "",
        creator_handle=view.author.handle,
        published_at=from_milliseconds(focus["published_at"]),
        next_url=next_url,
        previous_url=previous_url,
        media_origins=place.venture.media_origins,
        is_indexable=focus["author"]["is_indexable"],
    )
