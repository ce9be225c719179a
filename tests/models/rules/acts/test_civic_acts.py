"""All acts of moderation, work and exit together: whatever is written, the fold stands."""

import re
from random import Random
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Meta, Struct

from models.rules import canon
from models.rules.fold.registry import acts
from models.rules.values import DAY, HOUR, MINUTE
from tests.models.rules.acts.civic import Chance
from tests.models.rules.community import Community, in_any_order

CIVIC = (
    "decision",
    "notice",
    "appeal",
    "lot",
    "reverse",
    "confirm",
    "duty",
    "rota",
    "contribution",
    "goal",
    "measure",
    "receipt",
)
ORGANISATIONS_MAY_SAY = {("duty", "purpose"), ("goal", "purpose")}
WORD = re.compile(r"[A-Za-z0-9_.:/-]{0,260}\Z")
CALL = re.compile(r"[0-9]{16} [a-z]+/[a-z0-9_.:/-]{1,260}\Z")


def is_impersonal(kind: Any) -> bool:
    """Tell whether a field of this type holds no free text: ids, names, enums, numbers."""
    origin = get_origin(kind)
    if origin is Annotated:
        base, *notes = get_args(kind)
        has_pattern = any(isinstance(note, Meta) and note.pattern for note in notes)
        return has_pattern if base is str else is_impersonal(base)
    if origin is Literal:
        return True
    if origin in (UnionType, Union, list, tuple):
        return all(is_impersonal(each) for each in get_args(kind))
    return kind in (int, bool, type(None))


@pytest.mark.parametrize("name", CIVIC)
def test_no_body_has_room_for_a_person(name: str) -> None:
    fields = get_type_hints(acts()[name].body, include_extras=True)
    roomy = {(name, field) for field, kind in fields.items() if not is_impersonal(kind)}
    assert roomy <= ORGANISATIONS_MAY_SAY


def test_the_check_finds_room_for_a_person() -> None:
    class Body(Struct):
        name: str
        about: Annotated[str, Meta(max_length=9)] | None
        parts: dict[str, str]

    assert not any(
        is_impersonal(kind) for kind in get_type_hints(Body, include_extras=True).values()
    )


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = list(value) + list(value.values()) if isinstance(value, dict) else value
    return [text for part in parts for text in strings(part)] if isinstance(parts, list) else []


def live(community: Community, random: Random, rounds: int) -> list[str]:
    """Let random things happen; return the reasons for which entries were void."""
    chance = Chance(community, random)
    reasons = []
    paces = random.choice([(MINUTE, MINUTE, HOUR), (MINUTE, HOUR, DAY), (HOUR, DAY, 40 * DAY)])
    for _ in range(rounds):
        entries = chance.draws() + [chance.entry() for _ in range(random.randint(0, 5))]
        reasons += in_any_order(community, entries, random.choice(paces))
    return reasons


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_whatever_is_written_folds_and_the_order_of_authors_never_matters(random: Random) -> None:
    community = Community()
    before = {key for key, _ in community.state.items()}
    live(community, random, 14)
    for key, value in community.state.items():
        if key in before:
            continue
        assert canon.parse(canon.encode({"value": value})) == {"value": value}
        if key.startswith(("indicator/", "duty/")):
            continue
        pattern = CALL if key.startswith("agenda/") else WORD
        assert all(pattern.match(text) for text in strings(value)), key


def test_random_lives_reach_most_of_what_can_happen() -> None:
    reasons: set[str] = set()
    keys: set[str] = set()
    for seed in range(50):
        community = Community()
        reasons |= set(live(community, Random(seed), 30))  # noqa: S311
        keys |= {key.partition("/")[0] for key, _ in community.state.items()}
    assert reasons >= {
        "already_done",
        "gone",
        "lot_missing",
        "moot",
        "not_on_panel",
        "not_on_shift",
        "not_yours",
        "own_act",
        "role_unfit",
        "step_unfit",
        "taken",
        "too_late",
        "unknown_target",
    }
    assert keys >= {
        "answer",
        "appeal",
        "confirmed",
        "cover",
        "counted",
        "decision",
        "exit",
        "exit_owner",
        "exit_waived",
        "holder",
        "indicator",
        "ledger",
        "left",
        "lot",
        "measure",
        "notice",
        "reversed",
    }
