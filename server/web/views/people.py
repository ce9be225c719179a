"""People and the partners they belong to, as pages show them."""

from datetime import datetime
from typing import Literal

import msgspec

from server.web.safe import SafeHtml


class PartnerView(msgspec.Struct, frozen=True, kw_only=True):
    """One partner of a community: every partner gets the same room and the same kind of mark."""

    name: str
    domain: str
    url: str
    position: int
    """Place in the community's roster, from 0; it picks the flag, nothing else."""
    description: str = ""
    is_host: bool = False


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """The author of a post, or whoever boosted it."""

    name: str
    handle: str
    """user@domain, without a leading @."""
    url: str
    avatar_url: str | None = None
    partner: PartnerView | None = None
    """None for guests."""
    kind: Literal["person", "group", "organisation", "bot"] = "person"


class FieldView(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a profile's table."""

    name: str
    value: SafeHtml
    verified_at: datetime | None = None
