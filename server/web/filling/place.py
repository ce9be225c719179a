"""The place a page stands at: which host was asked, and what everything is called from there.

The same conversation is shown by every partner and, under its own domain, by the community. Links
stay at the host where the reader is as long as it can show what they lead to; the canonical address
is always the one at the origin.
"""

import msgspec

from models import addresses
from models.home import Home
from models.sql import Row
from server.web.filling.venture import Venture
from server.web.views import CommunityCard


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where the reader of one page is."""

    home: Home
    venture: Venture
    host: str
    """One of the authorities this instance serves."""

    @property
    def is_neutral(self) -> bool:
        """Whether this is a community's own domain and not the partner's."""
        return self.host != self.home.domain

    @property
    def base_url(self) -> str:
        """Scheme and authority of this place."""
        return f"{self.home.base_url.partition('://')[0]}://{self.host}"

    def community_path(self, row: Row) -> str:
        """Return where this place shows a community."""
        if self.is_neutral and row["domain"] == self.host:
            return "/"
        found = self.venture.community(row["slug"])
        name = row["slug"] if found is row else f"{row['slug']}@{row['domain']}"
        return addresses.group("", name)

    def card(self, community_id: int | None) -> CommunityCard | None:
        """Return a community in a few lines; None for one this instance takes no part in."""
        rows = self.venture.communities
        row = next((each for each in rows if each["id"] == community_id), None)
        return None if row is None else self.card_of(row)

    def card_of(self, row: Row) -> CommunityCard:
        """Return one of the venture's communities in a few lines."""
        return CommunityCard(
            name=row["name"],
            handle=f"{row['slug']}@{row['domain']}",
            url=self.community_path(row),
            purpose=row["summary"],
            partners=self.venture.partners[row["id"]],
            # Only the host knows all who joined; a part of them would be a wrong number.
            members=row["members_count"] if row["is_hosted"] else 0,
        )

    def post_url(self, row: Row) -> str:
        """Return the page of a post: here where it can be shown whole, otherwise at its origin."""
        if not self.is_neutral and row["is_local"]:
            return addresses.post_page("", row["author"]["username"], _token(row))
        if row["community_id"] is not None:
            return addresses.copy_page("", row["id"])
        if row["is_local"]:
            return origin_url(self.home, row)
        return str(row["url"] or row["uri"])

    def person_url(self, account: Row) -> str:
        """Return somebody's page: here for our members, otherwise at their home."""
        if account["type"] == "Group":
            for row in self.venture.communities:
                if row["account_id"] == account["id"]:
                    return self.community_path(row)
        if account["is_local"] and not self.is_neutral and account["domain"] == self.host:
            return addresses.profile("", account["username"])
        return str(account["url"] or account["uri"])


def origin_url(home: Home, row: Row) -> str:
    """Return the page of a post where its author lives: the canonical one."""
    if row["is_local"]:
        return addresses.post_page(home.base_url, row["author"]["username"], _token(row))
    return str(row["url"] or row["uri"])


def _token(row: Row) -> str:
    return str(row["uri"]).rpartition("/")[2]
