"""Every captured document of thirty kinds of software parses and validates, or is named here.

The corpus lies beside the project (`../shared/corpus`), because its licences are those of its
sources. On CI it must be there.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from federation.collections import COLLECTION_TYPES
from federation.discovery.nodeinfo import read_nodeinfo
from federation.discovery.webfinger import Handle
from federation.errors import Reason, Rejected
from federation.origin import IdRules, same_origin
from federation.parsing import parse
from federation.reading import (
    first_moment,
    links,
    moment,
    one_or_many,
    page_url,
    recipients,
    references,
    text,
)
from federation.settings import FederationSettings
from federation.validation import Schemas
from federation.wire import ActivityWire, Refs, decode

pytestmark = pytest.mark.corpus

ROOT = Path(__file__).parents[3] / "shared" / "corpus"
LIMITS = FederationSettings()
SCHEMAS = Schemas.load(LIMITS)
FILES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.json"))

# Contexts are vocabulary, never a document that anybody sends; of these the parser refuses two.
VOCABULARY = "contexts/"

REFUSED: dict[str, tuple[Reason, str]] = {
    "contexts/w3id.org_identity_v1.json": (Reason.SHAPE_REFUSED, "gives `name` another meaning"),
    "contexts/www.w3.org_ns_activitystreams.json": (Reason.SHAPE_REFUSED, "sets a vocabulary"),
    "fep/fep-1580-7.json": (Reason.SCHEMA_REFUSED, "fragment of a Move: no actor, no object"),
    "fep/fep-1580-8.json": (Reason.SCHEMA_REFUSED, "fragment of an answer: no actor"),
    "generic/fedify-wrong-type.json": (Reason.SCHEMA_REFUSED, "no type, on purpose"),
    "invalid/as2-array-at-top.json": (Reason.SHAPE_REFUSED, "list"),
    "invalid/as2-content-map-with-invalid-language-tag.json": (Reason.SCHEMA_REFUSED, "de-419-DE"),
    "invalid/as2-name-as-namemap.json": (Reason.SCHEMA_REFUSED, "text as nameMap"),
    "invalid/as2-namemap-as-name.json": (Reason.SCHEMA_REFUSED, "map as name"),
    "invalid/as2-number-as-actor.json": (Reason.SCHEMA_REFUSED, "number as actor"),
    "invalid/as2-number-as-context.json": (Reason.SHAPE_REFUSED, "number as context"),
    "invalid/as2-number-as-id.json": (Reason.SCHEMA_REFUSED, "number as id"),
    "invalid/as2-number-at-top.json": (Reason.SHAPE_REFUSED, "number"),
    "invalid/as2-relative-uri-for-url.json": (Reason.SCHEMA_REFUSED, "relative url"),
    "pleroma/pl-poll_attachment.json": (Reason.JSON_MALFORMED, "two values for content"),
    "wordpress/objects-page.json": (Reason.SHAPE_REFUSED, "content beyond content_length"),
}
READ_LENIENTLY = {
    "invalid/as2-ordered-collection-with-items.json": "PieFed sends `items` for its feeds",
}
HOSTILE = {
    "invalid/hostile-actor_mismatch.json": ("id", "actor"),
    "invalid/hostile-delete_others_object.json": ("actor", "object"),
    "invalid/hostile-update_others_object.json": ("actor", "object"),
}
NO_ACTIVITYSTREAMS = (
    "nodeinfo/",
    "webfinger/",
    "gancio/gancio-webfinger.json",
    "hubzilla/pl-mike_osada.macgirvin.com.json",
    "mastodon/pl-mastodon-well-known-nodeinfo.json",
)
# Placeholders that the collectors put where an id stood.
PLACEHOLDERS = {
    b'"SCRUBBED_ID"': b'"https://scrubbed.example/1"',
    b'"SCRUBBED_DATE"': b'"2026-01-02T03:04:05Z"',
    b'"SCRUBBED_KEY"': b'{"publicKeyPem": "none"}',
    b"{{ap_id}}": b"https://a.example/u",
    b"{{activity_id}}": b"https://a.example/activity",
}


def test_the_corpus_is_there() -> None:
    if not FILES and "CI" not in os.environ:
        pytest.skip(f"no payload corpus at {ROOT.name} beside the project")
    assert len(FILES) > 250


def test_every_name_in_the_tables_is_a_file() -> None:
    if not FILES:
        pytest.skip("no payload corpus beside the project")
    assert {*REFUSED, *READ_LENIENTLY, *HOSTILE} <= set(FILES)
    assert {name for name in FILES if name.startswith("invalid/")} <= {
        *REFUSED,
        *READ_LENIENTLY,
        *HOSTILE,
    }


def raw(name: str) -> bytes:
    content = (ROOT / name).read_bytes()
    for placeholder, value in PLACEHOLDERS.items():
        content = content.replace(placeholder, value)
    return content


@pytest.mark.parametrize("name", [name for name in FILES if name in REFUSED])
def test_file_is_refused_for_the_named_reason(name: str) -> None:
    with pytest.raises(Rejected) as refused:
        SCHEMAS.validate(parse(raw(name), LIMITS))
    assert refused.value.reason is REFUSED[name][0]


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in FILES
        if name not in REFUSED and not name.startswith((VOCABULARY, *NO_ACTIVITYSTREAMS))
    ],
)
def test_document_parses_validates_and_reads(name: str) -> None:
    document = parse(raw(name), LIMITS)
    SCHEMAS.validate(document)
    assert SCHEMAS.explain(document) is None
    read_all(document)


def read_all(document: dict[str, Any]) -> None:
    """Every member that we read can be read, here and in all that is embedded."""
    recipients(document.get("to"), document.get("cc"))
    for name in ("attributedTo", "audience", "inReplyTo", "object", "actor"):
        if document.get("type") not in COLLECTION_TYPES:
            references([each for each in one_or_many(document.get(name)) if named(each)])
    for name in ("content", "summary", "name"):
        text(document, name)
    links(document.get("attachment"))
    page_url(document.get("url"))
    first_moment(document, "endTime", "expires", "closed")
    if isinstance(document.get("published"), str) and document["published"]:
        assert moment(document["published"]) is not None
    for embedded in one_or_many(document.get("object")):
        if isinstance(embedded, dict):
            read_all(embedded)


def named(member: Any) -> bool:
    return isinstance(member, str) or (isinstance(member, dict) and "id" in member)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in FILES
        if name not in REFUSED and Path(name).name.startswith(("activities-", "live-case_1-rec"))
    ],
)
def test_activity_decodes_into_a_wire_struct(name: str) -> None:
    document = parse(raw(name), LIMITS)

    class AnyWire(ActivityWire, tag=document["type"]):
        object: Refs

    read = decode(document, AnyWire)
    assert read.object.ids
    assert IdRules(plain_http=True, any_port=True).check(read.id)


@pytest.mark.parametrize("name", [name for name in FILES if name in HOSTILE])
def test_hostile_document_betrays_itself_by_its_origins(name: str) -> None:
    document = parse(raw(name), LIMITS)
    one, other = HOSTILE[name]
    assert not same_origin(references(document[one])[0], references(document[other])[0])


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith(NO_ACTIVITYSTREAMS)])
def test_discovery_document_is_read(name: str) -> None:
    document = parse(raw(name), LIMITS)
    if "software" in document:
        assert read_nodeinfo(document).software
    elif "subject" in document:
        assert Handle.read(document["subject"]).host
    else:
        assert document["links"]


@pytest.mark.parametrize(
    "name", [name for name in FILES if name.startswith(VOCABULARY) and name not in REFUSED]
)
def test_vocabulary_gives_no_protected_term_another_meaning(name: str) -> None:
    assert parse(raw(name), LIMITS)["@context"]
