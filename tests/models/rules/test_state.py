"""The state: a map that any order of changes brings to one root."""

import hashlib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules import canon
from models.rules.state import State, build

KEYS = st.integers(0, 40).map(lambda number: f"key/{number}")
VALUES = st.none() | st.integers(0, 3) | st.lists(st.integers(0, 3), max_size=2)
CHANGES = st.lists(st.dictionaries(KEYS, VALUES, max_size=8), max_size=10)


def plain(changes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a dict becomes by the same changes."""
    found: dict[str, Any] = {}
    for each in changes:
        found.update(each)
    return {key: value for key, value in found.items() if value is not None}


@given(CHANGES)
@settings(max_examples=100, deadline=None)
def test_a_state_holds_what_a_dict_would(changes: list[dict[str, Any]]) -> None:
    state = State()
    for each in changes:
        state = state.changed(each)
    expected = plain(changes)
    assert dict(state.items()) == expected
    for number in range(41):
        assert state.get(f"key/{number}") == expected.get(f"key/{number}")


@given(CHANGES, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_root_says_what_is_held_and_nothing_of_how_it_came(
    changes: list[dict[str, Any]], chance: Any
) -> None:
    state = State()
    for each in changes:
        state = state.changed(each)
        state.root()
    items = list(plain(changes).items())
    chance.shuffle(items)
    other = State()
    for key, value in items:
        other = other.changed({key: value})
    assert other.root() == state.root() == build(items).root()
    assert list(other.items()) == list(state.items())


@given(st.dictionaries(KEYS, VALUES, max_size=8), st.dictionaries(KEYS, VALUES, max_size=8))
@settings(max_examples=80, deadline=None)
def test_two_states_have_one_root_only_when_they_are_the_same(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    roots = build(one.items()).root(), build(other.items()).root()
    assert (roots[0] == roots[1]) == (plain([one]) == plain([other]))


def test_a_state_is_never_changed_by_what_follows() -> None:
    first = build([("a", 1), ("b", 2)])
    root = first.root()
    second = first.changed({"a": None, "c": 3})
    assert first.root() == root
    assert (first.get("a"), second.get("a"), second.get("c")) == (1, None, 3)
    assert second.changed({"a": 1, "c": None}).root() == root
    assert first.changed({"none": None}).root() == root


def test_the_root_is_made_as_it_is_written_down() -> None:
    assert State().root() == "00" * 32
    leaf = hashlib.sha256(b"hanse/state-leaf/1\0" + canon.encode(["a", 1])).digest()
    assert build([("a", 1)]).root() == leaf.hex()
    other = hashlib.sha256(b"hanse/state-leaf/1\0" + canon.encode(["b", 2])).digest()
    parts = [bytes(32)] * 16
    for key, digest in (("a", leaf), ("b", other)):
        parts[int(hashlib.sha256(key.encode()).hexdigest()[0], 16)] = digest
    branch = hashlib.sha256(b"hanse/state-branch/1\0" + b"".join(parts)).digest()
    assert build([("b", 2), ("a", 1)]).root() == branch.hex()
