"""Posts' pages: each is the thread that the post stands in, opened at the post."""

from typing import Any

from aiohttp import web

from models import addresses
from models.errors import Gone, Malformed, NotFound
from models.queries import documents, statuses
from models.queries.documents import PostFacts
from server.web.filling import threads
from server.web.handlers.reading import READING, Reading, moved

routes = web.RouteTableDef()
_LARGEST = 2**63 - 1
_DIGITS = 4


async def show_post(request: web.Request) -> web.StreamResponse:
    """Lead a person who opened a post's id to its page."""
    names = request.match_info
    home = request.app[READING].home
    return moved(addresses.post_page(home.base_url, names["username"], names["token"]), varies=True)


@routes.get("/@{username}/{token}", name="post_page")
async def show_member_post(request: web.Request) -> web.StreamResponse:
    """Show a post of one of our members."""
    reading = request.app[READING]
    names = request.match_info
    author = addresses.person(reading.home.base_url, names["username"])
    uri = addresses.post(author, names["token"])
    post_id = await statuses.find(uri, None)
    if post_id is None:
        raise _absence(await documents.post_by_uri(uri), uri)
    return await _show(reading, request, post_id)


@routes.get(r"/posts/{id:\d{1,19}}", name="post_copy")
async def show_copy(request: web.Request) -> web.StreamResponse:
    """Show a post of a community, whoever wrote it; its number is the same at every partner."""
    post_id = int(request.match_info["id"])
    if post_id > _LARGEST:
        raise NotFound(request.path)
    return await _show(request.app[READING], request, post_id)


async def _show(reading: Reading, request: web.Request, post_id: int) -> web.StreamResponse:
    found = await statuses.load([post_id], None)
    if not found:
        raise _absence(await documents.post(post_id), f"post {post_id}")
    place = await reading.place(request)
    row: dict[str, Any] = found[0]["boost"] or found[0]
    shown_at = place.post_url(row)
    if shown_at != request.path:
        return moved(shown_at)
    view = await threads.fill(place, row, _part(request), request.path_qs)
    return reading.answer(request, view)


def _part(request: web.Request) -> int | None:
    text = request.query.get("page")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text)):
        raise Malformed("page must be a number from 1")
    return int(text)


def _absence(facts: PostFacts | None, name: str) -> NotFound | Gone:
    """Return why there is no page; that a post for few existed is told to nobody."""
    if facts is None or facts.post["deleted_at"] is None:
        return NotFound(name)
    is_known = facts.post["visibility"] in ("public", "unlisted")
    return Gone(name) if is_known else NotFound(name)
