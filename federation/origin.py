"""Origins: whose document a URI names.

Everything that decides "is this theirs?" enters here. An id, its owner and its key must share one
origin (scheme, host, port; FEP-fe34 after RFC 6454), so two spellings of one host must never
compare as different and two hosts never as equal. Ambiguous spellings are refused, not repaired.
This room never touches the network and never decides who may do what.
"""

import ipaddress
import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple, Self

import idna
import msgspec

from federation.errors import Reason, Rejected
from federation.settings import FederationSettings, TestMode

_URI = re.compile(
    r"(https?)://(\[[0-9a-f:.]+\]|[^/?#\[\]:@\\]+)(?::([0-9]{1,5}))?([/?#][^\s\\<>\"\x00-\x20\x7f]*)?",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
# A last label like these makes a host an IPv4 address for some readers (URL standard, "ends in a
# number"), whatever the other labels are: 0x7f.1 is 127.0.0.1 for most system resolvers.
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}")
_MOST_HELD = 256
_DEFAULT_PORT = {"http": 80, "https": 443}


class Origin(NamedTuple):
    """Scheme, ASCII lower-case host and port; equal exactly if both name the same origin."""

    scheme: str
    host: str
    port: int

    @property
    def authority(self) -> str:
        """Host as it stands in a URI and in a Host header, with the port unless it is the usual."""
        return self.host if self.port == _DEFAULT_PORT[self.scheme] else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"


def _refuse(why: str, claimed: object) -> Rejected:
    return Rejected(Reason.ID_REFUSED, f"{why}: {str(claimed)[:200]!r}")


def canonical_host(claimed: str) -> str:
    """Return the one ASCII spelling of a host name or address literal, or refuse it.

    Raises Rejected(ID_REFUSED) for a trailing dot, percent signs, hosts that only some readers take
    for an address, and names which IDNA does not allow.
    """
    host = claimed.lower()
    if host.startswith("["):
        try:
            return f"[{ipaddress.IPv6Address(host[1:-1]).compressed}]"
        except ValueError as error:
            raise _refuse("not an address", claimed) from error
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise _refuse("host name not allowed by IDNA", claimed) from error
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise _refuse("host name malformed", claimed)
    if _NUMERIC.fullmatch(host.rpartition(".")[2]) and not _IPV4.fullmatch(host):
        raise _refuse("host is an odd spelling of an address", claimed)
    return host


def _split(uri: object) -> tuple[Origin, bool, str]:
    """Return the origin of an absolute http(s) URI, whether it spells a port out, and the rest."""
    if not isinstance(uri, str):
        raise _refuse("not a string", uri)
    # One activity is asked about its few uris a dozen times; long ones are not worth the memory.
    return _held_parts(uri) if len(uri) <= _MOST_HELD else _parts(uri)


def _parts(uri: str) -> tuple[Origin, bool, str]:
    match = _URI.fullmatch(uri)
    if match is None:
        raise _refuse("not an absolute http(s) URI without userinfo", uri)
    scheme, host, port, rest = match.groups()
    scheme = scheme.lower()
    number = int(port) if port else _DEFAULT_PORT[scheme]
    if not 0 < number < 65_536:
        raise _refuse("port out of range", uri)
    return Origin(scheme, canonical_host(host), number), port is not None, rest or ""


_held_parts = lru_cache(maxsize=4_096)(_parts)


def origin_of(uri: str) -> Origin:
    """Return the origin of any http(s) URI; raises Rejected(ID_REFUSED) when it has none."""
    return _split(uri)[0]


def same_origin(one: str, other: str) -> bool:
    """Tell whether both URIs have an origin and it is the same one; malformed ones never match."""
    try:
        return origin_of(one) == origin_of(other)
    except Rejected:
        return False


def is_local(uri: str, hosts: Collection[str]) -> bool:
    """Tell whether the URI lies on an authority that this instance serves, by whatever scheme.

    `hosts` holds canonical authorities, with a port only where it is unusual (tests and demos).
    """
    try:
        return origin_of(uri).authority in hosts
    except Rejected:
        return False


class IdRules(msgspec.Struct, frozen=True, kw_only=True):
    """Which URIs may be the id of something remote, and their canonical spelling."""

    plain_http: bool = False
    any_port: bool = False
    addresses: bool = False
    max_length: int = 2_048

    @classmethod
    def of(cls, settings: FederationSettings, test_mode: TestMode) -> Self:
        """Build the rules of this instance; only test mode allows http, ports and addresses."""
        loose = test_mode.private_addresses or test_mode.plain_http
        return cls(
            plain_http=test_mode.plain_http,
            any_port=loose,
            addresses=loose,
            max_length=settings.id_length,
        )

    def check(self, claimed: object) -> str:
        """Return the canonical spelling of an id, or raise Rejected(ID_REFUSED).

        Ids that differ only in the case of scheme and host come out the same; the path is never
        changed, because its owner alone knows what is equal there.
        """
        if not isinstance(claimed, str) or len(claimed) > self.max_length:
            raise _refuse("not a string or too long", claimed)
        origin, explicit_port, rest = _split(claimed)
        if origin.scheme != "https" and not self.plain_http:
            raise _refuse("not https", claimed)
        if explicit_port and not self.any_port:
            raise _refuse("explicit port", claimed)
        literal = origin.host[0] == "[" or _IPV4.fullmatch(origin.host)
        if literal and not self.addresses:
            raise _refuse("address instead of a host name", claimed)
        return f"{origin}{rest}"
