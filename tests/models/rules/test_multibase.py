"""Base58btc: each byte string has one form, and decoding is bounded."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.rules import multibase

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def slowly(raw: bytes) -> str:
    """Return base58btc as the textbook writes it."""
    number, digits = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = ALPHABET[digit] + digits
    return "z" + "1" * (len(raw) - len(raw.lstrip(b"\0"))) + digits


@settings(deadline=None)
@given(st.binary(max_size=80))
@example(b"")
@example(b"\0\0\x01")
@example(bytes(34))
def test_bytes_have_the_textbooks_form_and_come_back(raw: bytes) -> None:
    text = multibase.encode(raw)
    assert text == slowly(raw)
    assert multibase.decode(text, len(raw)) == raw


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=40), st.integers(-1, 1))
def test_only_the_expected_size_comes_out(raw: bytes, more: int) -> None:
    if more:
        with pytest.raises(ValueError):
            multibase.decode(multibase.encode(raw), len(raw) + more)


def test_examples_of_others_are_met() -> None:
    assert multibase.encode(b"Hello World!") == "z2NEpo7TZRRrLZSi2U"
    assert multibase.decode("z2NEpo7TZRRrLZSi2U", 12) == b"Hello World!"


@pytest.mark.parametrize("text", ["", "2NEpo7TZRRrLZSi2U", "z2NEpo7TZRRrLZSi20", "z" + "2" * 900])
def test_anything_else_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):
        multibase.decode(text, 12)
