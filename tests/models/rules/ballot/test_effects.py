"""Effects: what follows from results, in which order, and why something may not follow."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import to_builtins

from models.rules.genesis import charter_id
from models.rules.signing import multikey
from models.rules.values import DAY
from tests.models.rules.ballot.stage import Assembly, choosing, deciding, statement
from tests.models.rules.charter.drafts import CHARTERS
from tests.models.rules.community import ALPHA, BETA, DELTA, EPSILON, FIVE, GAMMA, some_id
from tests.models.rules.moderation.acting import decide

APPLIED = "applied"
TITLE = {"title": "Open rivers"}


def key() -> str:
    return multikey(Ed25519PrivateKey.generate().public_key())


def sealer(name: str, kind: str = "partner") -> dict[str, Any]:
    url = f"https://{name}/partner"
    return {"id": name, "kind": kind, "url": url, "key": key(), "recovery": key()}


def became(result: dict[str, Any]) -> str:
    """Return what became of a result's one effect."""
    ((_, _, reason),) = result["effects"]
    return str(reason)


def test_an_amendment_makes_the_next_version_of_the_charter() -> None:
    assembly = Assembly()
    result = assembly.decide(deciding("amend_charter", "amend_charter", changes=TITLE))
    assert result["effects"] == [["yes", "amend_charter", APPLIED]]
    charter = assembly.get("charter")
    assert (charter["version"], charter["document"]["title"]) == (2, "Open rivers")
    assert charter["id"] == charter_id(charter["document"])
    assert [each.facts["version"] for each in assembly.told("charter_changed")] == [2]


def test_nothing_follows_from_a_no() -> None:
    assembly = Assembly()
    motion = deciding("amend_charter", "amend_charter", changes=TITLE)
    ballot = assembly.open(ALPHA, motion)
    assembly.votes(ballot, alpha="yes", beta="no", gamma="no")
    assert assembly.end(ballot)["effects"] == []
    assert assembly.get("charter")["version"] == 1


def closing_together(assembly: Assembly, *motions: dict[str, Any]) -> list[dict[str, Any]]:
    """Have everybody say yes to several motions at once; return results by ballot id."""
    ballots = [assembly.open(assembly.partners[0], motion) for motion in motions]
    for ballot in ballots:
        for voter in assembly.get(f"ballot/{ballot}")["parts"][0]["voters"]:
            assembly.vote(voter, ballot, "yes")
    assembly.reach(ballots[-1])
    boxes = [assembly.boxing(each, b) for b in ballots for each in assembly.partners]
    assembly.minutes(*boxes)
    return [assembly.result(ballot) for ballot in sorted(ballots)]


def test_of_two_amendments_of_one_field_the_second_does_not_undo_the_first() -> None:
    assembly = Assembly()
    first, second = closing_together(
        assembly,
        deciding("amend_charter", "amend_charter", changes={"title": "One"}),
        deciding("amend_charter", "amend_charter", changes={"title": "Two"}),
    )
    assert [became(first), became(second)] == [APPLIED, "charter_changed"]
    failed = [each.facts["reason"] for each in assembly.told("effect_failed")]
    assert failed == ["charter_changed"]


def test_amendments_of_different_fields_both_apply() -> None:
    assembly = Assembly()
    results = closing_together(
        assembly,
        deciding("amend_charter", "amend_charter", changes={"title": "One"}),
        deciding("amend_charter", "amend_charter", changes={"vision": "Two"}),
    )
    assert [became(each) for each in results] == [APPLIED, APPLIED]
    assert assembly.get("charter")["version"] == 3


def test_an_amendment_that_needs_another_topic_by_now_does_not_apply() -> None:
    assembly = Assembly()
    topics = to_builtins(CHARTERS["ecosystem"])["topics"]
    rules = {**topics, "brand": {**topics["brand"], "opens_for": [8 * DAY, 30 * DAY]}}
    motion = deciding("amend_charter", "amend_charter", changes={"topics": rules})
    ballot = assembly.open(ALPHA, motion)
    assembly.votes(ballot, alpha="yes", beta="yes", gamma="yes")
    kept = assembly.get(f"ballot/{ballot}")
    parts = [{**part, "topics": ["brand"]} for part in kept["parts"]]
    assembly.put(f"ballot/{ballot}", {**kept, "parts": parts})
    assert became(assembly.end(ballot)) == "topics_changed"


