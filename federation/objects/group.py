"""Group: what a community's actor says beyond what every actor says (FEP-1b12 superset).

Lemmy wants `moderators` under `attributedTo`, PieFed and WordPress under its own name; `featured`
and `outbox` must exist. `partners` is ours: the roster that every partner signed.
"""

from typing import Any

from models import addresses
from models.sql import Row


def to_wire(account: Row, community: Row) -> dict[str, Any]:
    """Return the members that only a Group has."""
    moderators = addresses.moderators(account["uri"])
    return {
        "name": community["name"],
        "attributedTo": moderators,
        "moderators": moderators,
        "featured": addresses.featured(account["uri"]),
        "postingRestrictedToMods": False,
        "sensitive": False,
        "partners": f"{account['uri']}/partners",
    }
