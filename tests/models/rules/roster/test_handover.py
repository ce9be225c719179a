"""The roster changes by one step at a time, and each quorum meets the next (R8, invariant 9)."""

from typing import Any

import pytest

from models.rules import quorum
from models.rules.roster import queue, seats
from models.rules.roster.change import Add, Change, ChangeFault, Repolicy, find, written
from models.rules.values import MINUTE
from tests.models.rules.assembly import Assembly, founded
from tests.models.rules.roster.changes import (
    BALLOT,
    NAMES,
    OTHER_BALLOT,
    adding,
    community,
    decided,
    get_ready,
    handed_over,
    removing,
)
from tests.models.rules.writers import (
    ALPHA,
    BETA,
    DELTA,
    GAMMA,
    MANY,
    WITNESS,
    genesis,
    key,
    sealer,
)


def test_a_newcomer_seals_once_it_is_ready_and_the_handover_is_done() -> None:
    made = community()
    assert decided(made, adding()) == [None]
    assert [effect.facts["key"] for effect in made.told("candidate_admitted")] == [key(DELTA)]
    assert made.status(DELTA) == "candidate"
    made.minutes()
    made.minutes()
    assert made.get("roster/next") is None
    get_ready(made)
    assert made.get("roster")["version"] == 1
    assert made.get("roster/next") == {
        "version": 2,
        "policy": "majority",
        "sealers": [*NAMES[:2], DELTA, GAMMA],
        "line": [*NAMES, DELTA],
        "host": ALPHA,
    }
    assert made.told("roster_enacted")[0].facts == {"version": 2, "change": "add"}
    assert made.get("roster/queue") is None
    made.minutes()
    assert made.status(DELTA) == "candidate"
    handed_over(made)
    assert made.status(DELTA) == "active"
    assert made.get(f"partner/{DELTA}")["since"] == made.height
    assert made.get("roster")["version"] == 2
    assert made.get("roster/next") is None
    assert made.get("roster/enacting") is None
    made.minutes()
    assert made.get("roots") is None


def test_a_witness_seals_and_is_never_secretary() -> None:
    made = community()
    decided(made, adding(WITNESS, "witness"))
    made.minutes()
    get_ready(made, WITNESS)
    handed_over(made)
    assert made.get("roster")["sealers"] == [*NAMES, WITNESS]
    assert made.get("roster")["line"] == list(NAMES)


def test_who_is_expelled_keeps_the_last_head_that_counts() -> None:
    made = community()
    last = made.act(GAMMA, "ack", {"heads": {}})
    decided(made, removing(GAMMA))
    made.minutes()
    assert made.get(f"partner/{GAMMA}")["head"] == [1, last.id]
    assert made.status(GAMMA) == "active"
    handed_over(made)
    assert made.status(GAMMA) == "expelled"
    assert made.get("roster")["line"] == [ALPHA, BETA]
    assert made.void(GAMMA, "ack", {"heads": {}}) == "gone"
    assert made.get(f"partner/{GAMMA}")["head"] == [1, last.id]


def test_entries_after_the_cut_change_no_state() -> None:
    made = community()
    decided(made, removing(GAMMA))
    made.minutes()
    handed_over(made)
    late = made.write(GAMMA, "leave", {"effective": 0, "reason": "conflict"})
    before = made.state
    assert made.minutes(late) == ["gone"]
    other = Assembly(genesis())
    other.state, other.height, other.time = before, made.height - 1, made.time - MINUTE
    other.cut = made.cut
    other.minutes()
    assert other.state.root() == made.state.root()


