"""Ids: numbers that sort like time and names that nobody can guess.

A post's id is derived from its publication time and URI alone, so that every partner gives the
same post the same number and shows the same order without asking anybody (product.md, concern 18).
Rows whose order is local use the database's own counter.
"""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import NewType

Uri = NewType("Uri", str)
"""An ActivityPub id."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_FUTURE_LIMIT = timedelta(hours=1)
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_TAIL_BITS = 16


def to_milliseconds(moment: datetime) -> int:
    """Return whole milliseconds since 1970 UTC, rounded down."""
    return (moment - EPOCH) // _MILLISECOND


def from_milliseconds(milliseconds: int) -> datetime:
    """Return the aware UTC time of `milliseconds` since 1970."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def post_id(published_at: datetime, uri: str, received_at: datetime) -> int:
    """Return the 63-bit id of a post: 47 bits of publication time, 16 bits of its URI's hash.

    A time more than an hour ahead of `received_at` counts as `received_at`: a wrong clock may put
    a post at the top for a while, never for ever.
    """
    if published_at > received_at + _FUTURE_LIMIT:
        published_at = received_at
    tail = int.from_bytes(hashlib.sha256(uri.encode()).digest()[:2], "big")
    return max(to_milliseconds(published_at), 0) << _TAIL_BITS | tail


def moment_of(identifier: int) -> datetime:
    """Return the time that an id made by `post_id` carries."""
    return from_milliseconds(identifier >> _TAIL_BITS)


def boundary(moment: datetime) -> int:
    """Return the smallest post id of `moment`, for ranges in time."""
    return to_milliseconds(moment) << _TAIL_BITS


def token(now: datetime) -> str:
    """Return a name of 20 characters for a URI: time-ordered, 50 random bits, lower case."""
    number = to_milliseconds(now) << 50 | secrets.randbits(50)
    letters = []
    for _ in range(20):
        number, digit = divmod(number, 32)
        letters.append(_ALPHABET[digit])
    return "".join(reversed(letters))


def secret() -> str:
    """Return 256 unguessable bits as 43 URL-safe characters (tokens, codes, session ids)."""
    return secrets.token_urlsafe(32)


def digest(text: str) -> str:
    """Return the SHA-256 of a secret in hex: what is stored instead of the secret itself."""
    return hashlib.sha256(text.encode()).hexdigest()
