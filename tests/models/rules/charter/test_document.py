"""A charter is plain JSON: the same bytes everywhere, and back again."""

import json

import pytest
from msgspec import ValidationError, convert, to_builtins

from models.rules import canon
from models.rules.charter.document import Charter, digest
from tests.models.rules.charter.drafts import CHARTERS, edited


@pytest.mark.parametrize("name", sorted(CHARTERS))
def test_a_charter_survives_its_canonical_form(name: str) -> None:
    charter = CHARTERS[name]
    raw = canon.encode(to_builtins(charter))
    again = convert(canon.parse(raw), Charter)
    assert again == charter
    assert canon.encode(to_builtins(again)) == raw


def test_no_number_in_a_charter_has_a_fraction() -> None:
    raw = canon.encode(to_builtins(CHARTERS["learning"]))
    assert not [each for each in json.loads(raw).values() if isinstance(each, float)]
    with pytest.raises(ValidationError):
        convert({**json.loads(raw), "grace_ms": 1.5}, Charter)


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError):
        convert({**to_builtins(CHARTERS["learning"]), "colour": "blue"}, Charter)


def test_the_hash_of_a_charter_says_every_word_of_it() -> None:
    charter = CHARTERS["alliance"]
    again = convert(json.loads(canon.encode(to_builtins(charter))), Charter)
    assert digest(again) == digest(charter)
    assert digest(edited(charter, {"clauses/council/title": "Counsel"})) != digest(charter)
    assert len({digest(each) for each in CHARTERS.values()}) == 4
