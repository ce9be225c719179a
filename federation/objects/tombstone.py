"""Tombstone: what remains of a deleted post, served with 410 and embedded in its Delete."""

from typing import Any

from federation.objects import moments


def to_wire(uri: str, former_type: str, deleted_at: int) -> dict[str, Any]:
    """Return the Tombstone without `@context`."""
    return {
        "id": uri,
        "type": "Tombstone",
        "formerType": former_type,
        "deleted": moments.to_wire(deleted_at),
    }
