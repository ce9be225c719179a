"""Media: uploads of our members, from the moment the server has made them safe to store.

The bytes were re-encoded and written by the storage above; here is only the row. An upload belongs
to who made it and may be attached to one post; what is never attached is removed after a day.
"""

from datetime import timedelta

from models import sql
from models.errors import Invalid, NotFound
from models.home import Home
from models.ids import to_milliseconds
from models.ports import Clock
from models.rows import columns, entity, insertion
from models.tables.account import Account
from models.tables.media import Media
from models.text import tidy
from models.values.image import StoredImage

_AT_ONCE = 500
_COLUMNS = (
    "account_id",
    "position",
    "kind",
    "state",
    "file_key",
    "preview_key",
    "remote_url",
    "mime",
    "width",
    "height",
    "preview_width",
    "preview_height",
    "size",
    "blurhash",
    "description",
    "focus_x",
    "focus_y",
    "created_at",
)


def _described(home: Home, description: str) -> str:
    text = tidy(description).strip()
    if len(text) > home.limits.description:
        raise Invalid(
            f"Validation failed: Description is too long (maximum is {home.limits.description})"
        )
    return text


def _focused(focus: tuple[float, float]) -> tuple[float, float]:
    horizontal, vertical = focus
    if not (-1 <= horizontal <= 1 and -1 <= vertical <= 1):
        raise Invalid("Validation failed: Focus must lie between -1 and 1")
    return focus


async def create(
    home: Home,
    account: Account,
    image: StoredImage,
    description: str = "",
    focus: tuple[float, float] = (0.0, 0.0),
) -> Media:
    """Keep an upload that is stored already.

    Errors:
        Invalid: the description is too long or the focus lies outside of the picture.
    """
    created = await sql.write(
        insertion("media", _COLUMNS) + f" RETURNING {columns(Media)}",
        [
            account.id,
            0,
            image.kind,
            "ready",
            image.file_key,
            image.preview_key,
            "",
            image.mime,
            image.width,
            image.height,
            image.preview_width,
            image.preview_height,
            image.size,
            image.blurhash,
            _described(home, description),
            *_focused(focus),
            to_milliseconds(home.clock.now()),
        ],
    )
    return entity(Media, created[0])


async def show(account: Account, media_id: int) -> Media:
    """Return a member's own upload; NotFound for any other."""
    found = await sql.row(
        f"SELECT {columns(Media)} FROM media WHERE id = ? AND account_id = ?",
        [media_id, account.id],
    )
    if found is None:
        raise NotFound(detail=f"media {media_id} is not account {account.id}'s")
    return entity(Media, found)


async def update(
    home: Home,
    account: Account,
    media_id: int,
    description: str | None = None,
    focus: tuple[float, float] | None = None,
) -> Media:
    """Describe an upload that is not attached yet; afterwards, editing the post does it.

    Errors:
        NotFound: it is not the member's, or attached already.
        Invalid: the description is too long or the focus lies outside of the picture.
    """
    text = None if description is None else _described(home, description)
    horizontal, vertical = (None, None) if focus is None else _focused(focus)
    changed = await sql.write(
        "UPDATE media SET description = COALESCE(?, description), focus_x = COALESCE(?, focus_x),"
        " focus_y = COALESCE(?, focus_y) WHERE id = ? AND account_id = ? AND post_id IS NULL"
        f" RETURNING {columns(Media)}",
        [text, horizontal, vertical, media_id, account.id],
    )
    if not changed:
        raise NotFound(detail=f"media {media_id} is not account {account.id}'s, or is in use")
    return entity(Media, changed[0])


async def discard(home: Home, account: Account, media_id: int) -> Media:
    """Remove an upload that is not attached; returns it, so that its files can be removed.

    Errors:
        NotFound: it is not the member's, or attached.
    """
    removed = await sql.write(
        "DELETE FROM media WHERE id = ? AND account_id = ? AND post_id IS NULL"
        f" RETURNING {columns(Media)}",
        [media_id, account.id],
    )
    if not removed:
        raise NotFound(detail=f"media {media_id} is not account {account.id}'s, or is in use")
    return entity(Media, removed[0])


async def rename(
    home: Home, account: Account, media_id: int, file_key: str, preview_key: str
) -> None:
    """Note the new names of an upload's files, after its post was withdrawn."""
    await sql.write(
        "UPDATE media SET file_key = ?, preview_key = ?"
        " WHERE id = ? AND account_id = ? AND post_id IS NULL",
        [file_key, preview_key, media_id, account.id],
    )


async def forget_unattached(clock: Clock, older_than: timedelta) -> list[str]:
    """Delete uploads that no post shows, some at a time; returns the names of their files.

    The rows go first: a file without a row is never served, a row without a file would be a hole.
    """
    before = to_milliseconds(clock.now() - older_than)
    gone = await sql.write(
        "DELETE FROM media WHERE id IN (SELECT id FROM media WHERE post_id IS NULL"
        f" AND created_at < ? ORDER BY id LIMIT {_AT_ONCE}) RETURNING file_key, preview_key",
        [before],
    )
    return [key for row in gone for key in (row["file_key"], row["preview_key"]) if key]
