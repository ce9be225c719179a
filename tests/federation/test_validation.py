"""Tests of federation.validation; what is refused stands in tests/hostile/test_json_shapes.py."""

import json
from importlib import resources
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation.errors import Reason, Rejected
from federation.settings import FederationSettings
from federation.validation import Schemas

LIMITS = FederationSettings()
SCHEMAS = Schemas.load(LIMITS)
KINDS = sorted(SCHEMAS.kinds - {"common"})

NAMES = sorted(
    {
        name
        for entry in resources.files("federation.schemas").iterdir()
        if entry.name.endswith(".json")
        for name in json.loads(entry.read_text("utf-8")).get("properties", ())
    }
)
URIS = st.sampled_from(["https://a.example/1", "Public", "as:Public", "x", "", "did:key:z6", "/x"])
TAGS = st.sampled_from(["de", "zh-Hant-TW", "en_US", "und", "de-419-DE", "@none", ""])
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-2, 3)
    | st.just(1.0)
    | URIS
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=5)
)
MEMBERS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(NAMES) | TAGS, inner, max_size=3)
    ),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(st.sampled_from(NAMES), MEMBERS, max_size=6)


@settings(max_examples=400)
@given(DOCUMENTS, st.sampled_from(KINDS))
def test_both_libraries_give_the_same_verdict(document: dict[str, Any], kind: str) -> None:
    assert SCHEMAS._validators[kind].is_valid(document) is SCHEMAS.agrees(document, kind)


def test_explanation_names_the_member_and_is_none_when_all_is_well() -> None:
    good = {"type": "Like", "actor": "https://a.example/u", "object": "https://a.example/1"}
    assert SCHEMAS.explain(good) is None
    told = SCHEMAS.explain({**good, "actor": 5})
    assert told is not None
    assert "$.actor" in told


def test_refusal_names_schema_and_member() -> None:
    with pytest.raises(Rejected) as refused:
        SCHEMAS.validate({"type": "Note", "to": 7})
    assert refused.value.detail.startswith("note: to:")


def test_unknown_types_are_held_to_what_all_objects_share() -> None:
    SCHEMAS.validate({"type": "Feed", "following": 5})
    with pytest.raises(Rejected):
        SCHEMAS.validate({"type": "Feed", "attributedTo": 5})


def test_kind_follows_the_one_known_type() -> None:
    assert SCHEMAS.kind({"type": "Organization"}) == "actor"
    assert SCHEMAS.kind({"type": ["x:Thing", "OrderedCollection"]}) == "collection"
    assert SCHEMAS.kind({"type": "Feed"}) == "object"


def test_limits_come_from_the_settings() -> None:
    tight = Schemas.load(FederationSettings(tags=1, content_length=4))
    tight.validate({"type": "Note", "tag": [{}], "content": "üü"})
    for members in ({"tag": [{}, {}]}, {"content": "üüx"}):
        with pytest.raises(Rejected) as refused:
            tight.validate({"type": "Note", **members})
        assert refused.value.reason is Reason.SHAPE_REFUSED


def test_schema_that_is_wrong_stops_the_start() -> None:
    wrong = {"$id": "urn:hanse:schema:wrong", "type": "nonsense"}
    with pytest.raises(jsonschema.SchemaError):
        Schemas({"wrong": wrong}, LIMITS)


def test_reference_to_a_schema_elsewhere_is_never_followed() -> None:
    asked = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:hanse:schema:wrong",
        "$ref": "https://a.example/schema.json",
    }
    with pytest.raises(ValueError, match="not ours"):
        Schemas({"object": asked}, LIMITS)


def test_each_schema_is_titled_and_no_type_has_two() -> None:
    seen: dict[str, str] = {}
    for kind in SCHEMAS.kinds:
        schema = SCHEMAS._documents[kind]
        assert schema["title"]
        assert schema["$id"] == f"urn:hanse:schema:{kind}"
        for name in schema.get("types", ()):
            assert seen.setdefault(name, kind) == kind