def test_an_amendment_that_leaves_faults_by_now_does_not_apply() -> None:
    assembly = Assembly()
    motion = deciding("renew_review", "amend_charter", review="clause", id="earned_promotion")
    motion["effects"]["yes"]["review_by"] = assembly.time + 900 * DAY
    ballot = assembly.open(ALPHA, motion)
    assembly.votes(ballot, alpha="yes", beta="yes", gamma="yes")
    charter = assembly.get("charter")
    document = {**charter["document"], "purpose": ""}
    assembly.put("charter", {**charter, "document": document})
    assert became(assembly.end(ballot)) == "charter_faulty"


def test_a_change_of_policy_changes_charter_and_roster() -> None:
    assembly = Assembly(FIVE)
    motion = deciding("change_policy", "change_policy", policy="two_thirds")
    assert became(assembly.decide(motion)) == APPLIED
    assert assembly.get("charter")["document"]["policy"] == "two_thirds"
    assembly.minutes()
    assert assembly.get("roster")["policy"] == "two_thirds"


def test_a_change_of_policy_that_the_roster_has_already_fails_whole() -> None:
    assembly = Assembly(FIVE)
    ballot = assembly.open(ALPHA, deciding("change_policy", "change_policy", policy="two_thirds"))
    for each in FIVE:
        assembly.vote(each, ballot, "yes")
    assembly.put("roster", {**assembly.get("roster"), "policy": "two_thirds"})
    assert became(assembly.end(ballot)) == "policy_unchanged"
    assert assembly.get("charter")["version"] == 1


def test_a_new_partner_is_a_candidate_until_it_is_ready() -> None:
    assembly = Assembly()
    motion = deciding("add_partner", "add_partner", sealer=sealer(DELTA))
    assert became(assembly.decide(motion)) == APPLIED
    assert assembly.get(f"partner/{DELTA}")["status"] == "candidate"
    assert assembly.get("roster")["version"] == 1


def test_no_more_witnesses_than_the_charter_allows() -> None:
    assembly = Assembly(witnesses=("witness.example",))
    assert assembly.get("charter")["document"]["witnesses"] == 2
    motion = deciding("add_witness", "add_witness", sealer=sealer("second.example", "witness"))
    assert became(assembly.decide(motion)) == APPLIED
    charter = assembly.get("charter")
    assembly.put("charter", {**charter, "document": {**charter["document"], "witnesses": 1}})
    motion = deciding("add_witness", "add_witness", sealer=sealer("third.example", "witness"))
    assert became(assembly.decide(motion)) == "witnesses_too_many"


def test_an_expelled_partner_still_votes_where_ballots_close_in_the_same_minutes() -> None:
    """R9: all are evaluated on the state before; later ones leave it out."""
    assembly = Assembly(FIVE)
    expulsion = assembly.open(ALPHA, deciding("remove_partner", "remove_partner", partner=EPSILON))
    same, later = (assembly.open(ALPHA, statement(), days) for days in (14, 30))
    for each in (ALPHA, BETA, GAMMA, DELTA):
        assembly.vote(each, expulsion, "yes")
    for ballot in (same, later):
        assembly.votes(ballot, alpha="yes", beta="yes", gamma="no", delta="no", epsilon="no")
    assembly.reach(same)
    boxes = [assembly.boxing(each, b) for b in (expulsion, same) for each in FIVE]
    assembly.minutes(*boxes)
    assert became(assembly.result(expulsion)) == APPLIED
    assert assembly.result(same)["parts"][0]["voters"] == sorted(FIVE)
    assert assembly.result(same)["outcome"] == "rejected"
    assembly.minutes()
    assert assembly.get(f"partner/{EPSILON}")["status"] == "expelled"
    result = assembly.end(later)
    assert EPSILON not in result["parts"][0]["voters"]


