"""Profile: a remote actor's document, read into what we keep of it.

The resolver enters with a document that its origin served, and `Update` with one that its actor
signed. The handle is not read from here alone: the caller has asked the handle's host.
"""

from typing import Any, Final

from federation.discovery.webfinger import Handle
from federation.errors import Reason, Rejected
from federation.objects.emoji import emojis_of
from federation.origin import same_origin
from federation.reading import (
    embedded,
    known_type,
    links,
    moment,
    one_or_many,
    page_url,
    reference,
    references,
    text,
)
from federation.signatures.documents import actor_keys
from models.values.profile import ActorType, RemoteKey, RemoteProfile

ACTOR_TYPES: Final[dict[str, ActorType]] = {
    "Person": "Person",
    "Service": "Service",
    "Application": "Application",
    "Organization": "Organization",
    "Group": "Group",
}
_MOST_FIELDS: Final = 20
_MOST_ALIASES: Final = 256


def from_wire(document: dict[str, Any], handle: Handle) -> RemoteProfile:
    """Return the profile of a remote actor; `handle` is what its host confirmed.

    Rejected(SCHEMA_REFUSED) without an inbox of its own origin: nothing could ever be sent there.
    """
    uri = str(document["id"])
    kind = known_type(document.get("type"), ACTOR_TYPES)
    if kind is None:
        raise Rejected(Reason.TYPE_UNKNOWN, f"{uri}: {str(document.get('type'))[:80]}")
    inbox = document.get("inbox")
    if not isinstance(inbox, str) or not same_origin(inbox, uri):
        raise Rejected(Reason.SCHEMA_REFUSED, f"{uri}: inbox {str(inbox)[:200]!r}")
    name, note = text(document, "name"), text(document, "summary")
    locked, shown = document.get("manuallyApprovesFollowers"), document.get("discoverable")
    return RemoteProfile(
        uri=uri,
        type=ACTOR_TYPES[kind],
        username=handle.name,
        domain=handle.host,
        inbox=inbox,
        shared_inbox=_shared_inbox(document, uri),
        display_name=name.value if name else "",
        note=note.value if note else "",
        fields=_fields(document),
        emojis=emojis_of(document),
        url=page_url(document.get("url")) or uri,
        outbox_uri=_own(document, "outbox", uri),
        followers_uri=_own(document, "followers", uri),
        following_uri=_own(document, "following", uri),
        featured_uri=_own(document, "featured", uri),
        avatar_url=_picture(document.get("icon")),
        header_url=_picture(document.get("image")),
        is_locked=locked is True,
        is_bot=kind in ("Service", "Application"),
        is_discoverable=shown is not False,
        is_indexable=document.get("indexable") is True,
        is_suspended=document.get("suspended") is True,
        also_known_as=tuple(_aliases(document)),
        moved_to=_moved_to(document),
        published_at=moment(document.get("published")),
        keys=tuple(_keys(document)),
    )


def _keys(document: dict[str, Any]) -> list[RemoteKey]:
    return [
        RemoteKey(
            uri=key.key_id,
            kind=key.kind,
            public=key.pem() if key.kind == "rsa" else key.multibase(),
        )
        for key in actor_keys(document)
    ]


def _shared_inbox(document: dict[str, Any], uri: str) -> str:
    endpoints = embedded(document.get("endpoints"))
    shared = endpoints.get("sharedInbox") if endpoints else None
    # Another origin's inbox here would make us deliver somebody's posts to a stranger.
    return shared if isinstance(shared, str) and same_origin(shared, uri) else ""


def _own(document: dict[str, Any], name: str, uri: str) -> str:
    """Return a collection of the actor, if it lies on the actor's own origin."""
    try:
        claimed = reference(document.get(name))
    except Rejected:
        return ""
    return claimed if claimed is not None and same_origin(claimed, uri) else ""


def _picture(member: object) -> str:
    found = links(member)
    return next((each.href for each in found if each.href.startswith(("https:", "http:"))), "")


def _aliases(document: dict[str, Any]) -> list[str]:
    claimed = one_or_many(document.get("alsoKnownAs"))[:_MOST_ALIASES]
    return [each for each in claimed if isinstance(each, str)]


def _moved_to(document: dict[str, Any]) -> str | None:
    moved = references(document.get("movedTo"))
    return moved[0] if moved else None


def _fields(document: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    found = []
    for entry in one_or_many(document.get("attachment")):
        if isinstance(entry, dict) and entry.get("type") in ("PropertyValue", "Note"):
            name = entry.get("name")
            value = entry.get("value", entry.get("content"))
            if isinstance(name, str) and isinstance(value, str):
                found.append((name, value))
    return tuple(found[:_MOST_FIELDS])
