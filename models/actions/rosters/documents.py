"""Documents: the roster as it is signed, plain values that every instance writes the same way."""

from typing import Any, Final

import orjson

from models.actions.posts.places import authority
from models.errors import Invalid
from models.text import tidy
from models.text.plain import line
from models.values.roster import PartnerInvite

_NAME_LENGTH: Final = 100
_SUMMARY_LENGTH: Final = 5_000
_MEMBERS: Final = frozenset(
    {
        "id",
        "type",
        "community",
        "slug",
        "name",
        "summary",
        "domain",
        "version",
        "host",
        "partners",
    }
)
_SEAT: Final = frozenset({"domain", "name", "actor", "key", "inbox"})


def draft_document(
    head: dict[str, Any], version: int, host: str, partners: tuple[PartnerInvite, ...]
) -> dict[str, Any]:
    """Return the document of a draft; `head` names it and its community.

    Errors:
        Invalid: fewer than two partners, one twice, one without its own address, or a host that
            is none of them.
    """
    seats = [
        {
            "domain": each.domain,
            "name": line(each.name, _NAME_LENGTH),
            "actor": each.actor_uri,
            "key": each.key,
            "inbox": each.inbox,
        }
        for each in sorted(partners, key=lambda each: each.domain)
    ]
    document = {
        "id": head["id"],
        "type": "Roster",
        "community": head["community"],
        "slug": head["slug"],
        "name": line(head["name"], _NAME_LENGTH),
        "summary": tidy(head["summary"], _SUMMARY_LENGTH),
        "domain": head["domain"],
        "version": version,
        "host": host,
        "partners": seats,
    }
    check_document(document)
    return document


def check_document(document: dict[str, Any]) -> None:
    """Refuse a document that is no roster, or in which the partners are not told apart.

    Errors:
        Invalid: says what is wrong.
    """
    if document.keys() != _MEMBERS or document["type"] != "Roster":
        raise Invalid("This is not a roster")
    seats = document["partners"]
    if not isinstance(seats, list) or not all(_is_seat(seat) for seat in seats):
        raise Invalid("A partner of the roster is not described")
    domains = [seat["domain"] for seat in seats]
    if len(domains) < 2:
        raise Invalid("A community needs at least two partners")
    if domains != sorted(set(domains)):
        raise Invalid("Each partner stands in the roster once, in order")
    if document["host"] not in domains:
        raise Invalid("The host must be one of the partners")
    for seat in seats:
        if authority(seat["actor"]) != seat["domain"]:
            raise Invalid(f"The actor of {seat['domain']} lives elsewhere")
    if type(document["version"]) is not int or document["version"] < 1:
        raise Invalid("The version of the roster is no number")


def _is_seat(seat: object) -> bool:
    return (
        isinstance(seat, dict)
        and seat.keys() == _SEAT
        and all(isinstance(value, str) and value for value in seat.values())
    )


def text_of(document: dict[str, Any]) -> str:
    """Return a document as the text that is stored and compared."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode()
