"""The genesis: it names its community, and whoever reads it sees what is wrong with it."""

from typing import Any

import pytest
from msgspec import convert, structs, to_builtins

from models.rules import canon
from models.rules import genesis as genesis_of
from models.rules.genesis import Chartered, Genesis, GenesisFault
from models.rules.refusal import Refusal, Refused
from tests.models.rules.assembly import Assembly, accepting, founded
from tests.models.rules.writers import ALPHA, BETA, GAMMA, WITNESS, genesis, key, sealer


def document(**more: Any) -> Chartered:
    return Chartered(document={**genesis().charter.document, **more})


def test_a_genesis_travels_and_keeps_its_id() -> None:
    made = genesis(witnesses=(WITNESS,))
    again = genesis_of.read(genesis_of.raw(made))
    assert genesis_of.raw(again) == genesis_of.raw(made)
    assert genesis_of.identify(again) == canon.digest("hanse/genesis/1", to_builtins(made))
    assert genesis_of.faults(made) == ()


def test_any_change_names_another_community() -> None:
    made = genesis()
    others = [
        structs.replace(made, created=made.created + 1),
        structs.replace(made, host=BETA),
        structs.replace(made, line=[BETA, ALPHA, GAMMA]),
        structs.replace(made, charter=document(purpose="Dirty rivers.")),
        structs.replace(made, sealers=[*made.sealers[:2], sealer(GAMMA, name="2")]),
    ]
    assert len({genesis_of.identify(each) for each in (made, *others)}) == 6


def test_only_one_form_of_a_genesis_is_read() -> None:
    with pytest.raises(Refused) as caught:
        genesis_of.read(genesis_of.raw(genesis()) + b" ")
    assert caught.value.reason == Refusal.NOT_CANONICAL
    with pytest.raises(Refused) as caught:
        genesis_of.read(canon.encode({**to_builtins(genesis()), "more": 1}))
    assert caught.value.reason == Refusal.MALFORMED


@pytest.mark.parametrize("url", ["http://alpha.example", "https://", "https://a b", "https://a\n"])
def test_a_sealer_is_found_by_https(url: str) -> None:
    made = to_builtins(genesis())
    made["sealers"][0]["url"] = url
    with pytest.raises(Refused) as caught:
        genesis_of.read(canon.encode(made))
    assert caught.value.reason == Refusal.MALFORMED


SMALL = "z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP"
"""All zeros: a point of small order."""


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"charter": document(purpose=1)}, GenesisFault.CHARTER_MALFORMED),
        ({"charter": document(purpose="")}, GenesisFault.CHARTER_FAULTY),
        ({"charter": document(version=2)}, GenesisFault.CHARTER_NOT_FIRST),
        (
            {"sealers": [sealer(BETA), sealer(ALPHA), sealer(GAMMA)]},
            GenesisFault.SEALERS_UNSORTED,
        ),
        (
            {"sealers": [sealer(ALPHA), structs.replace(sealer(BETA), key=key(ALPHA))]},
            GenesisFault.KEY_REPEATED,
        ),
        ({"sealers": [structs.replace(sealer(ALPHA), key=SMALL)]}, GenesisFault.KEY_UNFIT),
        ({"sealers": [sealer(ALPHA, "witness")]}, GenesisFault.PARTNERS_MISSING),
        ({"sealers": [sealer(ALPHA, "witness")]}, GenesisFault.WITNESSES_TOO_MANY),
        ({"line": [ALPHA, BETA]}, GenesisFault.LINE_UNFIT),
        ({"line": [ALPHA, BETA, GAMMA, ALPHA]}, GenesisFault.LINE_UNFIT),
        ({"line": [ALPHA, BETA, WITNESS]}, GenesisFault.LINE_UNFIT),
        ({"host": WITNESS}, GenesisFault.HOST_UNFIT),
    ],
)
def test_each_fault_is_named(more: dict[str, Any], expected: GenesisFault) -> None:
    made = convert({**to_builtins(genesis()), **to_builtins(more)}, Genesis)
    assert expected in genesis_of.faults(made)


def test_every_fault_has_its_test() -> None:
    marks = test_each_fault_is_named.pytestmark  # type: ignore[attr-defined]
    assert {case[1] for case in marks[0].args[1]} == set(GenesisFault)


def test_the_first_state_names_founders_that_have_not_accepted() -> None:
    state = genesis_of.first_state(genesis(witnesses=(WITNESS,)))
    assert state.get("roster") == {
        "version": 1,
        "policy": "majority",
        "sealers": [ALPHA, BETA, GAMMA, WITNESS],
        "line": [ALPHA, BETA, GAMMA],
        "host": ALPHA,
    }
    assert state.get(f"partner/{WITNESS}")["kind"] == "witness"
    assert state.get(f"partner/{ALPHA}") == {
        "kind": "partner",
        "status": "founder",
        "url": f"https://{ALPHA}/partner",
        "key": key(ALPHA),
        "recovery": key(ALPHA, "recovery"),
        "suspended": None,
        "handed": [],
        "since": 0,
        "head": None,
    }
    charter = state.get("charter")
    assert charter["id"] == genesis_of.charter_id(charter["document"])


def test_founders_accept_once_and_do_nothing_before() -> None:
    made = Assembly(genesis())
    assert made.void(BETA, "leave", {"effective": 0, "reason": "other"}) == "not_entitled"
    assert made.void(BETA, "accept", accepting(BETA)) == "already_done"
    made.act(ALPHA, "accept", accepting(ALPHA))
    assert made.status(ALPHA) == "active"
    assert made.void(ALPHA, "accept", accepting(ALPHA)) == "already_done"


def test_all_founders_are_partners_after_height_0() -> None:
    made = founded(genesis(witnesses=(WITNESS,)))
    assert {made.status(each) for each in (ALPHA, BETA, GAMMA, WITNESS)} == {"active"}


def test_a_founder_without_its_recovery_key_does_not_accept() -> None:
    made = Assembly(genesis())
    with pytest.raises(Refused) as caught:
        made.write(ALPHA, "accept", accepting(ALPHA, "recovery 2"))
    assert caught.value.reason == Refusal.POSSESSION_UNPROVEN
