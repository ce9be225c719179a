"""Names, ports and networks as they stand in settings: what they mean and whether they may stand.

Pure functions without network; whether a name resolves is `hanse doctor`'s question.
"""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

TEST_SUFFIXES = (".localhost", ".test", ".example", ".invalid")
"""Names that can never be public (RFC 6761, RFC 2606)."""
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Listen(Struct, frozen=True):
    """Where to listen: a TCP address, or the path of a unix socket."""

    host: str = ""
    port: int = 0
    path: str = ""

    @property
    def is_private(self) -> bool:
        """True when only this machine can connect."""
        if self.path or self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def parse_bind(text: str) -> Listen:
    """Read `127.0.0.1:8080`, `[::1]:8080` or `unix:/run/hanse.sock`; raises ValueError."""
    if text.startswith("unix:"):
        path = text.removeprefix("unix:")
        if not path.startswith("/"):
            raise ValueError("the path of the socket must start with /")
        return Listen(path=path)
    parts = urlsplit(f"//{text}")
    if parts.hostname is None or parts.port is None or parts.path or parts.username:
        raise ValueError("address and port are needed")
    return Listen(host=parts.hostname, port=parts.port)


def split_authority(authority: str) -> tuple[str, int | None]:
    """Split `name:port` into a name and a port or None; raises ValueError for anything else."""
    parts: SplitResult = urlsplit(f"//{authority}")
    if not parts.hostname or parts.username or parts.path or parts.query or parts.fragment:
        raise ValueError("only a name belongs here")
    return authority.rpartition(":")[0] if parts.port is not None else authority, parts.port


def is_address(host: str) -> bool:
    """Return True for an IP address, with or without brackets."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def is_test_name(host: str) -> bool:
    """Return True for a name or address that cannot be reached from the Internet."""
    if is_address(host):
        return not ipaddress.ip_address(host.strip("[]")).is_global
    return host == "localhost" or host.endswith(TEST_SUFFIXES)


def name_fault(host: str) -> str | None:
    """Return what keeps `host` from being a host name in its one canonical form, or None."""
    if is_address(host):
        return None
    if not host.isascii():
        return f"a name with other letters is written as {_ascii(host)}"
    if host != host.lower():
        return "a name is written in small letters"
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        return "this is not a host name"
    if "." not in host and host != "localhost":
        return "a name needs at least one dot"
    return None


def is_language(tag: str) -> bool:
    """Return True for a language tag such as `de` or `pt-BR`."""
    return _LANGUAGE.fullmatch(tag) is not None


def _ascii(host: str) -> str:
    try:
        return host.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return "its xn-- form"