def test_a_partner_is_not_dismissed_like_a_witness() -> None:
    assembly = Assembly()
    motion = deciding("remove_witness", "remove_witness", partner=GAMMA)
    assert became(assembly.decide(motion)) == "not_there"


def test_somebody_who_left_meanwhile_cannot_be_expelled() -> None:
    assembly = Assembly(FIVE)
    motion = deciding("remove_partner", "remove_partner", partner=EPSILON)
    ballot = assembly.open(ALPHA, motion)
    for each in (ALPHA, BETA, GAMMA, DELTA):
        assembly.vote(each, ballot, "yes")
    assembly.depart(EPSILON, "left")
    assert became(assembly.end(ballot)) == "not_there"


def test_the_host_seat_moves() -> None:
    assembly = Assembly()
    assert became(assembly.decide(deciding("move_host", "move_host", partner=BETA))) == APPLIED
    assert assembly.get("roster")["host"] == BETA
    motion = deciding("move_host", "move_host", partner="nobody.example")
    assert became(assembly.decide(motion)) == "not_there"


def test_the_council_is_elected_for_a_term() -> None:
    assembly = Assembly()
    holder = some_id("salted delegate")
    seat = {"partner": BETA, "function": "product", "holder": holder}
    assert became(assembly.decide(deciding("elect_council", "elect_council", **seat))) == APPLIED
    held = assembly.get(f"seat/{BETA}/product")
    assert held["holder"] == holder
    assert held["until"] - held["since"] == CHARTERS["ecosystem"].seats[0].term_ms
    seat = {**seat, "function": "nothing"}
    result = assembly.decide(deciding("elect_council", "elect_council", **seat))
    assert became(result) == "seat_unknown"


def test_an_election_gives_the_seat_to_the_winner() -> None:
    assembly = Assembly(topics__elect_council__method={"name": "irv"})
    effects = {
        name: {
            "kind": "elect_council",
            "partner": BETA,
            "function": "product",
            "holder": some_id(name),
        }
        for name in ("ann", "ben")
    }
    motion = choosing("nobody", "ann", "ben", topic="elect_council", effects=effects)
    ballot = assembly.open(ALPHA, motion)
    for partner, first in ((ALPHA, "ben"), (BETA, "ben"), (GAMMA, "ann")):
        assembly.vote(partner, ballot, {"ranks": [[first]]})
    result = assembly.end(ballot)
    assert result["winners"] == ["ben"]
    assert result["effects"] == [["ben", "elect_council", APPLIED]]
    assert assembly.get(f"seat/{BETA}/product")["holder"] == some_id("ben")


def test_when_the_status_quo_wins_nothing_follows() -> None:
    assembly = Assembly(topics__brand__method={"name": "irv"})
    ballot = assembly.open(ALPHA, choosing("as_is", "blue"))
    for partner in (ALPHA, BETA, GAMMA):
        assembly.vote(partner, ballot, {"ranks": [["as_is"]]})
    result = assembly.end(ballot)
    assert (result["winners"], result["effects"]) == (["as_is"], [])


def test_lost_keys_are_announced_by_all_the_others() -> None:
    assembly = Assembly()
    effect = {"partner": BETA, "key": key(), "recovery": key()}
    assert became(assembly.decide(deciding("rekey", "rekey", **effect))) == APPLIED
    assert assembly.get(f"rekey/{BETA}")["key"] == effect["key"]
    effect = {**effect, "recovery": effect["key"]}
    assert became(assembly.decide(deciding("rekey", "rekey", **effect))) == "key_unfit"


def test_moderation_decisions_are_reversed_or_named_as_unknown() -> None:
    assembly = Assembly(topics__moderation__decider="partners", topics__moderation__functions=[])
    decision = decide(assembly, BETA)
    motion = deciding("reverse", "moderation", decisions=[decision])
    assert became(assembly.decide(motion)) == APPLIED
    assert assembly.get(f"reversed/{decision}")
    motion = deciding("reverse", "moderation", decisions=[some_id("none")])
    assert became(assembly.decide(motion)) == "decision_unknown"


