"""People as pages show them: authors, boosters, owners of profiles."""

from datetime import datetime
from typing import Literal

from models.ids import from_milliseconds
from models.sql import Row
from server.web.filling.place import Place
from server.web.views import FieldView, PersonView, SafeHtml

Kind = Literal["person", "group", "organisation", "bot"]
_KINDS: dict[str, Kind] = {
    "Group": "group",
    "Organization": "organisation",
    "Application": "bot",
    "Service": "bot",
}


def person(place: Place, account: Row, community_id: int | None = None) -> PersonView:
    """Return an account (a row of `accounts.load`) as the given community knows it."""
    kind = _KINDS.get(account["type"], "bot" if account["is_bot"] else "person")
    return PersonView(
        name=account["display_name"] or account["username"],
        handle=f"{account['username']}@{account['domain']}",
        url=place.person_url(account),
        avatar_url=picture(place, account["avatar_url"]),
        partner=place.venture.partner(account["domain"], community_id),
        kind=kind,
    )


def picture(place: Place, url: str) -> str | None:
    """Return `url` if pages may load pictures from there; strangers' servers learn no reader."""
    if not url:
        return None
    is_partners = any(url.startswith(f"{origin}/") for origin in place.venture.media_origins)
    return url if is_partners else None


def profile_fields(account: Row) -> tuple[FieldView, ...]:
    """Return the table of a profile; the values were cleaned when they were stored."""
    return tuple(
        FieldView(
            name=field["name"],
            value=SafeHtml(field["value"]),
            verified_at=moment(field["verified_at"]),
        )
        for field in account["fields_shown"]
    )


def moment(milliseconds: int | None) -> datetime | None:
    """Return a stored moment, or None if there is none."""
    return None if milliseconds is None else from_milliseconds(milliseconds)
