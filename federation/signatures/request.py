"""The request as its sender signed it, and what a signature on it claims.

`SignedRequest` holds what came over the wire, unchanged: the target is the one of the request line,
the body is what Content-Length counted, repeated headers are still repeated. A scheme reads it into
a `Claim`, which is nothing but the sender's words, checked for shape and coverage; only the
verifier turns a claim into a fact.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from urllib.parse import urlsplit

from federation.errors import Reason, Rejected
from federation.signatures.keys import PublicKey

Scheme = Literal["cavage", "rfc9421"]

CONTENT_TYPE = "application/activity+json"
"""What we post; part of the signature, so that nobody can relabel it."""

DEFAULT_PORT = {"https": 443, "http": 80}


class HeaderLines(Protocol):
    """What is needed of a multi-value, case-insensitive header map; aiohttp's fulfils it."""

    def getall(self, key: str, default: list[str], /) -> list[str]:
        """Return the values of all lines with this name, in order."""
        ...

    def items(self) -> Iterable[tuple[str, str]]:
        """Return every line as name and value."""
        ...


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """One request exactly as received; `web_scheme` is how the public reaches this instance."""

    method: str
    target: str
    headers: HeaderLines
    body: bytes
    web_scheme: Literal["https", "http"] = "https"

    def header(self, name: str) -> str | None:
        """Return the value of a header that may stand once; Rejected(HEADER_REPEATED) if twice.

        A second line is how two readers of one request are made to see different values.
        """
        lines = self.headers.getall(name, [])
        if len(lines) > 1:
            raise Rejected(Reason.HEADER_REPEATED, name)
        return lines[0] if lines else None

    def joined(self, name: str) -> str | None:
        """Return all lines of any other header in one, as both schemes sign them."""
        lines = self.headers.getall(name, [])
        return ", ".join(line.strip(" \t") for line in lines) if lines else None

    @property
    def needs_digest(self) -> bool:
        """Tell whether a signature must cover the body: always on POST, and where there is one."""
        return bool(self.body) or self.method not in ("GET", "HEAD")


class Claim(Protocol):
    """What a well-formed signature says, before anybody looked at a key."""

    @property
    def scheme(self) -> Scheme:
        """The scheme that was read."""
        ...

    @property
    def key_id(self) -> str:
        """The id of the key that is said to have signed."""
        ...

    @property
    def signed_at(self) -> datetime:
        """When it was signed, by the sender's clock."""
        ...

    @property
    def expires_at(self) -> datetime | None:
        """After which moment the sender wants it refused, if it said so."""
        ...

    def holds(self, key: PublicKey) -> bool:
        """Do the arithmetic; SignatureInvalid(ALGORITHM_REFUSED) if the key cannot have done it."""
        ...


def is_plain(value: str) -> bool:
    """Tell whether a covered value is printable ASCII, so that no line can be smuggled in."""
    return value.isascii() and (value.isprintable() or value.replace("\t", " ").isprintable())


def split_url(url: str) -> tuple[str, str]:
    """Return the Host header and the request target of an absolute URL that is already encoded."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Rejected(Reason.ADDRESS_REFUSED, url[:200]) from error
    if not parts.hostname or not is_plain(url) or " " in url or parts.scheme not in DEFAULT_PORT:
        raise Rejected(Reason.ADDRESS_REFUSED, url[:200])
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if port is not None and port != DEFAULT_PORT[parts.scheme]:
        host = f"{host}:{port}"
    return host, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
