"""The chartered veto: with a reason, in its time, open to review."""

from typing import Any

from models.rules.values import DAY
from tests.models.rules.ballot.stage import THREE, WEEK, Assembly, deciding, statement
from tests.models.rules.charter.drafts import CHARTERS
from tests.models.rules.community import ALPHA, BETA, DELTA, EPSILON, GAMMA, some_id

REASON = some_id("why")
FIVE = (*THREE, DELTA, EPSILON)
"""Alpha is the charity, and may veto; the others are not."""


def passed(assembly: Assembly, motion: dict[str, Any] | None = None) -> str:
    """Have everybody say yes to something on the mission; return the ballot."""
    ballot = assembly.open(BETA, motion or deciding("statement", "campaign"))
    for each in assembly.partners:
        assembly.vote(each, ballot, "yes")
    assembly.end(ballot)
    return ballot


def mission(**places: Any) -> Assembly:
    return Assembly(FIVE, charter=CHARTERS["ngo_company"], **places)


def body(ballot: str, step: str) -> dict[str, Any]:
    return {"ballot": ballot, "step": step, **({"reason": REASON} if step == "veto" else {})}


def veto(assembly: Assembly, ballot: str, partner: str = ALPHA) -> None:
    assembly.act(partner, "veto", body(ballot, "veto"), REASON)


def test_effects_wait_for_a_veto_and_follow_when_none_came() -> None:
    assembly = mission()
    ballot = passed(assembly)
    result = assembly.result(ballot)
    assert (result["outcome"], result["effects"]) == ("passed", [])
    assembly.minutes(after=result["held_until"] - 1 - assembly.time)
    assert assembly.result(ballot)["effects"] == []
    assembly.minutes(after=1)
    assert assembly.result(ballot)["effects"] == [["yes", "statement", "applied"]]
    assert assembly.get("held") is None


def test_a_veto_with_a_reason_stops_what_would_follow() -> None:
    assembly = mission()
    ballot = passed(assembly)
    veto(assembly, ballot)
    assert [each.facts["by"] for each in assembly.told("vetoed")] == [ALPHA]
    assembly.minutes(after=WEEK)
    assert assembly.get("held") == [ballot]
    assembly.minutes(after=WEEK)
    result = assembly.result(ballot)
    assert (result["effects"], result["vetoed_by"]) == ([], [ALPHA])
    assert [each.about for each in assembly.told("veto_stands")] == [ballot]


def test_a_veto_can_be_taken_back() -> None:
    assembly = mission()
    ballot = passed(assembly)
    assert assembly.void(ALPHA, "veto", body(ballot, "take_back")) == "nothing_to_withdraw"
    veto(assembly, ballot)
    assembly.act(ALPHA, "veto", body(ballot, "take_back"))
    assembly.minutes(after=WEEK)
    assert assembly.result(ballot)["effects"] == [["yes", "statement", "applied"]]


def test_three_quarters_of_the_others_overrule_a_veto() -> None:
    for against, is_overruled in (((BETA, GAMMA), False), ((BETA, GAMMA, DELTA), True)):
        assembly = mission()
        ballot = passed(assembly)
        veto(assembly, ballot)
        for each in against:
            assembly.act(each, "veto", body(ballot, "overrule"))
        assembly.minutes(after=2 * WEEK)
        assert (assembly.result(ballot)["vetoed_by"] == []) == is_overruled
        assert bool(assembly.result(ballot)["effects"]) == is_overruled


def test_who_has_no_veto_gives_none_and_who_has_one_overrules_none() -> None:
    assembly = mission()
    ballot = passed(assembly)
    assert assembly.void(BETA, "veto", body(ballot, "veto"), REASON) == "not_entitled"
    assert assembly.void(ALPHA, "veto", body(ballot, "overrule")) == "not_entitled"


def test_a_veto_needs_its_reason_and_its_time() -> None:
    assembly = mission()
    ballot = passed(assembly)
    assert assembly.void(ALPHA, "veto", body(ballot, "veto")) == "reasons_missing"
    without = {"ballot": ballot, "step": "veto"}
    assert assembly.void(ALPHA, "veto", without) == "reasons_missing"
    other = {**body(ballot, "veto"), "step": "overrule"}
    assert assembly.void(BETA, "veto", other, REASON) == "reasons_missing"
    late = assembly.result(ballot)["held_until"] - assembly.time
    assert assembly.void(ALPHA, "veto", body(ballot, "veto"), REASON, after=late) == "too_late"
    assert assembly.void(ALPHA, "veto", body(ballot, "veto"), REASON) == "moot"


def test_nothing_waits_where_there_is_no_veto_or_nothing_to_stop() -> None:
    assembly = mission()
    other = passed(assembly, deciding("statement", "other"))
    assert assembly.result(other)["effects"] == [["yes", "statement", "applied"]]
    lost = assembly.open(BETA, statement("campaign"))
    assembly.votes(lost, alpha="no", beta="no", gamma="no")
    assert assembly.end(lost)["held_until"] is None
    assembly.depart(ALPHA, "left")
    assembly.partners = assembly.partners[1:]
    assert assembly.result(passed(assembly))["held_until"] is None
    plain = Assembly()
    assert plain.decide(deciding("statement", "brand"))["held_until"] is None


def test_a_held_effect_that_no_longer_applies_says_so() -> None:
    assembly = mission(guards__veto__topics=["move_host"])
    ballot = passed(assembly, deciding("move_host", "move_host", partner=EPSILON))
    assembly.depart(EPSILON, "left")
    assembly.minutes(after=8 * DAY)
    assert assembly.result(ballot)["effects"] == [["yes", "move_host", "not_there"]]
