"""Texts lie beside the record, are forgotten without a trace, and false ones are known."""

from typing import Any

import pytest
from msgspec import structs

from models.rules.values import HOUR, MINUTE
from models.rules.verifying import bundle
from server.simulation import campaign, publishing
from server.simulation.plan import Item, Plan
from server.simulation.shelf import Shelf
from server.simulation.world import World

DECIDED: dict[str, Any] = {
    "object": "o0",
    "scope": "local",
    "severity": "remove",
    "ground": "illegal",
    "home": None,
    "role": "instance",
    "notices": [],
}
PLAN = Plan(
    seed=5,
    policy="two_thirds",
    partners=("ash", "birch", "cedar", "elm"),
    items=(
        Item(at=3 * MINUTE, kind="decide", who="ash", what={**DECIDED, "name": "d0"}),
        Item(at=3 * MINUTE, kind="decide", who="elm", what={**DECIDED, "name": "d1"}),
    ),
    calm_at=10 * MINUTE,
    end=30 * HOUR,
    is_real=True,
)
ERASED = structs.replace(
    PLAN, items=(*PLAN.items, Item(at=9 * MINUTE, kind="erase", what={"of": "d0"}))
)


def blobs(plan: Plan) -> tuple[World, set[str]]:
    """Return the world after a plan, and the texts in its bundle."""
    world = World(plan)
    assert world.run().violation is None
    files = publishing.files_of(world)
    assert files is not None
    return world, {name for name in files if bundle.BLOB.match(name)}


def test_a_commitment_does_not_tell_which_of_two_texts_are_the_same() -> None:
    shelf = Shelf(1)
    assert shelf.lay("the same reasons") != shelf.lay("the same reasons")


def test_what_is_erased_is_gone_and_remembered_only_to_look_for_traces() -> None:
    shelf = Shelf(1)
    laid = shelf.lay("reasons")
    assert shelf.erase(laid)
    assert not shelf.erase(laid)
    assert not shelf.contents
    assert [each.id for each in shelf.erased] == [laid]
    assert shelf.erased[0].text.startswith(b"reasons")


def test_a_false_text_is_given_out_once_and_only_for_what_is_there() -> None:
    shelf = Shelf(1)
    laid = shelf.lay("reasons")
    assert shelf.falsify(laid)
    assert not shelf.falsify(laid)
    assert not shelf.falsify("0" * 64)
    assert bundle.blob_id(shelf.false[laid]) != laid


def test_a_bundle_holds_the_texts_that_nobody_erased() -> None:
    _, both = blobs(PLAN)
    world, left = blobs(ERASED)
    assert len(both) == 2
    assert left == both - {f"blobs/{world.shelf.erased[0].id}"}


@pytest.mark.parametrize("mutant", ["unsalted-text", "blob-in-state"])
def test_a_trace_of_an_erased_text_is_noticed(mutant: str) -> None:
    violation = campaign.once(ERASED, mutant).violation
    assert violation is not None
    assert violation.number == 14
