"""Scopes: what an app may do, as sets of words.

OAuth and routing enter here. A scope contains everything below it: `read` contains
`read:statuses`, `admin:read` contains `admin:read:accounts`, and `follow` contains the six scopes
that it was split into. The words that explain them to people are in `server/web/scopes.py`; a
test holds both lists together.
"""

from collections.abc import Iterable

_READ = (
    "accounts",
    "blocks",
    "bookmarks",
    "collections",
    "favourites",
    "filters",
    "follows",
    "lists",
    "mutes",
    "notifications",
    "search",
    "statuses",
)
_WRITE = (
    "accounts",
    "blocks",
    "bookmarks",
    "collections",
    "conversations",
    "favourites",
    "filters",
    "follows",
    "lists",
    "media",
    "mutes",
    "notifications",
    "reports",
    "statuses",
)
_ADMIN = (
    "accounts",
    "reports",
    "domain_allows",
    "domain_blocks",
    "ip_blocks",
    "email_domain_blocks",
    "canonical_email_blocks",
)
_FOLLOW = frozenset(
    f"{verb}:{noun}" for verb in ("read", "write") for noun in ("follows", "blocks", "mutes")
)
SCOPES: tuple[str, ...] = (
    "read",
    *(f"read:{noun}" for noun in _READ),
    "write",
    *(f"write:{noun}" for noun in _WRITE),
    "follow",
    "push",
    "profile",
    "admin:read",
    *(f"admin:read:{noun}" for noun in _ADMIN),
    "admin:write",
    *(f"admin:write:{noun}" for noun in _ADMIN),
)
DEFAULT = "read"
_KNOWN = frozenset(SCOPES)


def parse(text: str) -> tuple[str, ...] | None:
    """Return the scopes of a typed list, each once, in order; None when one is unknown.

    `+` separates too: some clients put an encoded query into another one.
    """
    words = dict.fromkeys(text.replace("+", " ").split()) or {DEFAULT: None}
    return tuple(words) if words.keys() <= _KNOWN else None


def granting(needed: str) -> frozenset[str]:
    """Return the scopes each of which is enough where `needed` is asked for."""
    parts = needed.split(":")
    enough = {":".join(parts[:count]) for count in range(1, len(parts) + 1)} & _KNOWN
    return frozenset(enough | ({"follow"} if needed in _FOLLOW else set()))


def covers(held: Iterable[str], asked: Iterable[str]) -> bool:
    """Return whether `held` contains everything in `asked`."""
    mine = frozenset(held)
    return all(not mine.isdisjoint(granting(each)) for each in asked)
