"""Marker: how far a member has read a timeline."""

import msgspec

from server.api.entities.values import Id, Time


class Marker(msgspec.Struct, frozen=True):
    """The last post or notification that was read."""

    last_read_id: Id
    version: int
    updated_at: Time
