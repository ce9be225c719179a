"""Rosters: the partners of a community and their keys, as invited, drafted and in force."""

import msgspec


class PartnerInvite(msgspec.Struct, frozen=True, kw_only=True):
    """A partner that a draft names: its Organization actor, Ed25519 Multikey and inbox."""

    domain: str
    name: str
    actor_uri: str
    key: str
    inbox: str


class Founding(msgspec.Struct, frozen=True, kw_only=True):
    """A community to be founded by `partners`, one of which is this instance, its first host."""

    slug: str
    domain: str
    """Authority of the Group's handle; one that this instance serves."""
    name: str
    partners: tuple[PartnerInvite, ...]
    summary: str = ""
    """Plain text."""


class PartnerSeat(msgspec.Struct, frozen=True, kw_only=True):
    """A partner of the roster in force."""

    domain: str
    name: str
    actor_uri: str
    key: str
    inbox: str
    is_self: bool
    is_host: bool


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """The roster in force of an active community."""

    community_id: int
    account_id: int | None
    """The Group's account here."""
    uri: str
    """The Group actor's id."""
    version: int
    host: str
    """Domain of the partner that serves the Group actor."""
    partners: tuple[PartnerSeat, ...]

    @property
    def is_hosted(self) -> bool:
        """Whether this instance is the host."""
        return any(seat.is_host and seat.is_self for seat in self.partners)

    def partner(self, domain: str) -> PartnerSeat | None:
        """Return the seat of `domain`, or None when it is no partner."""
        return next((seat for seat in self.partners if seat.domain == domain), None)
