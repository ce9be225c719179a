"""Members: accounts that live here, and the actors that speak for the instance and its communities.

Names are unique among people, Groups and the instance's own actors of one authority, because
WebFinger knows one namespace only. Passwords arrive hashed and keys arrive made, since neither
may be done inside a transaction.
"""

from models.actions.members.actors import create_group, ensure_system_actors
from models.actions.members.joining import approve, check, create, faults, refused, reject
from models.actions.members.profiles import update_profile
from models.actions.members.standing import set_password, set_role, suspend, unsuspend

__all__ = (
    "approve",
    "check",
    "create",
    "create_group",
    "ensure_system_actors",
    "faults",
    "refused",
    "reject",
    "set_password",
    "set_role",
    "suspend",
    "unsuspend",
    "update_profile",
)
