"""Attack group J: JSON and JSON-LD shapes, each refused with 400 before anything is read."""

from typing import Any

import orjson
import pytest

from federation.errors import Reason, Rejected
from federation.parsing import parse
from federation.reading import known_type
from federation.settings import FederationSettings
from federation.validation import Schemas
from federation.wire import ActivityWire, Ref, decode

SETTINGS = FederationSettings()
SCHEMAS = Schemas.load(SETTINGS)
ID = "https://a.example/1"


class LikeWire(ActivityWire, tag="Like"):
    object: Ref


MALFORMED = {
    "nothing": b"",
    "half an object": b'{"a":',
    "two documents": b'{"a":1}{"a":1}',
    "depth 100 000 (J1)": b'{"a":' * 100_000,
    "integer beyond 64 bits (J2)": b'{"a":18446744073709551616}',
    "integer of 4301 digits (J2)": b'{"a":' + b"9" * 4_301 + b"}",
    "negative beyond 64 bits (J2)": b'{"a":-9223372036854775809}',
    "integer of 1 MB (J2)": b'{"a":' + b"9" * 1_000_000 + b"}",
    "NaN (J3)": b'{"a":NaN}',
    "Infinity (J3)": b'{"a":-Infinity}',
    "1e999 (J3)": b'{"a":1e999}',
    "number of 1e300 (J3)": b'{"a":1e300}',
    "two ids (J4)": b'{"id":"https://a.example/1","id":"https://b.example/1"}',
    "two actors, one escaped (J4)": b'{"actor":"x","\\u0061ctor":"y"}',
    "two actors within an object (J4)": b'{"object":{"actor":"x","type":"a","actor":"y"}}',
    "two types around a smiley (J4)": b'{"type":"a","content":":)","type":"b"}',
    "repeated key after white space (J4)": b'{"to":"a","to"\n:"b"}',
    "lone surrogate (J5)": b'{"a":"\\ud800"}',
    "lone surrogate in a key (J5)": b'{"\\udfff":1}',
    "surrogate as bytes (J5)": b'{"a":"\xed\xa0\x80"}',
    "null character (J6)": b'{"a":"x\\u0000"}',
    "null character in a key (J6)": b'{"a":[{"b\\u0000":1}]}',
    "raw null character (J6)": b'{"a":"\x00"}',
    "UTF-16 (J7)": '{"a":1}'.encode("utf-16"),
    "UTF-16 without mark (J7)": '{"a":1}'.encode("utf-16-le"),
    "byte order mark (J7)": b"\xef\xbb\xbf{}",
    "Latin-1 (J7)": '{"a":"ü"}'.encode("latin-1"),
    "overlong UTF-8 (J7)": b'{"a":"\xc0\xaf"}',
}


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED.keys())
def test_bytes_that_readers_would_disagree_on_are_refused(raw: bytes) -> None:
    with pytest.raises(Rejected) as refused:
        parse(raw, SETTINGS)
    assert refused.value.reason is Reason.JSON_MALFORMED
    assert refused.value.status == 400


MISSHAPEN: dict[str, Any] = {
    "list (J8)": [{"id": ID}],
    "text (J8)": "https://a.example/1",
    "null (J8)": None,
    "number (J8)": 4,
    "@graph (J10)": {"@graph": [{"id": ID}]},
    "@included within (J10)": {"object": {"tag": [{"@included": []}]}},
    "@reverse (J10)": {"object": {"@reverse": {"actor": ID}}},
    "context that remaps actor (J10)": {"@context": {"actor": "https://x.example/actor"}},
    "context that remaps by object (J10)": {"@context": [{"to": {"@id": "as:bto"}}]},
    "context that unmaps (J10)": {"@context": [{"attributedTo": None}]},
    "context that swaps ids (J10)": {"@context": {"id": "url", "url": "@id"}},
    "context with another as prefix (J10)": {"@context": {"as": "https://x.example/"}},
    "context with a vocabulary (J10)": {"@context": {"@vocab": "https://x.example/"}},
    "context with a base (J10)": {"@context": [{"@base": "https://x.example/"}]},
    "context within an object (J10)": {"object": {"@context": {"type": "as:name"}}},
    "null context (J10)": {"object": {"@context": None}},
    "null in a context (J10)": {"@context": ["https://www.w3.org/ns/activitystreams", None]},
    "number as context (J10)": {"@context": 3},
    "1000 contexts (J10)": {"@context": ["https://x.example/context"] * 1_000},
    "imported context (J10)": {"@context": {"@import": "https://x.example/context"}},
}


@pytest.mark.parametrize("document", MISSHAPEN.values(), ids=MISSHAPEN.keys())
def test_json_that_is_no_plain_document_is_refused(document: Any) -> None:
    with pytest.raises(Rejected) as refused:
        parse(orjson.dumps(document), SETTINGS)
    assert refused.value.reason is Reason.SHAPE_REFUSED
    assert refused.value.status == 400


def test_nesting_beyond_the_limit_is_refused() -> None:
    depth = SETTINGS.json_depth + 1
    with pytest.raises(Rejected) as refused:
        parse(b'{"a":' * depth + b"1" + b"}" * depth, SETTINGS)
    assert refused.value.reason is Reason.SHAPE_REFUSED


