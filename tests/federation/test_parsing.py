"""Tests of federation.parsing; what is refused stands in tests/hostile/test_json_shapes.py."""

import json
from contextlib import suppress
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import Reason, Rejected
from federation.parsing import parse
from federation.settings import FederationSettings

SETTINGS = FederationSettings()

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text('abc:"\\ ', max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)
DOCUMENTS = st.dictionaries(st.text('abc:"\\ ', max_size=4), VALUES, max_size=6)


@given(DOCUMENTS, st.sampled_from([None, 1, "\t"]), st.sampled_from([(",", ":"), (" , ", " : ")]))
def test_every_unambiguous_document_is_read_as_it_was_written(
    document: dict[str, Any], indent: int | str | None, separators: tuple[str, str]
) -> None:
    raw = json.dumps(document, indent=indent, separators=separators).encode()
    assert parse(raw, SETTINGS) == document


@given(DOCUMENTS, st.text('abc:"\\ ', min_size=1, max_size=4), VALUES, VALUES, st.booleans())
def test_key_repeated_with_another_value_is_found_however_it_is_written(
    document: dict[str, Any], key: str, one: Any, other: Any, escaped: bool
) -> None:
    plain = json.dumps(key)
    second = '"' + "".join(f"\\u{ord(letter):04x}" for letter in key) + '"' if escaped else plain
    inner = f"{{{plain}: {json.dumps(one)}, {second} :{json.dumps(other)}}}"
    raw = json.dumps({**document, "inner": 0}).replace('"inner": 0', f'"inner": {inner}').encode()
    if one == other:
        assert parse(raw, SETTINGS)["inner"] == {key: other}
        return
    with pytest.raises(Rejected) as refused:
        parse(raw, SETTINGS)
    assert refused.value.reason is Reason.JSON_MALFORMED


@given(st.binary(max_size=200))
def test_no_bytes_make_anything_but_a_document_or_a_refusal(raw: bytes) -> None:
    with suppress(Rejected):
        assert isinstance(parse(raw, SETTINGS), dict)


def test_text_that_looks_like_a_key_does_no_harm() -> None:
    document = {"content": ':) "id": "id":', "tag": [{"name": ":blob:"}, {"name": ":"}]}
    assert parse(orjson.dumps(document), SETTINGS) == document


def test_escaped_backslash_before_u0000_is_ordinary_text() -> None:
    assert parse(rb'{"a": "\\u0000"}', SETTINGS) == {"a": r"\u0000"}


def test_integers_of_64_bits_are_kept_exactly() -> None:
    assert parse(b'{"a": 9007199254740993}', SETTINGS) == {"a": 9007199254740993}


def test_deepest_allowed_nesting_passes() -> None:
    depth = SETTINGS.json_depth
    raw = b'{"a":' * depth + b"1" + b"}" * depth
    assert parse(raw, SETTINGS)
