"""Posts as pages show them, from the rows of `statuses.load`.

The HTML in a row was cleaned when it was stored; a title, which some software has, is plain text.
"""

from collections.abc import Sequence
from html import escape
from typing import Literal

from models import addresses
from models.ids import from_milliseconds
from models.sql import Row
from models.text import excerpt
from server.web.filling.people import moment, person, picture
from server.web.filling.place import Place
from server.web.views import MediaView, PollOptionView, PollView, PostView, SafeHtml

Kind = Literal["image", "video", "audio", "file"]
_KINDS: dict[str, Kind] = {"image": "image", "gifv": "video", "video": "video", "audio": "audio"}
_SUMMARY_LENGTH = 200


def post(place: Place, row: Row) -> PostView:
    """Return one row as a view; of a boost, the boosted post and who boosted it."""
    shown = row["boost"] or row
    booster = None if row["boost"] is None else person(place, row["author"])
    return PostView(
        id=str(shown["id"]),
        url=place.post_url(shown),
        activity_url=shown["uri"],
        author=person(place, shown["author"], shown["community_id"]),
        html=_html(shown),
        language=shown["language"] or None,
        published_at=from_milliseconds(shown["published_at"]),
        edited_at=moment(shown["edited_at"]),
        content_warning=shown["spoiler"],
        media=tuple(_medium(place, each) for each in shown["media"] if each["state"] == "ready"),
        is_sensitive=shown["is_sensitive"],
        poll=None if shown["poll"] is None else _poll(place, shown["poll"]),
        boosted_by=booster,
        replies=shown["replies_count"],
        boosts=shown["boosts_count"],
        likes=shown["likes_count"],
    )


def posts(place: Place, rows: Sequence[Row]) -> tuple[PostView, ...]:
    """Return rows as views, in their order, each post once."""
    shown: dict[int, Row] = {}
    for row in rows:
        shown.setdefault(row["boost_of_id"] or row["id"], row)
    return tuple(post(place, row) for row in shown.values())


def summary(row: Row) -> str:
    """Return a post in one line of text, for previews; a covered text stays covered."""
    if row["spoiler"]:
        return str(row["spoiler"])
    text = excerpt(row["content"], _SUMMARY_LENGTH)
    described = next((each["description"] for each in row["media"] if each["description"]), "")
    return text or described[:_SUMMARY_LENGTH]


def leading_picture(view: PostView) -> MediaView | None:
    """Return the picture that stands for a post in previews; none that the author covered."""
    if view.is_sensitive or view.content_warning:
        return None
    return next((each for each in view.media if each.kind == "image"), None)


def _html(row: Row) -> SafeHtml:
    title = f"<p><strong>{escape(row['name'])}</strong></p>" if row["name"] else ""
    return SafeHtml(title + row["content"])


def _medium(place: Place, row: Row) -> MediaView:
    base_url = place.home.base_url
    url = addresses.media(base_url, row["file_key"]) if row["file_key"] else row["remote_url"]
    kind = _KINDS.get(row["kind"], "file")
    if picture(place, url) is None:
        # A stranger's server would learn who reads what; readers go there by a link if they wish.
        kind = "file"
    preview = addresses.media(base_url, row["preview_key"]) if row["preview_key"] else None
    return MediaView(
        kind=kind,
        url=url,
        preview_url=preview if kind in ("image", "video") else None,
        description=row["description"],
        width=row["width"] or None,
        height=row["height"] or None,
    )


def _poll(place: Place, row: Row) -> PollView:
    ends_at = moment(row["expires_at"])
    is_closed = row["closed_at"] is not None or (
        ends_at is not None and ends_at <= place.home.clock.now()
    )
    is_hidden = row["hides_totals"] and not is_closed
    options = tuple(
        PollOptionView(title=each["title"], votes=None if is_hidden else each["votes"])
        for each in row["options"]
    )
    return PollView(
        options=options,
        voters=row["voters_count"] or row["votes_count"],
        is_multiple=row["is_multiple"],
        is_closed=is_closed,
        ends_at=ends_at,
    )
