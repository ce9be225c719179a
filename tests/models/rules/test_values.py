"""Values: types that bound what a governance object can hold, to the last character."""

from typing import Any

import pytest
from msgspec import ValidationError, convert

from models.rules import values
from models.rules.canon import SAFE_INTEGER
from models.rules.refusal import Refusal, Refused
from models.rules.values import Cut, Head, Id, Key, Moment, PartnerId, Signature, Slug

ID = "0123456789abcdef" * 4
KEY = "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Id, ID),
        (PartnerId, "alpha.example"),
        (PartnerId, "localhost:8080"),
        (PartnerId, "a"),
        (PartnerId, "a" * 253),
        (Key, KEY),
        (Signature, "A-_z" * 21 + "Aa"),
        (Moment, 0),
        (Moment, SAFE_INTEGER),
        (Slug, "goal/2030:a_b.c-d"),
        (Head, (0, ID)),
        (Cut, {"alpha.example": (7, ID)}),
    ],
)
def test_what_fits_is_taken(kind: Any, value: Any) -> None:
    assert convert(value, kind) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Id, ID[:-1]),
        (Id, ID + "0"),
        (Id, ID.upper()),
        (Id, ID + "\n"),
        (Id, "\u0660" + ID[1:]),
        (PartnerId, ""),
        (PartnerId, "a" * 254),
        (PartnerId, "Alpha.example"),
        (PartnerId, ".example"),
        (PartnerId, "alpha/example"),
        (PartnerId, "alpha.example\n"),
        (PartnerId, "bücher.example"),
        (Key, KEY[:-1]),
        (Key, KEY + "1"),
        (Key, KEY[:-1] + "0"),
        (Key, "u" + KEY[1:]),
        (Signature, "A" * 85),
        (Signature, "A" * 86 + "="),
        (Signature, "A" * 85 + "+"),
        (Moment, -1),
        (Moment, SAFE_INTEGER + 1),
        (Moment, 1.0),
        (Moment, True),
        (Moment, "1"),
        (Slug, "Goal"),
        (Slug, "a" * 129),
        (Slug, "a b"),
        (Head, (0,)),
        (Head, (0, ID, 1)),
        (Head, (-1, ID)),
        (Cut, {"Alpha": (0, ID)}),
        (Cut, [["alpha.example", [0, ID]]]),
    ],
)
def test_what_does_not_fit_is_refused(kind: Any, value: Any) -> None:
    with pytest.raises(ValidationError):
        convert(value, kind)
    with pytest.raises(Refused) as caught:
        values.shaped(value, kind)
    assert caught.value.reason == Refusal.MALFORMED
