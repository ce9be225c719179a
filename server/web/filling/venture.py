"""The venture: which communities this partner takes part in, with whom, and what it says of itself.

Every page names communities and partners, and they change a few times a year, so one snapshot is
shared by all requests and read again after some seconds. Nothing about members or posts is kept.
"""

import asyncio
from urllib.parse import urlsplit

import msgspec

from models.home import Home
from models.queries import accounts, communities
from models.sql import Row
from models.text import excerpt
from server.web.views import PartnerView

_FRESH_SECONDS = 10.0
_DESCRIPTION_LENGTH = 400


class Venture(msgspec.Struct, frozen=True, kw_only=True):
    """What one partner's pages know about its communities."""

    communities: tuple[Row, ...]
    """Rows of `models.queries.communities`, by name."""
    partners: dict[int, tuple[PartnerView, ...]]
    """The partners of each community, in the order of their domains, by the community's id."""
    by_domain: dict[str, PartnerView]
    """Every partner once, as its first community shows it."""
    own: PartnerView
    """The partner whose instance this is, also while it takes part in nothing."""
    description: str
    """What this partner says about itself, as one line of text."""
    media_origins: tuple[str, ...]
    """Where pictures of members may come from: here, and the other partners' instances."""

    def partner(self, domain: str, community_id: int | None) -> PartnerView | None:
        """Return the partner of `domain`, as the given community shows it if it does."""
        seats = self.partners.get(community_id, ()) if community_id is not None else ()
        return next((seat for seat in seats if seat.domain == domain), self.by_domain.get(domain))

    def community(self, slug: str, domain: str | None = None) -> Row | None:
        """Return the community with this name; its domain decides where two share a name."""
        for row in self.communities:
            if row["slug"] == slug and domain in (None, row["domain"]):
                return row
        return None

    def at(self, host: str) -> Row | None:
        """Return the community whose own domain `host` is."""
        return next((row for row in self.communities if row["domain"] == host), None)


class VentureShelf:
    """Keeps the snapshot for some seconds; many requests at once read it once."""

    def __init__(self, home: Home, partner_name: str) -> None:
        """`partner_name` is this partner's name as its settings give it."""
        self._home = home
        self._partner_name = partner_name
        self._kept: Venture | None = None
        self._until = 0.0
        self._turn = asyncio.Lock()

    async def take(self) -> Venture:
        """Return the venture as it was at most a few seconds ago."""
        if self._kept is not None and self._home.clock.monotonic() < self._until:
            return self._kept
        async with self._turn:
            now = self._home.clock.monotonic()
            if self._kept is None or now >= self._until:
                self._kept = await read(self._home, self._partner_name)
                self._until = now + _FRESH_SECONDS
            return self._kept


async def read(home: Home, partner_name: str) -> Venture:
    """Return the venture as it is now, in three statements."""
    own = PartnerView(name=partner_name, domain=home.domain, url=f"{home.base_url}/", position=0)
    rows = tuple(await communities.listing())
    seats = await communities.all_partners()
    partners = {row["id"]: _seated(seats.get(row["id"], [])) for row in rows}
    by_domain: dict[str, PartnerView] = {}
    for row in rows:
        for partner in partners[row["id"]]:
            by_domain.setdefault(partner.domain, partner)
    by_domain.setdefault(own.domain, own)
    speaker = await accounts.find("partner", home.domain)
    origins = [partner.url.rstrip("/") for partner in by_domain.values()]
    return Venture(
        communities=rows,
        partners=partners,
        by_domain=by_domain,
        own=by_domain[own.domain],
        description=excerpt(speaker["note"], _DESCRIPTION_LENGTH) if speaker else "",
        media_origins=tuple(dict.fromkeys([home.base_url, *origins])),
    )


def _seated(rows: list[Row]) -> tuple[PartnerView, ...]:
    return tuple(
        PartnerView(
            name=row["name"] or row["domain"],
            domain=row["domain"],
            url=_site(row["actor_uri"]),
            position=position,
            is_host=row["is_host"],
        )
        for position, row in enumerate(rows)
    )


def _site(actor_uri: str) -> str:
    """Return the front page of the instance that an actor lives at."""
    parts = urlsplit(actor_uri)
    return f"{parts.scheme}://{parts.netloc}/"