def test_body_over_the_limit_is_refused_unread() -> None:
    with pytest.raises(Rejected) as refused:
        parse(b" " * (SETTINGS.document_bytes + 1), SETTINGS)
    assert refused.value.reason is Reason.BODY_TOO_LARGE
    assert refused.value.status == 413


def activity(**members: Any) -> dict[str, Any]:
    return {"id": ID, "type": "Like", "actor": "https://a.example/u", "object": ID + "0", **members}


def nested(depth: int) -> dict[str, Any]:
    document: dict[str, Any] = {"id": ID, "type": "Note"}
    for _ in range(depth):
        document = activity(type="Announce", object=document)
    return document


REFUSED_BY_SCHEMA = {
    "object a number (J8)": activity(object=5),
    "object null (J8)": activity(object=None),
    "object an empty list (J8)": activity(object=[]),
    "two objects (J8)": activity(object=[ID + "2", ID + "3"]),
    "actor a number (O4)": activity(actor=1),
    "actor Public": activity(actor="Public"),
    "two actors (O3)": activity(actor=["https://a.example/u", "https://b.example/u"]),
    "attributedTo a number (O4)": {"id": ID, "type": "Note", "attributedTo": 1},
    "relative id": activity(id="/1"),
    "no type": {"id": ID, "actor": ID, "object": ID},
    "name an object": {"id": ID, "type": "Note", "name": {"en": "x"}},
    "content a list": {"id": ID, "type": "Note", "content": ["x"]},
    "poll without options": {"id": ID, "type": "Question"},
    "poll option without a name": {"id": ID, "type": "Question", "oneOf": [{"type": "Note"}]},
    "Add without target": activity(type="Add"),
    "Move without target": activity(type="Move"),
    "actor without id": {"type": "Person", "inbox": ID},
    "inbox a list": {"id": ID, "type": "Person", "inbox": [ID]},
    "negative size": {"id": ID, "type": "Collection", "totalItems": -1},
}


@pytest.mark.parametrize("document", REFUSED_BY_SCHEMA.values(), ids=REFUSED_BY_SCHEMA.keys())
def test_member_of_a_wrong_shape_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(Rejected) as refused:
        SCHEMAS.validate(document)
    assert refused.value.reason is Reason.SCHEMA_REFUSED
    assert refused.value.status == 400


def test_wrong_shape_within_the_embedded_object_is_refused() -> None:
    with pytest.raises(Rejected) as refused:
        SCHEMAS.validate(activity(type="Create", object={"id": ID, "type": "Note", "to": 7}))
    assert refused.value.reason is Reason.SCHEMA_REFUSED


def test_four_nested_objects_pass_and_five_are_refused() -> None:
    SCHEMAS.validate(nested(3))
    with pytest.raises(Rejected) as refused:
        SCHEMAS.validate(nested(4))
    assert refused.value.reason is Reason.SHAPE_REFUSED


def test_document_of_two_known_types_is_refused() -> None:
    with pytest.raises(Rejected) as refused:
        SCHEMAS.validate(activity(type=["Create", "Delete"]))
    assert refused.value.reason is Reason.SHAPE_REFUSED
    with pytest.raises(Rejected) as refused:
        known_type(["Create", "Delete"], {"Create", "Delete"})
    assert refused.value.reason is Reason.SHAPE_REFUSED
    with pytest.raises(Rejected) as refused:
        decode(activity(type=["Like", "Delete"]), LikeWire)
    assert refused.value.reason is Reason.SHAPE_REFUSED


def test_plain_key_wins_over_full_names_beside_it() -> None:
    document = activity()
    document["as:actor"] = document["https://www.w3.org/ns/activitystreams#actor"] = "https://evil"
    document["@id"] = "https://evil.example/"
    read = decode(document, LikeWire)
    assert (read.id, read.actor.id) == (ID, "https://a.example/u")


def test_full_name_alone_is_not_read() -> None:
    document = activity()
    document["as:actor"] = document.pop("actor")
    with pytest.raises(Rejected) as refused:
        decode(document, LikeWire)
    assert refused.value.reason is Reason.SHAPE_REFUSED


TOO_MANY = {
    "to": activity(to=["https://a.example/x"] * 1_001),
    "bcc": activity(bcc=["https://a.example/x"] * 100_000),
    "tag": {"type": "Note", "tag": [{"type": "Hashtag"}] * 10_000},
    "attachment": {"type": "Note", "attachment": [{"type": "Image"}] * 33},
    "oneOf": {"type": "Question", "oneOf": [{"name": "x"}] * 501},
    "name": {"type": "Note", "name": "x" * 1_000_000},
    "content": {"type": "Note", "content": "ü" * 16_385},
    "id": activity(id="https://a.example/" + "x" * 2_048),
    "within": activity(type="Create", object={"type": "Note", "tag": [{}] * 201}),
}


@pytest.mark.parametrize("document", TOO_MANY.values(), ids=TOO_MANY.keys())
def test_what_exceeds_the_limits_table_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(Rejected) as refused:
        SCHEMAS.validate(document)
    assert refused.value.reason is Reason.SHAPE_REFUSED


@pytest.mark.parametrize("object_", [ID, {"id": ID, "type": "Note"}])
def test_activity_about_itself_is_refused(object_: Any) -> None:
    with pytest.raises(Rejected) as refused:
        decode(activity(object=object_), LikeWire)
    assert refused.value.reason is Reason.SELF_REFERENCE
    assert refused.value.status == 400
