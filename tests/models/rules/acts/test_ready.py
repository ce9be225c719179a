"""A newcomer proves that it came to the same state as everybody (R14, invariant 15)."""

from typing import Any

import pytest

from models.rules.refusal import Refusal, Refused
from models.rules.roster import queue
from models.rules.roster.change import Add
from models.rules.roster.roots import WINDOW
from tests.models.rules.assembly import Assembly, accepting, founded
from tests.models.rules.writers import ALPHA, DELTA, genesis, keys, possessed, sealer

BALLOT = "b" * 64


def expecting() -> Assembly:
    """Return an assembly that expects a newcomer, whose log can begin."""
    made = founded(genesis())
    made.decide(lambda draft: queue.queue_change(draft, Add(cause=BALLOT, sealer=sealer(DELTA))))
    made.minutes()
    made.log.admit(DELTA, keys(DELTA))
    return made


def ready(made: Assembly, **more: Any) -> dict[str, Any]:
    return {
        "height": made.height,
        "state": made.state.root(),
        "recovery_sig": possessed(DELTA, "recovery"),
        **more,
    }


def anchored(made: Assembly, height: int | None = None) -> dict[str, Any]:
    return {"anchor": [made.height if height is None else height, "a" * 64]}


def test_the_right_state_lets_the_change_take_its_turn() -> None:
    made = expecting()
    said = made.act(DELTA, "ready", ready(made), **anchored(made))
    assert made.get(f"ready/{DELTA}") == {"height": made.height - 1, "entry": said.id}
    assert made.get("roster/next")["sealers"].count(DELTA) == 1


def test_a_wrong_state_or_height_costs_another_try() -> None:
    made = expecting()
    wrong = ready(made, state="0" * 64)
    assert made.void(DELTA, "ready", wrong, **anchored(made)) == "state_wrong"
    at = anchored(made)
    assert made.void(DELTA, "ready", ready(made, height=0), **at) == "height_wrong"
    made.act(DELTA, "ready", ready(made), **anchored(made))


def test_an_old_state_comes_too_late_and_only_the_newest_are_kept() -> None:
    made = expecting()
    first, at = ready(made), anchored(made)
    for _ in range(WINDOW):
        made.minutes()
    assert len(made.get("roots")) == WINDOW
    assert made.void(DELTA, "ready", first, **at) == "too_late"
    assert len(made.get("roots")) == WINDOW
    made.act(DELTA, "ready", ready(made), **anchored(made))


def test_a_newcomer_is_ready_once_and_nobody_else_is() -> None:
    made = expecting()
    made.act(DELTA, "ready", ready(made), **anchored(made))
    made.minutes(roster=2)
    assert made.void(DELTA, "ready", ready(made), **anchored(made)) == "already_done"
    own = ready(made, recovery_sig=possessed(ALPHA, "recovery"))
    assert made.void(ALPHA, "ready", own, **anchored(made)) == "already_done"


def test_a_newcomer_does_nothing_else_before_it_is_in() -> None:
    made = expecting()
    assert made.void(DELTA, "leave", {"effective": 0, "reason": "other"}) == "not_entitled"
    assert made.void(DELTA, "accept", accepting(DELTA)) == "already_done"


def test_a_newcomer_without_its_recovery_key_is_refused() -> None:
    made = expecting()
    with pytest.raises(Refused) as caught:
        made.write(DELTA, "ready", ready(made, recovery_sig=possessed(DELTA, "1")))
    assert caught.value.reason == Refusal.POSSESSION_UNPROVEN
