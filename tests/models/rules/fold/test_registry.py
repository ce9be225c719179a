"""The registry finds each act because it is there, with its body and its door."""

import importlib
import pkgutil

from msgspec import Struct

from models.rules import acts as room
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act, acts


class Nothing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body that says nothing."""


def test_each_module_of_the_room_declares_the_act_of_its_name() -> None:
    modules = {info.name for info in pkgutil.iter_modules(room.__path__)}
    assert set(acts()) == modules
    for name in modules:
        assert importlib.import_module(f"{room.__name__}.{name}").fold.act is acts()[name]


def test_all_types_of_the_design_are_there() -> None:
    assert {
        *("accept", "ready", "key", "ballot", "vote", "withdraw", "box", "open", "proposal"),
        *("amend", "decision", "notice", "appeal", "reverse", "duty", "contribution", "confirm"),
        *("rota", "goal", "measure", "review", "leave", "ack", "evidence", "settle", "receipt"),
    } <= set(acts())


def test_bodies_are_closed_frozen_and_named() -> None:
    for each in acts().values():
        config = each.body.__struct_config__
        assert config.frozen
        assert config.forbid_unknown_fields


def test_a_declared_function_keeps_being_itself() -> None:
    seen = []

    @act("nothing", Nothing, by="sealer")
    def fold(desk: Desk, body: Nothing) -> None:
        seen.append(body)

    fold(None, Nothing())  # type: ignore[arg-type]
    assert seen == [Nothing()]
    declared = fold.__dict__["act"]
    assert (declared.type, declared.by, declared.door) == ("nothing", "sealer", None)
    assert "nothing" not in acts()