def test_changes_take_their_turn_one_version_each() -> None:
    made = community(*NAMES, DELTA)
    changes = (removing(DELTA), Repolicy(cause=OTHER_BALLOT, policy="two_thirds"))
    assert decided(made, *changes) == [None, None]
    made.minutes()
    assert made.get("roster/next")["sealers"] == list(NAMES)
    assert [find(each) for each in made.get("roster/queue")] == [changes[1]]
    made.minutes()
    assert made.get("roster/next")["version"] == 2
    handed_over(made)
    assert made.get("roster")["policy"] == "majority"
    assert made.get("roster/next")["policy"] == "two_thirds"
    handed_over(made)
    assert made.get("roster") == {
        "version": 3,
        "policy": "two_thirds",
        "sealers": list(NAMES),
        "line": list(NAMES),
        "host": ALPHA,
    }


def test_who_is_not_ready_holds_up_nobody() -> None:
    made = community()
    decided(made, adding(), removing(GAMMA))
    made.minutes()
    assert made.get("roster/next")["sealers"] == [ALPHA, BETA]
    assert [find(each).kind for each in made.get("roster/queue")] == ["add"]


def test_the_host_seat_falls_to_the_next_in_line() -> None:
    roster = {"version": 1, "policy": "majority", "sealers": list(NAMES), "host": GAMMA}
    roster["line"] = [GAMMA, ALPHA, BETA]
    assert seats.without(roster, GAMMA)["host"] == ALPHA
    roster["line"] = [ALPHA, BETA, GAMMA]
    assert seats.without(roster, GAMMA)["host"] == ALPHA
    assert seats.without({**roster, "host": ALPHA}, ALPHA)["host"] == BETA
    assert seats.without(roster, ALPHA)["host"] == GAMMA


def test_the_host_seat_moves_by_decision_to_an_active_partner() -> None:
    made = community(witnesses=(WITNESS,))
    assert made.decide(lambda draft: seats.move_host(draft, WITNESS)) == ChangeFault.NOT_THERE
    assert made.decide(lambda draft: seats.move_host(draft, DELTA)) == ChangeFault.NOT_THERE
    assert made.decide(lambda draft: seats.move_host(draft, BETA)) is None
    assert made.get("roster")["host"] == BETA
    decided(made, removing(GAMMA))
    made.minutes()
    assert made.decide(lambda draft: seats.move_host(draft, GAMMA)) == ChangeFault.NOT_THERE
    assert made.decide(lambda draft: seats.move_host(draft, ALPHA)) is None
    handed_over(made)
    assert made.get("roster")["host"] == ALPHA


def test_the_host_seat_does_not_go_to_who_is_not_in_force_yet() -> None:
    made = community()
    decided(made, adding())
    made.minutes()
    get_ready(made)
    assert made.decide(lambda draft: seats.move_host(draft, DELTA)) == ChangeFault.NOT_THERE


SMALL = "z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (adding(ALPHA, name="2", recovery="recovery 2"), ChangeFault.ALREADY_THERE),
        (Add(cause=BALLOT, sealer=sealer(DELTA, name="2")), None),
        (adding(DELTA, name="recovery"), ChangeFault.KEY_UNFIT),
        (removing(DELTA), ChangeFault.NOT_THERE),
        (removing(WITNESS), None),
        (removing(GAMMA), None),
        (Repolicy(cause=BALLOT, policy="majority"), ChangeFault.POLICY_UNCHANGED),
        (Repolicy(cause=BALLOT, policy="two_thirds"), None),
    ],
)
def test_a_change_that_means_nothing_is_not_queued(
    change: Change, expected: ChangeFault | None
) -> None:
    made = community(witnesses=(WITNESS,))
    before = made.state.root()
    assert decided(made, change) == [expected]
    assert (made.state.root() == before) == (expected is not None)


def test_nobody_comes_under_a_key_of_others_or_one_that_proves_nothing() -> None:
    made = community()
    taken = sealer(DELTA, recovery="2")
    for other in (key(ALPHA), key(BETA, "recovery")):
        for field in ("key", "recovery"):
            stolen = Add(cause=BALLOT, sealer=_with(taken, field, other))
            assert decided(made, stolen) == [ChangeFault.KEY_TAKEN]
    weak = Add(cause=BALLOT, sealer=_with(taken, "key", SMALL))
    assert decided(made, weak) == [ChangeFault.KEY_UNFIT]
    assert decided(made, adding(), adding(WITNESS, "witness")) == [None, None]
    shared = Add(cause=BALLOT, sealer=_with(sealer("epsilon.example"), "key", key(DELTA)))
    assert decided(made, shared) == [ChangeFault.KEY_TAKEN]


