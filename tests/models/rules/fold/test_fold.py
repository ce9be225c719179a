"""The fold: authors are independent inside minutes, and everything is a function of its input."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import to_builtins

from models.rules import evidence
from models.rules.fold import fold as folding
from models.rules.fold.desk import Desk
from models.rules.fold.draft import Draft
from models.rules.fold.occasion import Occasion
from models.rules.fold.void import Void
from models.rules.log.entry import Signed
from models.rules.state import State, build
from tests.models.rules.assembly import founded
from tests.models.rules.writers import (
    ALPHA,
    BETA,
    GAMMA,
    WITNESS,
    genesis,
    key,
    replacing,
    write,
)

OCCASION = Occasion(height=4, time=1000, parent="a" * 64, roster=1, cut={}, excluded=None)
SHIFTS = st.sampled_from(["shift/1", "shift/2", "shift/3"])
DEEDS = st.lists(st.tuples(st.sampled_from(["put", "claim", "add"]), SHIFTS), max_size=4)


def work(desk: Desk, deeds: list[tuple[str, str]]) -> None:
    prev = None
    for kind, slot in deeds:
        prev = write(desk.author, prev.entry.seq + 1 if prev else 0, prev)
        desk.take(prev)
        try:
            if kind == "put":
                desk.put(f"{slot}/{desk.author}", desk.id)
            elif kind == "claim":
                desk.claim(slot, desk.author)
            else:
                desk.add(f"{slot}/list", desk.id)
        except Void:
            continue
        desk.keep()


@given(st.lists(DEEDS, min_size=3, max_size=3), st.permutations(range(3)), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_order_of_authors_changes_what_comes_of_their_desks(
    deeds: list[list[tuple[str, str]]], order: list[int], is_taken: bool
) -> None:
    base = build([("shift/1/list", ["zz"]), *([("shift/2", "x")] if is_taken else [])])
    desks = [Desk(base, author, OCCASION) for author in (ALPHA, BETA, GAMMA)]
    for desk, its in zip(desks, deeds, strict=True):
        work(desk, its)
    one = folding.together(base, desks)
    other = folding.together(base, [desks[number] for number in order])
    assert one.root() == other.root()
    assert dict(one.items()) == dict(other.items())


def test_of_several_claims_the_lowest_entry_id_wins() -> None:
    desks = [Desk(State(), author, OCCASION) for author in (ALPHA, BETA, GAMMA)]
    for desk in desks:
        work(desk, [("claim", "shift/1")])
    winner = min(desks, key=lambda desk: desk.id)
    assert folding.together(State(), desks).get("shift/1") == winner.author


def shown() -> dict[str, Any]:
    one, other = write(GAMMA, 9, None).entry, write(GAMMA, 9, None, body={"n": 1}).entry
    body: dict[str, Any] = to_builtins(evidence.prove("entries", key(GAMMA), one, other))
    return body


LEAVE = {"effective": 0, "reason": "other"}
MADE = founded(genesis(witnesses=(WITNESS,)))
ENTRIES: dict[str, list[Signed]] = {
    ALPHA: [
        MADE.write(ALPHA, "key", replacing(ALPHA, "2")),
        MADE.write(ALPHA, "leave", LEAVE, "2"),
    ],
    BETA: [MADE.write(BETA, "evidence", shown()), MADE.write(BETA, "of_later", {"any": 1})],
    GAMMA: [MADE.write(GAMMA, "leave", LEAVE), MADE.write(GAMMA, "leave", LEAVE)],
    WITNESS: [MADE.write(WITNESS, "evidence", shown()), MADE.write(WITNESS, "ack", {"heads": {}})],
}


@given(st.permutations(sorted(ENTRIES)))
@settings(max_examples=20, deadline=None)
def test_real_entries_fold_to_one_result_in_any_order_of_authors(order: list[str]) -> None:
    occasion = MADE.occasion()
    one = folding.fold(MADE.state, occasion, ENTRIES)
    other = folding.fold(MADE.state, occasion, {author: ENTRIES[author] for author in order})
    assert one.state.root() == other.state.root()
    assert (one.effects, one.voided) == (other.effects, other.voided)


def test_the_fold_tells_what_had_no_effect_and_ignores_what_it_does_not_know() -> None:
    folded = folding.fold(MADE.state, MADE.occasion(), ENTRIES)
    (void,) = folded.voided
    assert (void.entry, void.partner, void.reason) == (ENTRIES[GAMMA][1].id, GAMMA, "already_done")
    assert folded.state.get("leaving") == [ALPHA, GAMMA]
    unknown = {BETA: ENTRIES[BETA][1:]}
    nothing = folding.fold(MADE.state, MADE.occasion(), {})
    ignored = folding.fold(MADE.state, MADE.occasion(), unknown)
    assert ignored.state.root() == nothing.state.root()
    assert (ignored.effects, ignored.voided) == (nothing.effects, nothing.voided)


def test_effects_come_in_the_order_of_steps_and_authors() -> None:
    folded = folding.fold(MADE.state, MADE.occasion(), ENTRIES)
    abouts = [effect.about for effect in folded.effects if effect.kind == "leave_given"]
    assert abouts == [ALPHA, GAMMA]
    kinds = [effect.kind for effect in folded.effects]
    assert kinds.index("key_suspended") > kinds.index("leave_given")


def test_a_draft_is_a_state_with_changes_on_top() -> None:
    draft = Draft(build([("a", 1)]), OCCASION)
    draft.put("a", None)
    draft.put("b", 2)
    assert (draft.get("a"), draft.get("b"), draft.get("c")) == (None, 2, None)
    draft.tell("something", "b", n=1)
    assert draft.effects[0].facts == {"n": 1}
    assert draft.state().root() == build([("b", 2)]).root()
