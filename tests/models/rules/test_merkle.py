"""Merkle trees: the shape of RFC 6962, proofs of exactly what is inside."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules import merkle

TAG = b"hanse/node/1\0"


def leaf(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def plainly(leaves: list[str]) -> str:
    """Return the root as RFC 6962 §2.1 defines it."""
    if not leaves:
        return hashlib.sha256(TAG).hexdigest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    halves = bytes.fromhex(plainly(leaves[:split])) + bytes.fromhex(plainly(leaves[split:]))
    return hashlib.sha256(TAG + halves).hexdigest()


@pytest.mark.parametrize("count", range(70))
def test_the_root_is_that_of_the_definition(count: int) -> None:
    leaves = [leaf(number) for number in range(count)]
    assert merkle.root(leaves) == plainly(leaves)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 17, 31, 33])
def test_every_leaf_has_a_proof_that_holds_in_its_place_only(count: int) -> None:
    leaves = [leaf(number) for number in range(count)]
    top = merkle.root(leaves)
    for index in range(count):
        way = merkle.proof(leaves, index)
        for place in range(count):
            is_its_own = place == index
            assert merkle.is_inside(leaves[index], (place, count), way, top) == is_its_own


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.data())
def test_a_changed_proof_proves_nothing(count: int, data: st.DataObject) -> None:
    leaves = [leaf(number) for number in range(count)]
    index = data.draw(st.integers(0, count - 1))
    way = list(merkle.proof(leaves, index))
    top = merkle.root(leaves)
    assert not merkle.is_inside(leaf(-1), (index, count), way, top)
    assert not merkle.is_inside(leaves[index], (index, count), [*way, leaf(-1)], top)
    assert not merkle.is_inside(leaves[index], (index, count), way, leaf(-1))
    if way:
        place = data.draw(st.integers(0, len(way) - 1))
        assert not merkle.is_inside(leaves[index], (index, count), way[:-1], top)
        way[place] = leaf(-2)
        assert not merkle.is_inside(leaves[index], (index, count), way, top)


def test_no_place_outside_of_the_tree_is_inside() -> None:
    leaves = [leaf(0), leaf(1)]
    way = merkle.proof(leaves, 1)
    for place in ((2, 2), (-1, 2), (0, 0)):
        assert not merkle.is_inside(leaves[1], place, way, merkle.root(leaves))
    with pytest.raises(IndexError):
        merkle.proof(leaves, 2)
    with pytest.raises(IndexError):
        merkle.proof(leaves, -1)
