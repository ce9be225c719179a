"""The desk: an author sees itself and the past, and touches nothing that could depend on order."""

import pytest

from models.rules.fold.desk import Desk
from models.rules.fold.occasion import Occasion
from models.rules.fold.void import Void, VoidReason
from models.rules.log.entry import Signed
from models.rules.state import build
from tests.models.rules.writers import ALPHA, BETA, write

OCCASION = Occasion(height=4, time=1000, parent="a" * 64, roster=1, cut={}, excluded=None)
BEFORE = build([("mine", {"by": ALPHA, "n": 1}), ("theirs", {"by": BETA}), ("list", ["b"])])
SHIFTS = ("shift/1", "shift/2")


def desk_with(*entries: Signed) -> Desk:
    made = Desk(BEFORE, ALPHA, OCCASION)
    made.take(entries[0] if entries else write(ALPHA, 0, None))
    return made


def test_an_empty_desk_has_no_entry() -> None:
    with pytest.raises(LookupError):
        _ = Desk(BEFORE, ALPHA, OCCASION).id


def test_the_desk_shows_the_entry_and_what_its_author_knew() -> None:
    signed = write(ALPHA, 0, None)
    made = desk_with(signed)
    assert (made.id, made.entry, made.anchor) == (signed.id, signed.entry, -1)
    made.take(write(ALPHA, 0, None, anchor=[7, "a" * 64]))
    assert made.anchor == 7


def test_an_author_writes_what_is_its_own_and_sees_it_at_once() -> None:
    made = desk_with()
    made.put(f"a/{made.id}", 1)
    made.put(f"{ALPHA}/b", 2)
    made.put("mine", {"by": ALPHA, "n": 2})
    assert (made.get(f"a/{made.id}"), made.get("mine")["n"]) == (1, 2)
    made.keep()
    made.take(write(ALPHA, 1, write(ALPHA, 0, None)))
    assert made.get("mine")["n"] == 2
    made.put("mine", None)
    assert made.get("mine") is None
    assert made.get("list") == ["b"]


@pytest.mark.parametrize("key", ["theirs", "list", "nobodys", BETA, f"x{ALPHA}"])
def test_an_author_writes_nothing_else(key: str) -> None:
    with pytest.raises(ValueError, match="alone"):
        desk_with().put(key, {"by": ALPHA})


def test_a_claim_stands_unless_somebody_has_it() -> None:
    made = desk_with()
    made.claim(SHIFTS[0], "first")
    assert made.get(SHIFTS[0]) is None
    made.keep()
    assert made.claims == {SHIFTS[0]: (made.id, "first")}
    for taken in ("theirs", SHIFTS[0]):
        with pytest.raises(Void) as caught:
            made.claim(taken, "second")
        assert caught.value.reason == VoidReason.TAKEN


def test_what_a_void_entry_did_never_counts() -> None:
    made = desk_with()
    made.put("mine", {"by": ALPHA, "n": 9})
    made.claim(SHIFTS[0], 1)
    made.add("list", "a")
    made.tell("something", "mine")
    made.take(write(ALPHA, 1, write(ALPHA, 0, None)))
    assert made.get("mine")["n"] == 1
    made.tell("other", "mine", n=1)
    made.add("list", "c")
    made.keep()
    assert made.changes == {}
    assert made.claims == {}
    assert made.additions == {"list": {"c"}}
    assert [(effect.kind, effect.facts) for effect in made.effects] == [("other", {"n": 1})]


def test_a_void_says_its_reason() -> None:
    assert str(Void(VoidReason.TAKEN)) == "taken"
    assert str(Void(VoidReason.TAKEN, "shift/1")) == "taken: shift/1"
