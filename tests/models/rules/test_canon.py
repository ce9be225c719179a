"""Canonical bytes: one value has one form, which is JCS, and nothing else is taken."""

import json
import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules import canon
from models.rules.refusal import Refusal, Refused

TEXTS = st.text(max_size=8).map(lambda text: unicodedata.normalize("NFC", text))
LEAVES = st.none() | st.booleans() | TEXTS | st.integers(-canon.SAFE_INTEGER, canon.SAFE_INTEGER)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(TEXTS, inner, max_size=4)
    ),
    max_leaves=20,
)
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=4)


def refusal(raw: bytes, limit: int = canon.MAX_ENTRY) -> Refusal:
    with pytest.raises(Refused) as caught:
        canon.parse(raw, limit)
    return caught.value.reason


@given(VALUES)
@settings(max_examples=150, deadline=None)
def test_the_form_is_that_of_rfc_8785(value: Any) -> None:
    assert canon.encode(value) == rfc8785.dumps(value)


@given(OBJECTS)
@settings(max_examples=80, deadline=None)
def test_what_is_encoded_is_read_back(value: dict[str, Any]) -> None:
    raw = canon.encode(value)
    assert canon.encode(canon.parse(raw)) == raw


@given(OBJECTS, st.data())
@settings(max_examples=100, deadline=None)
def test_any_other_bytes_are_refused_or_mean_something_else(
    value: dict[str, Any], data: st.DataObject
) -> None:
    raw = canon.encode(value)
    place = data.draw(st.integers(0, len(raw)))
    changed = raw[:place] + data.draw(st.binary(min_size=1, max_size=2)) + raw[place:]
    try:
        other = canon.parse(changed)
    except Refused:
        return
    assert canon.encode(other) == changed != raw


def test_keys_are_sorted_as_utf_16_and_not_as_code_points() -> None:
    keys = ["\U0001f600", "\uff01", "é", "a", "A", ""]
    raw = canon.encode(dict.fromkeys(keys, 1))
    assert list(json.loads(raw)) == ["", "A", "a", "é", "\U0001f600", "\uff01"]


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        canon.SAFE_INTEGER + 1,
        -canon.SAFE_INTEGER - 1,
        "e\u0301",
        {"e\u0301": 1},
        "\ud800",
        {"é": [1.5]},
        {1: "a"},
        {b"a": 1},
        {"a": {1, 2}},
        b"bytes",
    ],
)
def test_what_is_outside_of_the_narrow_world_has_no_form(value: Any) -> None:
    with pytest.raises(Refused) as caught:
        canon.encode(value)
    assert caught.value.reason == Refusal.NOT_CANONICAL


def test_nesting_is_bounded() -> None:
    deep: Any = 1
    for _ in range(canon.MAX_DEPTH):
        deep = [deep]
    assert canon.encode(deep)
    with pytest.raises(Refused, match="nested deeper"):
        canon.encode([deep])
    with pytest.raises(Refused):
        canon.encode([[], [deep]])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", Refusal.NOT_JSON),
        (b"[]", Refusal.NOT_JSON),
        (b"1", Refusal.NOT_JSON),
        (b"null", Refusal.NOT_JSON),
        (b'{"a":1', Refusal.NOT_JSON),
        (b'{"a":1.0}', Refusal.NOT_JSON),
        (b'{"a":1e2}', Refusal.NOT_JSON),
        (b'{"a":"\xff"}', Refusal.NOT_JSON),
        (b'{"a":"\xed\xa0\x80"}', Refusal.NOT_JSON),
        (b'{"a":' + b"9" * 5000 + b"}", Refusal.NOT_JSON),
        (b'{"a":' + b"[" * 30000 + b"]" * 30000 + b"}", Refusal.NOT_JSON),
        (b'{"a":NaN}', Refusal.NOT_CANONICAL),
        (b'{"a":-0}', Refusal.NOT_CANONICAL),
        (b'{"a":9007199254740992}', Refusal.NOT_CANONICAL),
        (b'{"a":1,"a":1}', Refusal.NOT_CANONICAL),
        (b'{"b":1,"a":1}', Refusal.NOT_CANONICAL),
        (b'{"a": 1}', Refusal.NOT_CANONICAL),
        (b'{"a":1}\n', Refusal.NOT_CANONICAL),
        (b'\xef\xbb\xbf{"a":1}', Refusal.NOT_JSON),
        (b'{"a":"\\u0041"}', Refusal.NOT_CANONICAL),
        (b'{"a":"\\ud800"}', Refusal.NOT_CANONICAL),
        (b'{"a":"e\xcc\x81"}', Refusal.NOT_CANONICAL),
    ],
)
def test_bytes_that_are_not_their_own_form_are_refused(raw: bytes, expected: Refusal) -> None:
    assert refusal(raw) == expected


def test_the_limit_counts_bytes() -> None:
    raw = canon.encode({"a": "é"})
    assert canon.parse(raw, len(raw)) == {"a": "é"}
    assert refusal(raw, len(raw) - 1) == Refusal.OVERSIZED


def test_a_tag_keeps_one_kind_from_passing_as_another() -> None:
    claim = {"b": 1, "a": 2, "sig": "x"}
    assert canon.signed_bytes("hanse/a/1", claim) == b'hanse/a/1\0{"a":2,"b":1}'
    assert canon.digest("hanse/a/1", {"a": 1}) != canon.digest("hanse/b/1", {"a": 1})
    assert canon.digest("t", {}) == canon.sha256(b"t\0{}")
    with pytest.raises(UnicodeEncodeError):
        canon.signed_bytes("é", claim)


def test_a_refusal_says_its_reason_and_keeps_the_detail() -> None:
    assert str(Refused(Refusal.OVERSIZED)) == "oversized"
    assert str(Refused(Refusal.OVERSIZED, "9 bytes")) == "oversized: 9 bytes"
