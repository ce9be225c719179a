"""Parameters: whatever shape clients send, bent to the struct or refused with a sentence."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Invalid, Malformed
from server.parameters import Repeated, Shape, merge, nested


class Inner(msgspec.Struct, kw_only=True):
    name: str = ""
    value: str = ""


class Form(msgspec.Struct, kw_only=True):
    text: str = ""
    flag: bool | None = None
    number: int | None = None
    ids: list[int] = []
    rows: list[Inner] | None = None
    inner: Inner | None = None


def read(pairs: list[tuple[str, Any]]) -> Form:
    return Shape(Form).read(nested(pairs))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("true", True),
        ("1", True),
        ("on", True),
        ("yes", True),
        ("false", False),
        ("0", False),
        ("off", False),
        ("", None),
        (1, True),
        (0, False),
        (False, False),
    ],
)
def test_every_word_for_yes_and_no_is_understood(typed: Any, meant: bool | None) -> None:
    assert read([("flag", typed)]).flag is meant


def test_lists_come_in_every_spelling() -> None:
    for pairs in (
        [("ids[]", "1"), ("ids[]", "2")],
        [("ids", "1"), ("ids", "2")],
        [("ids[0]", "1"), ("ids[1]", "2")],
        [("ids[7]", "1"), ("ids[11]", "2")],
        [("ids", [1, "2"])],
    ):
        assert read(pairs).ids == [1, 2]
    assert read([("ids", "5")]).ids == [5]


def test_maps_and_lists_of_maps_nest() -> None:
    form = read(
        [
            ("inner[name]", "n"),
            ("rows[0][name]", "a"),
            ("rows[0][value]", "b"),
            ("rows[1][name]", "c"),
        ]
    )
    assert form.inner == Inner(name="n")
    assert form.rows == [Inner(name="a", value="b"), Inner(name="c")]
    repeated = read([("rows[][name]", "a"), ("rows[][value]", "b"), ("rows[][name]", "c")])
    assert repeated.rows == [Inner(name="a", value="b"), Inner(name="c")]


def test_the_last_of_several_counts_where_one_is_wanted() -> None:
    assert read([("text", "a"), ("text", "b"), ("number", "1"), ("number", "2")]).text == "b"
    assert nested([("a", 1), ("a", 2), ("a", 3)])["a"] == Repeated([1, 2, 3])


def test_an_empty_number_is_none_and_numbers_may_be_text() -> None:
    assert read([("number", "")]).number is None
    assert read([("number", "7")]).number == 7
    assert read([("text", 12)]).text == "12"


def test_later_sources_win_and_the_unknown_is_dropped() -> None:
    assert merge({"a": 1, "b": 1}, {"b": 2}) == {"a": 1, "b": 2}
    assert read([("unknown[x][y]", "1"), ("text", "t")]) == Form(text="t")


@pytest.mark.parametrize(
    ("pairs", "error"),
    [
        ([("a" + "[x]" * 9, "1")], Malformed),
        ([("a", "1")] * 1_001, Malformed),
        ([("inner", "x"), ("inner[name]", "y")], Malformed),
        ([("ids", "x"), ("ids[]", "1")], Malformed),
        ([("text", "a\x00b")], Malformed),
        ([("rows[0][name]", "a\x00b")], Malformed),
        ([("number", "1 OR 1=1")], Invalid),
        ([("ids[]", "x")], Invalid),
        ([("inner", "x")], Invalid),
        ([("rows[0]", "x")], Invalid),
    ],
)
def test_what_cannot_be_meant_is_refused(pairs: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(pairs)


@given(
    st.lists(
        st.tuples(
            st.text(alphabet="abtextidsrowinner[]0", max_size=14)
            | st.sampled_from(["ids[]", "rows[]"]),
            st.text(max_size=6),
        ),
        max_size=12,
    )
)
def test_no_input_does_anything_but_fit_or_be_refused(pairs: list[tuple[str, str]]) -> None:
    try:
        form = read(pairs)
    except (Invalid, Malformed):
        return
    assert isinstance(form, Form)
