"""Candidates come and go, leavers come back, and who vanished is left out (R8, R13)."""

from models.rules.roster.change import ChangeFault, find
from models.rules.roster.queue import READY_WITHIN
from models.rules.values import MINUTE
from tests.models.rules.roster.changes import (
    NAMES,
    OTHER_BALLOT,
    adding,
    community,
    decided,
    get_ready,
    handed_over,
    readiness,
    removing,
)
from tests.models.rules.writers import (
    ALPHA,
    BETA,
    DELTA,
    GAMMA,
    WITNESS,
    keys,
)


def test_a_candidate_can_be_sent_away_and_come_again_under_new_keys() -> None:
    made = community()
    decided(made, adding())
    made.minutes()
    assert decided(made, removing(DELTA, cause=OTHER_BALLOT)) == [None]
    assert made.status(DELTA) == "expelled"
    assert made.get("roster/queue") is None
    assert made.told("candidate_dismissed")
    assert decided(made, adding()) == [ChangeFault.KEY_TAKEN]
    assert decided(made, adding(name="2", recovery="recovery 2")) == [None]
    assert made.told("candidate_admitted")[0].facts["after"] is None


def test_a_candidate_that_wrote_is_sent_away_with_its_head() -> None:
    made = community()
    decided(made, adding())
    made.minutes()
    made.log.admit(DELTA, keys(DELTA))
    note = made.act(DELTA, "note_of_later", {})
    decided(made, removing(GAMMA), removing(DELTA, cause=OTHER_BALLOT))
    assert made.get(f"partner/{DELTA}")["head"] == [0, note.id]
    assert [find(each) for each in made.get("roster/queue")] == [removing(GAMMA)]


def test_a_candidate_that_does_not_get_ready_in_thirty_days_is_none_any_more() -> None:
    made = community()
    decided(made, adding())
    assert made.get(f"candidate/{DELTA}") == {"until": made.time + READY_WITHIN}
    made.minutes(after=READY_WITHIN - 1)
    assert made.status(DELTA) == "candidate"
    made.log.admit(DELTA, keys(DELTA))
    late = made.write(DELTA, "ready", readiness(made), anchor=[made.height, "a" * 64])
    made.minutes(after=1)
    assert made.status(DELTA) == "lapsed"
    assert made.get("roster/queue") is made.get(f"candidate/{DELTA}") is None
    (dismissed,) = made.told("candidate_dismissed")
    assert dismissed.facts == {"head": None, "status": "lapsed"}
    assert [each.facts["reason"] for each in made.told("effect_failed")] == ["never_ready"]
    assert made.minutes(late) == ["gone"]
    again = adding(name="2", recovery="recovery 2")
    assert decided(made, again) == [None]
    assert made.status(DELTA) == "candidate"


def test_a_candidate_that_is_ready_by_the_last_minutes_of_its_time_joins() -> None:
    made = community()
    decided(made, adding())
    made.minutes(after=READY_WITHIN - 2 * MINUTE)
    get_ready(made)
    assert made.get("roster/next")["sealers"] == sorted([*NAMES, DELTA])
    assert made.minutes(after=READY_WITHIN) == []
    handed_over(made)
    assert made.status(DELTA) == "active"
    assert made.get(f"candidate/{DELTA}") is None


def test_who_comes_back_goes_on_where_its_log_ended() -> None:
    made = community()
    last = made.act(GAMMA, "ack", {"heads": {}})
    decided(made, removing(GAMMA))
    made.minutes()
    handed_over(made)
    decided(made, adding(GAMMA, name="2", recovery="recovery 2"))
    (admitted,) = made.told("candidate_admitted")
    assert admitted.facts["after"] == [1, last.id]
    assert made.status(GAMMA) == "candidate"


def test_a_sealer_that_vanished_is_left_out_by_the_start_of_minutes() -> None:
    made = community()
    decided(made, removing(BETA))
    made.minutes()
    assert made.get(f"partner/{BETA}")["head"] is not None
    made.minutes(roster=2, out=GAMMA)
    assert made.status(GAMMA) == "excluded"
    assert made.get(f"partner/{GAMMA}")["head"] == list(made.cut[GAMMA])
    assert made.get("roster")["sealers"] == [ALPHA, BETA]
    assert made.get("roster/next") is None
    assert made.get(f"partner/{BETA}")["head"] is None
    assert made.told("effect_failed")[0].facts["reason"] == "too_few_partners"
    assert made.get("unwitnessed") is None


def test_a_change_that_was_on_its_way_waits_again_when_somebody_is_left_out() -> None:
    made = community()
    decided(made, adding())
    made.minutes()
    get_ready(made)
    made.minutes(roster=2, out=GAMMA)
    assert made.get("roster")["sealers"] == [ALPHA, BETA]
    assert made.get("roster/next")["version"] == 3
    assert made.get("roster/next")["sealers"] == [ALPHA, BETA, DELTA]


def test_a_handover_and_an_exclusion_can_come_together() -> None:
    made = community(*NAMES, DELTA)
    decided(made, removing(DELTA))
    made.minutes()
    made.minutes(roster=3, out=GAMMA)
    assert made.get("roster")["version"] == 3
    assert made.get("roster")["sealers"] == [ALPHA, BETA]
    assert made.status(DELTA) == "expelled"
    assert made.status(GAMMA) == "excluded"


def test_who_goes_on_alone_is_marked_as_unwitnessed() -> None:
    made = community(ALPHA, BETA)
    made.minutes(roster=2, out=BETA)
    assert made.get("roster")["sealers"] == [ALPHA]
    assert made.get("unwitnessed") == {"since": made.height}


def test_nobody_leaves_out_the_last_partner_or_a_stranger() -> None:
    made = community(ALPHA, witnesses=(WITNESS, DELTA))
    before = made.get("roster")
    made.minutes(roster=2, out=ALPHA)
    made.minutes(roster=2, out=GAMMA)
    assert made.get("roster") == before