def _with(one: Any, field: str, value: str) -> Any:
    return type(one)(
        **{name: getattr(one, name) for name in one.__struct_fields__} | {field: value}
    )


def test_where_there_are_two_neither_expels_the_other() -> None:
    made = community(ALPHA, BETA, witnesses=(WITNESS,))
    assert decided(made, removing(BETA)) == [ChangeFault.TOO_FEW_PARTNERS]
    assert decided(made, removing(BETA, "left")) == [None]
    made.minutes()
    handed_over(made)
    assert decided(made, removing(ALPHA, "left")) == [ChangeFault.LAST_PARTNER]


def test_a_change_is_looked_at_again_when_its_turn_comes() -> None:
    made = community()
    both = (removing(GAMMA), removing(BETA, cause=OTHER_BALLOT))
    assert decided(made, *both) == [None, None]
    made.minutes()
    handed_over(made)
    (failed,) = made.told("effect_failed")
    assert failed.about == OTHER_BALLOT
    assert failed.facts == {"effect": "roster", "reason": "too_few_partners"}
    assert made.get("roster/queue") is None
    assert made.get("roster/next") is None


def test_the_last_to_leave_ends_the_community() -> None:
    made = community(ALPHA, BETA)
    both = (removing(ALPHA, "left"), removing(BETA, "left", OTHER_BALLOT))
    assert decided(made, *both) == [None, None]
    made.minutes()
    handed_over(made)
    assert [effect.about for effect in made.told("dissolved")] == [OTHER_BALLOT]
    assert made.get("community")["status"] == "dissolved"
    assert made.get("roster")["sealers"] == [BETA]


def test_a_change_after_which_quorums_might_not_meet_is_never_enacted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = community()
    decided(made, removing(GAMMA))
    monkeypatch.setattr(quorum, "hands_over", lambda *_: False)
    made.minutes()
    assert made.told("effect_failed")[0].facts["reason"] == "no_handover"
    assert made.get("roster/next") is None


def test_a_policy_is_changed_once_and_back_in_their_order() -> None:
    made = community()
    to, back = (Repolicy(cause=BALLOT, policy=each) for each in ("two_thirds", "majority"))
    assert decided(made, back) == [ChangeFault.POLICY_UNCHANGED]
    faults = decided(made, to, to, back, back)
    unchanged = ChangeFault.POLICY_UNCHANGED
    assert faults == [None, unchanged, None, unchanged]
    made.minutes()
    assert decided(made, back) == [unchanged]
    handed_over(made)
    handed_over(made)
    assert made.get("roster")["policy"] == "majority"
    assert made.get("roster")["version"] == 3


def test_a_policy_that_is_there_already_when_its_turn_comes_is_dropped() -> None:
    made = community()
    change = Repolicy(cause=BALLOT, policy="two_thirds")
    decided(made, change)
    roster = made.get("roster")
    made.decide(lambda draft: draft.put("roster", {**roster, "policy": "two_thirds"}))
    made.minutes()
    assert made.told("effect_failed")[0].facts["reason"] == "policy_unchanged"


def test_a_policy_under_which_quorums_might_not_meet_is_not_even_queued() -> None:
    many = founded(genesis(*MANY))
    change = Repolicy(cause=BALLOT, policy="two_thirds")
    assert decided(many, change) == [ChangeFault.NO_HANDOVER]


def test_a_change_is_kept_as_it_was_decided() -> None:
    for change in (adding(), removing(ALPHA), Repolicy(cause=BALLOT, policy="majority")):
        assert find(written(change)) == change
    assert not queue.is_waiting(lambda key: None, removing(ALPHA))