def test_a_conflict_of_interest_is_found_and_kept() -> None:
    assembly = Assembly()
    motion = deciding("find_conflict", "dispute", partner=BETA, topic="brand")
    assert became(assembly.decide(motion)) == APPLIED
    assert assembly.get(f"conflict/brand/{BETA}")


def test_a_statement_changes_nothing_but_stands() -> None:
    assembly = Assembly()
    assert became(assembly.decide(deciding("statement", "brand"))) == APPLIED


def test_a_community_ends_by_its_partners_and_members() -> None:
    assembly = Assembly(topics__dissolve__decider="partners", topics__dissolve__member_method=None)
    charter = assembly.get("charter")["document"]["topics"]["dissolve"]
    assert charter["decider"] == "partners"
    assert became(assembly.decide(deciding("dissolve", "dissolve"), 20)) == APPLIED
    assert assembly.get("community")["status"] == "dissolved"
    assert [each.kind for each in assembly.effects].count("dissolved") == 1


def test_a_question_is_asked_again_by_a_ballot() -> None:
    assembly = Assembly()
    first = assembly.open(ALPHA, deciding("amend_charter", "amend_charter", changes=TITLE))
    assembly.votes(first, alpha="yes", beta="no", gamma="no")
    assembly.end(first)
    motion = deciding("reopen", "amend_charter", ballot=first)
    assert became(assembly.decide(motion)) == APPLIED
    (again,) = assembly.get("ballots")
    assert assembly.get(f"ballot/{again}")["after"] == first
    assert [each.about for each in assembly.told("ballot_opened")] == [again]
    assembly.minutes()
    assembly.votes(again, alpha="yes", beta="yes", gamma="yes")
    assert became(assembly.end(again)) == APPLIED
    open_one = assembly.open(ALPHA, statement())
    motion = deciding("reopen", "brand", ballot=open_one)
    assert assembly.refuse(ALPHA, motion) == "ballot_unknown"


def test_a_question_that_cannot_be_asked_any_more_is_not_reopened() -> None:
    assembly = Assembly(FIVE)
    first = assembly.open(ALPHA, deciding("remove_partner", "remove_partner", partner=EPSILON))
    assembly.end(first)
    ballot = assembly.open(ALPHA, deciding("reopen", "remove_partner", ballot=first))
    for each in FIVE:
        assembly.vote(each, ballot, "yes")
    assembly.depart(EPSILON, "left")
    assert became(assembly.end(ballot)) == "effect_unfit"


@pytest.mark.parametrize(
    ("deadlock", "way"),
    [("status_quo", None), ("reopen", ["reopen", APPLIED])],
)
def test_a_deadlock_ends_as_the_charter_says(deadlock: str, way: list[str] | None) -> None:
    assembly = Assembly(topics__brand__deadlock=deadlock)
    result = assembly.end(assembly.open(ALPHA, statement()))
    assert (result["outcome"], result["deadlock"]) == ("no_quorum", way)
    assert len(assembly.get("ballots") or ()) == (deadlock == "reopen")


def test_a_question_is_reopened_once() -> None:
    assembly = Assembly(topics__brand__deadlock="reopen")
    assembly.end(assembly.open(ALPHA, statement()))
    (again,) = assembly.get("ballots")
    assert assembly.get(f"opened/{ALPHA}") == [again]
    assert assembly.end(again)["deadlock"] == ["status_quo", "once"]
    assert assembly.get("ballots") is None


def test_after_a_deadlock_the_members_decide() -> None:
    assembly = Assembly(topics__brand__deadlock="members")
    assembly.act(BETA, "roll", {"roll": {"root": some_id("roll"), "size": 9}})
    result = assembly.end(assembly.open(ALPHA, statement()))
    assert result["deadlock"] == ["members", APPLIED]
    (again,) = assembly.get("ballots")
    (part,) = assembly.get(f"ballot/{again}")["parts"]
    assert (part["decider"], part["voters"]) == ("members", [BETA])


def test_without_members_a_deadlock_stays_one() -> None:
    assembly = Assembly(topics__brand__deadlock="members")
    result = assembly.end(assembly.open(ALPHA, statement()))
    assert result["deadlock"] == ["members", "electorate_empty"]
