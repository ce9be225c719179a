"""Activities: what was said, byte for byte, as whoever fetches an activity's id gets it."""

from collections.abc import Sequence

import msgspec

from models import sql


class SaidActivity(msgspec.Struct, frozen=True):
    """An activity of the memory; `body` is None once its object was deleted."""

    uri: str
    is_local: bool
    is_public: bool
    body: bytes | None


async def by_uri(uri: str) -> SaidActivity | None:
    """Return the activity with this id, ours or a remote one's."""
    found = await sql.row("SELECT is_local, audience, body FROM activity WHERE uri = ?", [uri])
    if found is None:
        return None
    body = None if found["body"] is None else bytes(found["body"])
    return SaidActivity(uri, bool(found["is_local"]), found["audience"] == "public", body)


async def public_bodies(uris: Sequence[str]) -> dict[str, bytes]:
    """Return the exact bytes of those public activities of ours that still have them."""
    if not uris:
        return {}
    found = await sql.rows(
        "SELECT uri, body FROM activity WHERE is_local AND audience = 'public'"
        f" AND body IS NOT NULL AND uri IN ({sql.marks(len(uris))})",
        list(uris),
    )
    return {row["uri"]: bytes(row["body"]) for row in found}
