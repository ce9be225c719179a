"""JSON-LD contexts: the fixed ones that we emit, and what is refused in those of others.

Documents are read in their compact form and no context is ever fetched (as in the threadiverse and
in Mastodon's reader), so a context cannot change what *we* see. It can change what a peer with a
JSON-LD processor sees in the same signed bytes. The parser therefore refuses a context which gives
another meaning to a term that authority rests on, and the keywords that fold a second document
into the first (CVE-2026-46349, CVE-2026-42462). Unknown remote contexts are tolerated as names:
most software has one of its own.
"""

from typing import Any, Final

from federation.errors import Reason, Rejected

AS2: Final = "https://www.w3.org/ns/activitystreams"
PUBLIC: Final = f"{AS2}#Public"

_HANSE: Final = "urn:hanse:ns:"

# For activities and content. FEP-8b32 wants the proof's context equal to the document's, so these
# lists are constants, and the order is part of the signed bytes.
CONTEXT: Final[list[str | dict[str, Any]]] = [
    AS2,
    "https://w3id.org/security/data-integrity/v1",
    {
        "hanse": _HANSE,
        "toot": "http://joinmastodon.org/ns#",
        "lemmy": "https://join-lemmy.org/ns#",
        "sensitive": "as:sensitive",
        "Hashtag": "as:Hashtag",
        "Emoji": "toot:Emoji",
        "blurhash": "toot:blurhash",
        "focalPoint": {"@container": "@list", "@id": "toot:focalPoint"},
        "votersCount": "toot:votersCount",
        "stickied": "lemmy:stickied",
        "commentsEnabled": "lemmy:commentsEnabled",
        "removeData": "lemmy:removeData",
        "community": {"@id": "hanse:community", "@type": "@id"},
        "contextHistory": {"@id": "https://w3id.org/fep/171b/contextHistory", "@type": "@id"},
    },
]

ACTOR_CONTEXT: Final[list[str | dict[str, Any]]] = [
    AS2,
    "https://w3id.org/security/v1",
    "https://w3id.org/security/data-integrity/v1",
    "https://www.w3.org/ns/cid/v1",
    "https://purl.archive.org/socialweb/webfinger",
    {
        "hanse": _HANSE,
        "toot": "http://joinmastodon.org/ns#",
        "lemmy": "https://join-lemmy.org/ns#",
        "schema": "http://schema.org#",
        "PropertyValue": "schema:PropertyValue",
        "value": "schema:value",
        "sensitive": "as:sensitive",
        "Hashtag": "as:Hashtag",
        "Emoji": "toot:Emoji",
        "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
        "movedTo": {"@id": "as:movedTo", "@type": "@id"},
        "discoverable": "toot:discoverable",
        "indexable": "toot:indexable",
        "suspended": "toot:suspended",
        "featured": {"@id": "toot:featured", "@type": "@id"},
        "moderators": {"@id": "lemmy:moderators", "@type": "@id"},
        "postingRestrictedToMods": "lemmy:postingRestrictedToMods",
        "partners": {"@id": "hanse:partners", "@type": "@id"},
        "organization": {"@id": "hanse:organization", "@type": "@id"},
    },
]

REFUSED_KEYWORDS: Final = frozenset({"@graph", "@included", "@reverse", "@nest", "@import"})
"""Keys that are refused wherever they stand in a document."""

_REFUSED_IN_CONTEXT: Final = frozenset({"@base", "@vocab", "@propagate"})
_MOST_ENTRIES: Final = 64

_AS2_TERMS = (
    "actor object target origin result instrument attributedTo to cc bto bcc audience context "
    "inReplyTo replies published updated deleted content contentMap summary name tag attachment "
    "url href mediaType outbox followers following preferredUsername endpoints sharedInbox items "
    "orderedItems first next prev partOf totalItems oneOf anyOf closed endTime formerType Public "
    "Accept Add Announce Block Create Delete Dislike Flag Follow Like Move Offer Reject Remove "
    "TentativeAccept Undo Update Application Group Organization Person Service Article Note Page "
    "Question Event Video Tombstone Collection OrderedCollection Mention"
)
_SECURITY_TERMS = (
    "publicKey publicKeyPem publicKeyMultibase owner controller proof proofValue proofPurpose "
    "verificationMethod cryptosuite assertionMethod created"
)
_SECURITY = ("sec:", "https://w3id.org/security#")
# Each protected term with every IRI that it may be given in an inline context.
_MEANINGS: dict[str, frozenset[str]] = {
    **{term: frozenset({f"as:{term}", f"{AS2}#{term}"}) for term in _AS2_TERMS.split()},
    **{
        term: frozenset(f"{prefix}{term}" for prefix in _SECURITY)
        for term in _SECURITY_TERMS.split()
    },
    "id": frozenset({"@id"}),
    "type": frozenset({"@type"}),
    "inbox": frozenset({"ldp:inbox", "http://www.w3.org/ns/ldp#inbox"}),
    "as": frozenset({f"{AS2}#", AS2}),
    "sec": frozenset({"https://w3id.org/security#"}),
    "ldp": frozenset({"http://www.w3.org/ns/ldp#"}),
}
# JSON-LD names one thing where the compact term has another name.
_MEANINGS["orderedItems"] |= {"as:items", f"{AS2}#items"}
_MEANINGS["contentMap"] |= {"as:content", f"{AS2}#content"}
_MEANINGS["proofPurpose"] |= {"sec:proofPurpose"}
_MEANINGS["created"] |= {"dc:created", "http://purl.org/dc/terms/created"}
_MEANINGS["owner"] |= {"schema:owner"}


def _refuse(why: str) -> Rejected:
    return Rejected(Reason.SHAPE_REFUSED, f"@context: {why}")


def _check_inline(context: dict[str, Any]) -> None:
    if not _REFUSED_IN_CONTEXT.isdisjoint(context):
        raise _refuse("sets a base or vocabulary")
    for term, meaning in context.items():
        if term not in _MEANINGS:
            continue
        if isinstance(meaning, dict):
            meaning = meaning.get("@id")
        if not isinstance(meaning, str) or meaning not in _MEANINGS[term]:
            raise _refuse(f"redefines {term}")


def check_context(context: object) -> None:
    """Refuse a context that remaps a protected term or cannot be one: Rejected(SHAPE_REFUSED).

    Null is refused as well: for a JSON-LD reader it wipes out the meaning of all that follows.
    """
    # Our own, from another partner: it has been checked when it was written.
    if isinstance(context, str) or context == CONTEXT:
        return
    if isinstance(context, dict):
        _check_inline(context)
        return
    if not isinstance(context, list) or len(context) > _MOST_ENTRIES:
        raise _refuse("not a name, an object or a short list of these")
    for entry in context:
        if isinstance(entry, dict):
            _check_inline(entry)
        elif not isinstance(entry, str):
            raise _refuse("list entry is neither a name nor an object")
