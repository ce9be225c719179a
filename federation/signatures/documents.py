"""Keys as documents: from what an actor publishes to a key that may be believed.

A key belongs to an actor when both say so: the key names its owner, and the owner's own document,
fetched from the owner's server, lists the key. One of the two alone lets anybody put a victim's
name under a key of theirs. Key, owner and document must share one origin (FEP-fe34).

Peers publish keys in three ways, all handled by `KeyFinder`: inside the actor (`publicKey` or
FEP-521a `assertionMethod`, one or many), as a document of its own at the key's id, or as a stub of
the actor at the key's id (GoToSocial). A broken entry spoils itself only, not its neighbours.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from federation.errors import Reason, SignatureInvalid
from federation.origin import same_origin
from federation.signatures.keys import PublicKey, public_from_multibase, public_from_pem

MOST_KEYS = 10
"""Entries read of each of `publicKey` and `assertionMethod`; Mastodon reads as many."""

Fetch = Callable[[str], Awaitable[Mapping[str, Any]]]


def actor_keys(actor: Mapping[str, Any]) -> tuple[PublicKey, ...]:
    """Return the usable keys that an actor's own document holds; refused ones are left out.

    The caller must have fetched `actor` from its own id. Keys that are only referred to by id are
    in `referred_keys`.
    """
    keys = []
    for entry in _entries(actor):
        try:
            keys.append(_embedded_key(entry, actor))
        except SignatureInvalid:
            continue
    return tuple(keys)


def referred_keys(actor: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ids of keys that an actor lists without showing them."""
    return tuple(dict.fromkeys(e for e in _entries(actor) if isinstance(e, str)))


def listed_key(actor: Mapping[str, Any], key_id: str) -> PublicKey | None:
    """Return the key with this id from the actor's own document, None if it holds no such key.

    SignatureInvalid(KEY_REFUSED or KEY_OWNER_MISMATCH) when it is there and must not be used.
    """
    for entry in _entries(actor):
        if isinstance(entry, dict) and entry.get("id") == key_id:
            return _embedded_key(entry, actor)
    return None


class KeyFinder:
    """Gets a key from its owner's server; pass it to a `KeyRing` as `fetch`."""

    def __init__(self, fetch: Fetch) -> None:
        """`fetch` dereferences an id: its document's `id` is the final URL, or it refuses."""
        self._fetch = fetch

    async def __call__(self, key_id: str) -> PublicKey:
        """Return the key after both sides confirmed it, with two requests at most."""
        document = await self._fetch(key_id.partition("#")[0])
        if (key := listed_key(document, key_id)) is not None:
            return key
        if document.get("id") != key_id:
            raise SignatureInvalid(Reason.KEY_REFUSED, f"no key {key_id} in {document.get('id')}")
        owner = _owner(document)
        if owner is None or owner == key_id or not same_origin(owner, key_id):
            raise SignatureInvalid(Reason.KEY_OWNER_MISMATCH, f"{key_id} of {owner}")
        key = _read_key(document, key_id, owner)
        actor = await self._fetch(owner)
        if actor.get("id") != owner:
            raise SignatureInvalid(Reason.KEY_OWNER_MISMATCH, f"{owner} is {actor.get('id')}")
        shown = listed_key(actor, key_id)
        if key_id not in referred_keys(actor) and (shown is None or not shown.is_same_key(key)):
            raise SignatureInvalid(Reason.KEY_OWNER_MISMATCH, f"{owner} does not list {key_id}")
        return key


def _entries(actor: Mapping[str, Any]) -> list[Any]:
    """Return what stands in `publicKey` and `assertionMethod`, whether one or many."""
    entries: list[Any] = []
    for name in ("publicKey", "assertionMethod"):
        value = actor.get(name)
        entries.extend(value[:MOST_KEYS] if isinstance(value, list) else [value])
    return [entry for entry in entries if isinstance(entry, dict | str)]


def _embedded_key(entry: object, actor: Mapping[str, Any]) -> PublicKey:
    """Read a key shown inside an actor's document; being shown there is the owner's consent."""
    actor_id = actor.get("id")
    key_id = entry.get("id") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(key_id, str) or not isinstance(actor_id, str):
        raise SignatureInvalid(Reason.KEY_REFUSED, "a key needs an id and an actor")
    # Some older servers leave the owner out; naming another one is what must not be.
    if _owner(entry) not in (None, actor_id) or not same_origin(key_id, actor_id):
        raise SignatureInvalid(Reason.KEY_OWNER_MISMATCH, f"{key_id[:200]} in {actor_id}")
    return _read_key(entry, key_id, actor_id)


def _owner(key: Mapping[str, Any]) -> str | None:
    """Return whom a key names as owner; one that names two different ones is refused."""
    named = {value for name in ("owner", "controller") if (value := _text(key, name)) is not None}
    if len(named) > 1:
        raise SignatureInvalid(Reason.KEY_OWNER_MISMATCH, "owner and controller differ")
    return named.pop() if named else None


def _text(key: Mapping[str, Any], name: str) -> str | None:
    value = key.get(name)
    if value is not None and not isinstance(value, str):
        raise SignatureInvalid(Reason.KEY_REFUSED, f"{name} is not a string")
    return value


def _read_key(key: Mapping[str, Any], key_id: str, owner: str) -> PublicKey:
    pem, multibase = _text(key, "publicKeyPem"), _text(key, "publicKeyMultibase")
    if (pem is None) == (multibase is None):
        raise SignatureInvalid(Reason.KEY_REFUSED, "exactly one form of the key must be given")
    if pem is not None:
        return public_from_pem(pem, key_id, owner)
    return public_from_multibase(multibase or "", key_id, owner)
