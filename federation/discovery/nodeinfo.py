"""NodeInfo: which software a host runs, for people to read and for nothing else.

The admin pages and `hanse doctor` enter here. What a host says of itself is no capability and no
permission (FEP-0151): nobody may branch on it.
"""

from typing import Any, Final

import msgspec

from federation.errors import Reason, Rejected, Unreachable
from federation.net.client import HTTPClient
from federation.origin import same_origin
from federation.parsing import parse
from federation.reading import one_or_many
from federation.settings import FederationSettings, TestMode

_BYTES: Final = 65_536
_SCHEMAS: Final = "http://nodeinfo.diaspora.software/ns/schema/"
_ACCEPT: Final = "application/json"
_LONGEST: Final = 100


class NodeInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The few members worth showing, each None where the host is silent."""

    software: str
    version: str | None
    open_registrations: bool | None
    members: int | None


class NodeInfoClient:
    """Reads the NodeInfo of other hosts."""

    def __init__(
        self, client: HTTPClient, settings: FederationSettings, test_mode: TestMode
    ) -> None:
        self._client = client
        self._settings = settings
        self._scheme = "http" if test_mode.plain_http else "https"

    async def describe(self, host: str) -> NodeInfo:
        """Return what a host says of itself; Rejected where it says nothing, or Unreachable."""
        start = f"{self._scheme}://{host}/.well-known/nodeinfo"
        directory = await self._json(start)
        for href in _schema_links(directory):
            # The link leads anywhere its author likes; only the same host speaks for itself.
            if same_origin(href, start):
                return read_nodeinfo(await self._json(href))
        raise Rejected(Reason.SHAPE_REFUSED, f"{start} names no schema on its own host")

    async def _json(self, url: str) -> dict[str, Any]:
        answer = await self._client.get(url, accept=_ACCEPT, limit_bytes=_BYTES)
        if answer.status >= 500:
            raise Unreachable(f"{url}: {answer.status}", Reason.PEER_FAILING)
        if answer.status != 200:
            raise Rejected(Reason.PEER_REFUSED, f"{url}: {answer.status}")
        return parse(answer.body, self._settings)


def _schema_links(directory: dict[str, Any]) -> list[str]:
    """Return the links to a schema that we read, the newest version first."""
    found: dict[str, str] = {}
    for link in one_or_many(directory.get("links")):
        if isinstance(link, dict):
            rel, href = link.get("rel"), link.get("href")
            if isinstance(rel, str) and isinstance(href, str) and rel.startswith(_SCHEMAS):
                found[rel] = href
    return [found[rel] for rel in sorted(found, reverse=True)]


def read_nodeinfo(document: dict[str, Any]) -> NodeInfo:
    """Read NodeInfo 1.x or 2.x; raises Rejected(SHAPE_REFUSED) without a software name."""
    software = document.get("software")
    name = software.get("name") if isinstance(software, dict) else None
    if not isinstance(software, dict) or not isinstance(name, str):
        raise Rejected(Reason.SHAPE_REFUSED, "NodeInfo names no software")
    version = software.get("version")
    opened = document.get("openRegistrations")
    usage = document.get("usage")
    users = usage.get("users") if isinstance(usage, dict) else None
    total = users.get("total") if isinstance(users, dict) else None
    return NodeInfo(
        software=name[:_LONGEST],
        version=version[:_LONGEST] if isinstance(version, str) else None,
        open_registrations=opened if isinstance(opened, bool) else None,
        members=total if type(total) is int and total >= 0 else None,
    )
