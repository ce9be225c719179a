"""Actor: people, the partner's Organization, the instance's Application; and remote actors read.

Whoever serves or announces one of our actors enters here, and the resolver with a remote one. What
is common to all our actors is here, a community's Group adds its own members in `group`. The RSA
key stands in `publicKey` as one object, because that is what most servers can read, and the
Ed25519 key of the proofs in `assertionMethod` (FEP-521a).
"""

from typing import Any

import orjson

from federation.contexts import ACTOR_CONTEXT
from federation.objects import group, moments
from models import addresses
from models.home import Home
from models.queries.documents import ActorFacts
from models.sql import Row


def to_wire(home: Home, facts: ActorFacts) -> dict[str, Any]:
    """Return the actor's document without `@context`; of a suspended one, the least that works."""
    account = facts.account
    if account["suspended_at"] is not None:
        return _suspended(facts)
    wire: dict[str, Any] = {
        "id": account["uri"],
        "type": account["type"],
        "preferredUsername": account["username"],
        "webfinger": f"{account['username']}@{account['domain']}",
        "name": account["display_name"] or account["username"],
        "url": account["url"] or account["uri"],
        "inbox": account["inbox"],
        "outbox": account["outbox_uri"] or addresses.outbox(account["uri"]),
        "followers": account["followers_uri"] or addresses.followers(account["uri"]),
        "following": account["following_uri"] or addresses.following(account["uri"]),
        "endpoints": {"sharedInbox": account["shared_inbox"]},
        "manuallyApprovesFollowers": bool(account["is_locked"]),
        "discoverable": bool(account["is_discoverable"]),
        "indexable": bool(account["is_indexable"]),
        "published": moments.to_wire(account["created_at"]),
        "updated": moments.to_wire(account["updated_at"]),
        **_keys(facts),
    }
    if account["note"]:
        wire["summary"] = account["note"]
    if account["note_source"]:
        wire["source"] = {"content": account["note_source"], "mediaType": "text/plain"}
    if account["featured_uri"]:
        wire["featured"] = account["featured_uri"]
    wire |= _pictures(account)
    if account["type"] in ("Person", "Service"):
        wire |= _personal(home, account)
    if facts.community is not None:
        wire |= group.to_wire(account, facts.community)
    return wire


def _suspended(facts: ActorFacts) -> dict[str, Any]:
    """Return names, addresses and keys: what the posts and the way back are verified with."""
    account = facts.account
    return {
        "id": account["uri"],
        "type": account["type"],
        "preferredUsername": account["username"],
        "webfinger": f"{account['username']}@{account['domain']}",
        "name": "",
        "summary": "",
        "url": account["url"] or account["uri"],
        "inbox": account["inbox"],
        "outbox": account["outbox_uri"] or addresses.outbox(account["uri"]),
        "followers": account["followers_uri"] or addresses.followers(account["uri"]),
        "following": account["following_uri"] or addresses.following(account["uri"]),
        "endpoints": {"sharedInbox": account["shared_inbox"]},
        "manuallyApprovesFollowers": bool(account["is_locked"]),
        "discoverable": False,
        "indexable": False,
        "suspended": True,
        "updated": moments.to_wire(account["updated_at"]),
        **_keys(facts),
    }


def document(home: Home, facts: ActorFacts) -> dict[str, Any]:
    """Return the document that stands under the actor's id."""
    return {"@context": ACTOR_CONTEXT, **to_wire(home, facts)}


def _keys(facts: ActorFacts) -> dict[str, Any]:
    owner = facts.account["uri"]
    wire: dict[str, Any] = {}
    for key in facts.keys:
        if key["kind"] == "rsa":
            wire["publicKey"] = {
                "id": key["uri"],
                "owner": owner,
                "publicKeyPem": key["public"],
            }
        else:
            wire.setdefault("assertionMethod", []).append(
                {
                    "id": key["uri"],
                    "type": "Multikey",
                    "controller": owner,
                    "publicKeyMultibase": key["public"],
                }
            )
    return wire


def _pictures(account: Row) -> dict[str, Any]:
    return {
        name: {"type": "Image", "url": account[column]}
        for name, column in (("icon", "avatar_url"), ("image", "header_url"))
        if account[column]
    }


def _personal(home: Home, account: Row) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "attachment": [
            {"type": "PropertyValue", "name": field["name"], "value": field["value"]}
            for field in orjson.loads(account["fields_shown"] or "[]")
        ],
        "tag": [],
        "organization": addresses.partner_actor(home.base_url),
    }
    known_as = orjson.loads(account["also_known_as"] or "[]")
    if known_as:
        wire["alsoKnownAs"] = known_as
    if account["moved_to"]:
        wire["movedTo"] = account["moved_to"]
    return wire
