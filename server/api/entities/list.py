"""List: a community, shown as what every app has tabs for."""

import msgspec

from models.sql import Row
from server.api.entities.values import Id


class List(msgspec.Struct, frozen=True, kw_only=True):
    """A timeline with a name."""

    id: Id
    title: str
    replies_policy: str = "list"
    exclusive: bool = False


def present_list(row: Row) -> List:
    """Return a community of `queries.communities` as a list."""
    return List(id=str(row["id"]), title=row["name"])
