"""Uploads: which stored files may be shown, and what a member has uploaded.

The media handlers enter here. A file is served while something shows it: an upload that waits to be
attached, or a post that exists. A name is unguessable, but whoever knew it must not keep the
picture of a deleted post.
"""

from models import sql
from models.sql import Row


async def own(account_id: int, media_id: int) -> Row | None:
    """Return a member's upload, attached or not."""
    return await sql.row(
        "SELECT * FROM media WHERE id = ? AND account_id = ?", [media_id, account_id]
    )


async def is_served(key: str) -> bool:
    """Return whether the file with this name may be shown."""
    found = await sql.row(
        "SELECT f.id FROM media f LEFT JOIN post p ON p.id = f.post_id"
        " LEFT JOIN account a ON a.id = f.account_id"
        " WHERE (f.file_key = ? OR f.preview_key = ?) AND p.deleted_at IS NULL"
        " AND a.suspended_at IS NULL AND a.deleted_at IS NULL",
        [key, key],
    )
    return found is not None
