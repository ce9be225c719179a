"""The stand-in says what msgspec and rfc8785 say, to the letter of its errors."""

import json
import unicodedata
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.verifying.standin import msgspec as standin
from server.verifying.standin import rfc8785 as standin_jcs
from tests.server.verifying.twins import structs, twins
from tests.shapes import ANYTHING, fitting, spoiled

STRUCTS = {name: (ours, twin) for name, ours, twin in structs()}


def said(module: Any, value: Any, kind: Any) -> tuple[str, Any]:
    """Return what a module makes of a value: JSON again, or its complaint."""
    try:
        return "fits", module.to_builtins(module.convert(value, kind))
    except module.ValidationError as error:
        return "misfit", str(error)


def test_what_travels_is_compared() -> None:
    assert {
        "models.rules.log.entry.Entry",
        "models.rules.minutes.records.Minutes",
        "models.rules.charter.document.Charter",
        "models.rules.verifying.bundle.Manifest",
    } <= STRUCTS.keys()


@pytest.mark.parametrize("name", STRUCTS)
@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_both_take_what_fits_and_refuse_what_does_not(name: str, data: st.DataObject) -> None:
    ours, twin = STRUCTS[name]
    values = fitting(ours)
    value = data.draw(values | spoiled(values))
    assert said(standin, value, twin) == said(msgspec, value, ours)


@pytest.mark.parametrize("name", STRUCTS)
@settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_both_make_the_same_of_what_fits(name: str, data: st.DataObject) -> None:
    ours, twin = STRUCTS[name]
    value = data.draw(fitting(ours))
    assert said(standin, value, twin)[0] == "fits"
    one, other = msgspec.convert(value, ours), standin.convert(value, twin)
    assert repr(one) == repr(other)
    assert other == standin.convert(value, twin)
    assert standin.structs.replace(other) == other


class _Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


KINDS: tuple[Any, ...] = (
    int | str | None,
    bool | list[int] | dict[str, bool],
    Literal["a", 1, None],
    _Colour,
    tuple[int, str],
    tuple[int, ...],
    dict[str, list[int | None]],
    Any,
)
BOUNDED = (
    (int, {"ge": -1, "le": 2}),
    (str, {"min_length": 1, "max_length": 2}),
    (str, {"pattern": r"^[ab]+\Z"}),
    (list[int], {"min_length": 1, "max_length": 2}),
    (dict[str, int], {"min_length": 1, "max_length": 1}),
)


@pytest.mark.parametrize("kind", KINDS)
@given(value=ANYTHING)
def test_both_read_every_kind_alike(kind: Any, value: Any) -> None:
    assert said(standin, value, kind) == said(msgspec, value, kind)


@pytest.mark.parametrize(("kind", "bounds"), BOUNDED)
@given(value=ANYTHING)
def test_both_keep_every_bound_alike(kind: Any, bounds: dict[str, Any], value: Any) -> None:
    theirs = said(msgspec, value, Annotated[kind, msgspec.Meta(**bounds)])
    assert said(standin, value, Annotated[kind, standin.Meta(**bounds)]) == theirs


@given(value=ANYTHING)
def test_both_write_the_same_canonical_form(value: Any) -> None:
    if isinstance(value, int) and abs(value) >= 2**53:
        return
    text = json.loads(json.dumps(value).replace(str(2**53), "1"))
    assert standin_jcs.dumps(text) == rfc8785.dumps(text)


@given(value=st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=6))
def test_keys_go_by_their_utf_16_units(value: dict[str, str]) -> None:
    def is_writable(text: str) -> bool:
        return not any(unicodedata.category(letter) == "Cs" for letter in text)

    if all(is_writable(key + part) for key, part in value.items()):
        assert standin_jcs.dumps(value) == rfc8785.dumps(value)


def pair(module: Any) -> tuple[type, type]:
    class Loose(module.Struct):  # type: ignore[misc,name-defined]
        a: int
        b: list[int] = []  # noqa: RUF012
        c: int = module.field(default=3)
        d: dict[str, int] = module.field(default_factory=dict)

    class Firm(Loose, frozen=True, kw_only=True, forbid_unknown_fields=True):
        e: int = 5

    return Loose, Firm


def outcome(act: Any) -> str:
    try:
        return repr(act())
    except (TypeError, AttributeError) as error:
        return f"{type(error).__name__} {error}"


@pytest.mark.parametrize(
    "act",
    [
        lambda module, loose, firm: loose(1),
        lambda module, loose, firm: loose(1, [2], 3, {"d": 4}),
        lambda module, loose, firm: loose(1, 2, 3, 4, 5),
        lambda module, loose, firm: loose(),
        lambda module, loose, firm: loose(a=1, z=2),
        lambda module, loose, firm: loose(1) == loose(1),
        lambda module, loose, firm: loose(1) == firm(a=1),
        lambda module, loose, firm: loose(1) != loose(2),
        lambda module, loose, firm: loose(1).b is loose(1).b,
        lambda module, loose, firm: loose(1).d is loose(1).d,
        lambda module, loose, firm: setattr(loose(1), "a", 2),
        lambda module, loose, firm: setattr(loose(1), "z", 2),
        lambda module, loose, firm: setattr(firm(a=1), "a", 2),
        lambda module, loose, firm: delattr(firm(a=1), "a"),
        lambda module, loose, firm: module.structs.replace(firm(a=1), a=2, e=9),
        lambda module, loose, firm: module.structs.replace(firm(a=1), z=2),
        lambda module, loose, firm: hash(firm(a=1, b=(), d=())) == hash(firm(a=1, b=(), d=())),
        lambda module, loose, firm: hash(loose(1)),
        lambda module, loose, firm: firm.__struct_fields__,
        lambda module, loose, firm: module.to_builtins(
            firm(a=1, b=(_Colour.RED,), d={"x": loose(2)})
        ),
        lambda module, loose, firm: module.to_builtins({1, "a"} and [object()][0]),
    ],
)
def test_structs_behave_alike(act: Any) -> None:
    theirs = outcome(lambda: act(msgspec, *pair(msgspec)))
    assert outcome(lambda: act(standin, *pair(standin))) == theirs


@pytest.mark.parametrize(
    "value", [{"a": 1, "z": 2}, {"a": 1, "e": 3}, {"b": [1]}, {"a": 1, "b": 2}]
)
def test_unknown_fields_are_taken_or_not_as_a_struct_says(value: Any) -> None:
    for ours, theirs in zip(pair(standin), pair(msgspec), strict=True):
        assert said(standin, value, ours) == said(msgspec, value, theirs)


def test_a_type_that_nothing_declares_is_refused() -> None:
    with pytest.raises(TypeError, match="not supported"):
        standin.convert(1, frozenset[int])


def test_a_key_that_is_no_string_is_refused_alike() -> None:
    for name in ("models.rules.minutes.records.Seal", "models.rules.minutes.records.Minutes"):
        ours, twin = STRUCTS[name]
        assert said(standin, {1: 2}, twin) == said(msgspec, {1: 2}, ours)


def test_the_twins_are_not_the_rules_themselves() -> None:
    module = twins()["models.rules.log.entry"]
    assert issubclass(module.Entry, standin.Struct)
    assert not issubclass(module.Entry, msgspec.Struct)
