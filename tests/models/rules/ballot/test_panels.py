"""A question that came to no decision goes to a panel, where the charter says so."""

from typing import Any

from models.rules.ballot.effects import APPLIED
from models.rules.moderation import lot
from tests.models.rules.ballot.stage import (
    NO,
    NONCE,
    YES,
    Assembly,
    choosing,
    deciding,
    statement,
)
from tests.models.rules.community import (
    ALPHA,
    BETA,
    DELTA,
    EPSILON,
    FIVE,
    GAMMA,
    draw,
    some_id,
)

SEVEN = (*FIVE, "zeta.example", "eta.example")
IRV = {"name": "irv"}


def failed(assembly: Assembly, motion: dict[str, Any] | None = None) -> str:
    """Have a ballot of ALPHA fail for want of a quorum; return its id."""
    ballot = assembly.open(ALPHA, motion or statement())
    result = assembly.end(ballot)
    assert (result["outcome"], result["deadlock"]) == ("no_quorum", ["panel", "drawing"])
    assert [each.about for each in assembly.told("panel_wanted")] == [ballot]
    return ballot


def became(assembly: Assembly, ballot: str) -> list[str]:
    return list(assembly.result(ballot)["deadlock"])


def panel_of(assembly: Assembly) -> list[str]:
    (again,) = assembly.get("ballots")
    (part,) = assembly.get(f"ballot/{again}")["parts"]
    return list(part["voters"])


def sent_to_panels(*partners: str, **places: Any) -> Assembly:
    return Assembly(partners or SEVEN, topics__brand__deadlock="panel", **places)


def test_three_of_the_uninvolved_have_the_question_again_and_decide_it() -> None:
    assembly = sent_to_panels()
    ballot = failed(assembly)
    assert assembly.get(f"lot/{ballot}")["asked"] == sorted(set(SEVEN) - {ALPHA})
    draw(assembly, ballot, NONCE)
    assert became(assembly, ballot) == ["panel", APPLIED]
    (told,) = assembly.told("panel_drawn")
    (again,) = assembly.get("ballots")
    assert panel_of(assembly) == told.facts["panel"]
    assert len(panel_of(assembly)) == 3
    assert ALPHA not in panel_of(assembly)
    assembly.minutes()
    one, other, _ = panel_of(assembly)
    outside = next(each for each in SEVEN if each not in panel_of(assembly))
    refused = assembly.void(outside, "vote", {"ballot": again, "choice": NO})
    assert refused == "not_entitled"
    assembly.vote(one, again, YES)
    assembly.vote(other, again, YES)
    assert assembly.end(again)["outcome"] == "passed"


def test_a_panel_that_does_not_decide_either_leaves_everything_as_it_is() -> None:
    assembly = sent_to_panels()
    ballot = failed(assembly)
    draw(assembly, ballot, NONCE)
    (again,) = assembly.get("ballots")
    assert assembly.end(again)["deadlock"] == ["status_quo", "once"]
    assert assembly.get("ballots") is None


def test_a_ballot_that_may_need_a_panel_seals_a_lot() -> None:
    assembly = sent_to_panels()
    assert assembly.refuse(ALPHA, statement()) == "lot_missing"
    assert assembly.get(f"ballot/{failed(assembly)}")["lot"] is not None


def test_without_an_opened_lot_there_is_no_panel() -> None:
    assembly = sent_to_panels()
    ballot = failed(assembly)
    assembly.minutes(after=lot.STEP)
    assert became(assembly, ballot) == ["panel", "drawing"]
    assembly.minutes(after=lot.STEP)
    assert became(assembly, ballot) == ["panel", "not_drawn"]
    assert [each.facts for each in assembly.told("panel_ended")] == [{"outcome": "not_drawn"}]
    assert assembly.get("ballots") is None


def test_what_is_added_after_a_panel_was_drawn_calls_nobody_again() -> None:
    assembly = sent_to_panels(ALPHA, BETA, GAMMA, DELTA)
    ballot = failed(assembly)
    draw(assembly, ballot, NONCE)
    result = assembly.result(ballot)
    assembly.minutes(after=2 * lot.STEP)
    assert assembly.result(ballot) == result


def test_neither_who_has_an_interest_nor_whom_it_is_about_sits_on_the_panel() -> None:
    assembly = Assembly(FIVE, topics__dispute__deadlock="panel")
    motion = deciding("find_conflict", "dispute", partner=BETA, topic="brand")
    assembly.put(f"conflict/dispute/{GAMMA}", some_id("ballot"))
    ballot = failed(assembly, motion)
    draw(assembly, ballot, NONCE)
    assert panel_of(assembly) in ([DELTA], [EPSILON])


def test_where_everybody_has_a_part_there_is_no_panel() -> None:
    assembly = sent_to_panels(ALPHA, BETA)
    assembly.put(f"conflict/brand/{BETA}", some_id("ballot"))
    ballot = failed(assembly)
    draw(assembly, ballot, NONCE)
    assert became(assembly, ballot) == ["panel", "no_panel"]


def test_a_panel_stands_in_only_where_the_topics_own_rule_says_so() -> None:
    irv = {"topics__dispute__method": IRV, "topics__elect_council__method": IRV}
    assembly = Assembly(SEVEN, topics__dispute__deadlock="panel", **irv)
    motion = choosing("nobody", "conflict", "seat", topic="dispute")
    seat = {"partner": BETA, "function": "council", "holder": some_id("somebody")}
    motion["effects"] = {
        "conflict": {"kind": "find_conflict", "partner": GAMMA, "topic": "brand"},
        "seat": {"kind": "elect_council", **seat},
    }
    draw(assembly, failed(assembly, motion), NONCE)
    (again,) = assembly.get("ballots")
    parts = {part["topics"][0]: part["voters"] for part in assembly.get(f"ballot/{again}")["parts"]}
    assert len(parts["dispute"]) == 3
    assert parts["elect_council"] == sorted(set(SEVEN) - {GAMMA})
