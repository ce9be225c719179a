"""Constants: lists that are empty here, because apps ask for them when they start.

Each is a feature that this instance does not have; an empty list says so in the way that every app
understands, and a missing address would stop some of them.
"""

from typing import Any

from server.api.entities.emoji import CustomEmoji
from server.call import Call
from server.routing import Routes

routes = Routes()

Anything = dict[str, Any]
_PUBLIC = (
    "/api/v1/custom_emojis",
    "/api/v1/trends/tags",
    "/api/v1/trends/statuses",
    "/api/v1/trends/links",
    "/api/v1/trends",
    "/api/v1/instance/domain_blocks",
    "/api/v1/directory",
)
_MEMBERS = (
    ("/api/v2/filters", "read:filters"),
    ("/api/v1/filters", "read:filters"),
    ("/api/v1/followed_tags", "read:follows"),
    ("/api/v1/announcements", ()),
    ("/api/v1/conversations", "read:statuses"),
    ("/api/v1/scheduled_statuses", "read:statuses"),
    ("/api/v1/endorsements", "read:accounts"),
    ("/api/v1/featured_tags", "read:accounts"),
    ("/api/v1/domain_blocks", "read:blocks"),
    ("/api/v1/accounts/familiar_followers", "read:follows"),
    ("/api/v1/notifications/requests", "read:notifications"),
    ("/api/v2/suggestions", "read:accounts"),
    ("/api/v1/accounts/{id}/lists", "read:lists"),
)


async def _nothing(call: Call[object]) -> bytes:
    """List nothing."""
    return b"[]"


for _path in _PUBLIC:
    _entity: Any = list[CustomEmoji] if _path.endswith("emojis") else list[Anything]
    routes.get(_path, public=True, entity=_entity)(_nothing)
for _path, _scope in _MEMBERS:
    routes.get(_path, scope=_scope, entity=list[Anything])(_nothing)
routes.get("/api/v1/accounts/{id}/featured_tags", public=True, entity=list[Anything])(_nothing)
