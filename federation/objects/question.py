"""Question: the poll in a post (FEP-9967), without what it shares with every other post."""

from typing import Any

import orjson

from federation.objects import moments
from federation.reading import one_or_many, total_items
from models.sql import Row


def to_wire(poll: Row) -> dict[str, Any]:
    """Return the members that make a post a Question, with the counts as they stand."""
    options = orjson.loads(poll["options"])
    wire: dict[str, Any] = {
        "anyOf" if poll["is_multiple"] else "oneOf": [
            {
                "type": "Note",
                "name": option["title"],
                "replies": {"type": "Collection", "totalItems": option["votes"]},
            }
            for option in options
        ],
        "votersCount": poll["voters_count"],
    }
    if poll["expires_at"] is not None:
        wire["endTime"] = moments.to_wire(poll["expires_at"])
    if poll["closed_at"] is not None:
        wire["closed"] = moments.to_wire(poll["closed_at"])
    return wire


def options_of(document: dict[str, Any]) -> tuple[bool, list[tuple[str, int]]] | None:
    """Return whether several choices are allowed and each option with its count; None if no poll.

    A Question that lists both kinds is read as the one that is not empty.
    """
    for member, is_multiple in (("oneOf", False), ("anyOf", True)):
        listed = [each for each in one_or_many(document.get(member)) if isinstance(each, dict)]
        named = [each for each in listed if isinstance(each.get("name"), str)]
        if named:
            counts = [(each["name"], total_items(each.get("replies")) or 0) for each in named]
            return is_multiple, counts
    return None
