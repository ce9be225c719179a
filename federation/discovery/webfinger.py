"""WebFinger: from a handle to an actor's id, and the way back.

Search, mentions and the check of a new actor's name enter here with `user@host`. The host in the
handle must say itself which actor it means; when it hands over to another host (an organisation
whose handles live on its main domain), that host must agree, or the answer is refused, because
otherwise anybody could wear anybody's handle. Nothing is stored here.
"""

import re
from typing import Any, Final
from urllib.parse import quote

import msgspec

from federation.contexts import AS2
from federation.errors import Reason, Rejected, Unreachable
from federation.mediatypes import is_activity_type
from federation.net.client import HTTPClient, Response
from federation.origin import IdRules, canonical_host, origin_of
from federation.parsing import parse
from federation.reading import one_or_many
from federation.settings import FederationSettings, TestMode

_ACCEPT: Final = "application/jrd+json, application/json"
_ACCEPT_XRD: Final = "application/xrd+xml, application/xml"
_BYTES: Final = 65_536
_HANDLE: Final = re.compile(r"(?:acct:|@)?([^\s@/:?#]{1,256})@([^\s@/?#]{1,253})")
_XRD_LINK: Final = re.compile(r"<Link\s([^<>]{1,2000})>")
_XRD_MEMBER: Final = re.compile(r"([a-z]{3,8})\s*=\s*[\"']([^\"'<>]{0,1500})[\"']")
_TYPE_PROPERTY: Final = f"{AS2}#type"


class Handle(msgspec.Struct, frozen=True):
    """A name at a host, both as they are shown; the host is canonical, the name keeps its case."""

    name: str
    host: str

    @classmethod
    def read(cls, claimed: str) -> "Handle":
        """Read `user@host` with or without `@` or `acct:` before it; Rejected(ID_REFUSED)."""
        match = _HANDLE.fullmatch(claimed)
        if match is None:
            raise Rejected(Reason.ID_REFUSED, f"no handle: {claimed[:200]!r}")
        host, colon, port = match[2].partition(":")
        if colon and not port.isdigit():
            raise Rejected(Reason.ID_REFUSED, f"no handle: {claimed[:200]!r}")
        return cls(match[1], f"{canonical_host(host)}{colon}{port}")

    def __str__(self) -> str:
        return f"{self.name}@{self.host}"

    def same(self, other: "Handle") -> bool:
        """Tell whether both are the same handle; names are compared without case, as all do."""
        return self.host == other.host and self.name.lower() == other.name.lower()


class WebFingerResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a host says about a handle; `subject` is the handle that it prefers."""

    subject: Handle
    actor_uri: str
    page_url: str | None = None


class WebFinger:
    """The client side of RFC 7033."""

    def __init__(
        self, client: HTTPClient, settings: FederationSettings, test_mode: TestMode
    ) -> None:
        self._client = client
        self._settings = settings
        self._scheme = "http" if test_mode.plain_http else "https"
        self._rules = IdRules.of(settings, test_mode)

    async def resolve_handle(self, claimed: str, *, prefer: str | None = None) -> WebFingerResult:
        """Return the actor behind `user@host`.

        `prefer` is the actor type wanted where one name means a person and a group (Lemmy). Raises
        Rejected(ACTOR_UNKNOWN) when there is none, ACTOR_MISMATCH when the hosts involved do not
        agree, Unreachable when they do not answer.
        """
        asked = Handle.read(claimed)
        first = await self._ask(asked, prefer)
        if first.subject.same(asked):
            return first
        second = await self._ask(first.subject, prefer)
        if not second.subject.same(first.subject) or second.actor_uri != first.actor_uri:
            raise Rejected(Reason.ACTOR_MISMATCH, f"{asked} -> {first.subject} -> {second.subject}")
        return second

    async def confirm(self, actor: dict[str, Any]) -> Handle:
        """Return the handle of a fetched actor document, once its host has led back to its id.

        The document names itself by `webfinger` (FEP-2c59) or by `preferredUsername` at its host;
        raises Rejected(ACTOR_MISMATCH) when the way back ends elsewhere.
        """
        uri = self._rules.check(actor.get("id"))
        named = actor.get("webfinger")
        if not isinstance(named, str):
            username = actor.get("preferredUsername")
            if not isinstance(username, str):
                raise Rejected(Reason.ACTOR_MISMATCH, f"{uri} has no name")
            named = f"{username}@{origin_of(uri).authority}"
        kind = actor.get("type")
        found = await self.resolve_handle(named, prefer=kind if isinstance(kind, str) else None)
        if found.actor_uri != uri:
            raise Rejected(Reason.ACTOR_MISMATCH, f"{named} is {found.actor_uri}, not {uri}")
        return found.subject

    async def _ask(self, handle: Handle, prefer: str | None) -> WebFingerResult:
        resource = quote(f"acct:{handle}", safe="")
        base = f"{self._scheme}://{handle.host}/.well-known"
        answer = await self._get(f"{base}/webfinger?resource={resource}", _ACCEPT)
        if answer is None:
            template = await self._template(f"{base}/host-meta")
            if template is None:
                raise Rejected(Reason.ACTOR_UNKNOWN, str(handle))
            answer = await self._get(template.replace("{uri}", resource), _ACCEPT)
            if answer is None:
                raise Rejected(Reason.ACTOR_UNKNOWN, str(handle))
        return self._read(parse(answer.body, self._settings), prefer)

    def _read(self, jrd: dict[str, Any], prefer: str | None) -> WebFingerResult:
        """Read a JSON resource descriptor; its subject must be a handle."""
        subject = jrd.get("subject")
        if not isinstance(subject, str) or not subject.startswith("acct:"):
            raise Rejected(Reason.ACTOR_MISMATCH, f"subject is {str(subject)[:200]!r}")
        links = [link for link in one_or_many(jrd.get("links")) if isinstance(link, dict)]
        actors = [link for link in links if link.get("rel") == "self" and _is_actor_link(link)]
        if not actors:
            raise Rejected(Reason.ACTOR_UNKNOWN, f"{subject[:200]} has no actor")
        chosen = next((link for link in actors if _named_type(link) == prefer), actors[0])
        pages = (
            link.get("href") for link in links if str(link.get("rel")).endswith("profile-page")
        )
        return WebFingerResult(
            subject=Handle.read(subject),
            actor_uri=self._rules.check(chosen.get("href")),
            page_url=next((page for page in pages if isinstance(page, str)), None),
        )

    async def _get(self, url: str, accept: str) -> Response | None:
        """Return the answer, or None where the host says that there is nothing."""
        answer = await self._client.get(url, accept=accept, limit_bytes=_BYTES)
        if answer.status == 200:
            return answer
        if answer.status >= 500 or answer.status in (408, 429):
            raise Unreachable(f"{url}: {answer.status}", Reason.PEER_FAILING)
        return None

    async def _template(self, url: str) -> str | None:
        """Return the address pattern that RFC 6415 host-meta names for handles.

        Read without an XML parser, because entities and DTDs have no business here.
        """
        answer = await self._get(url, _ACCEPT_XRD)
        if answer is None:
            return None
        for link in _XRD_LINK.findall(answer.body.decode("utf-8", "replace")):
            members = dict(_XRD_MEMBER.findall(link))
            template: str = members.get("template", "")
            if members.get("rel") == "lrdd" and "{uri}" in template:
                return template
        return None


def _is_actor_link(link: dict[str, Any]) -> bool:
    media_type = link.get("type")
    return isinstance(media_type, str) and is_activity_type(media_type)


def _named_type(link: dict[str, Any]) -> object:
    properties = link.get("properties")
    return properties.get(_TYPE_PROPERTY) if isinstance(properties, dict) else None
