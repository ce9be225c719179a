"""Proposals before the vote, and questions taken up once more after it."""

from typing import Any

from models.rules.ballot import asking
from models.rules.values import DAY
from tests.models.rules.ballot.stage import Assembly, statement
from tests.models.rules.charter.drafts import CHARTERS
from tests.models.rules.community import ALPHA, BETA, GAMMA, some_id

NOWHERE = some_id("no proposal")
OBJECTION = {"stance": "object", "clause": "purpose_first", "harm": "It hurts the rivers."}
AGREE = {"stance": "agree"}


def wording(words: str) -> dict[str, Any]:
    return {**statement(), "question": words}


def asked(assembly: Assembly, proposal: str) -> str:
    return str(assembly.get(f"proposal/{proposal}")["motion"]["question"])


def test_a_proposal_is_worked_on_until_it_is_put_to_the_vote() -> None:
    assembly = Assembly()
    proposal = assembly.act(ALPHA, "proposal", {"motion": wording("One?")})
    amend = {"proposal": proposal, "version": 1, "motion": wording("Two?")}
    suggestion = assembly.act(BETA, "amend", amend)
    assert asked(assembly, proposal) == "One?"
    taking = {"proposal": proposal, "version": 1, "takes": suggestion}
    assert assembly.void(GAMMA, "amend", taking) == "not_yours"
    assembly.act(ALPHA, "amend", taking)
    assert asked(assembly, proposal) == "Two?"
    assert assembly.get(f"proposal/{proposal}")["took"] == [suggestion]
    assert assembly.void(ALPHA, "amend", {**taking, "version": 2}) == "already_done"
    assembly.act(ALPHA, "amend", {"proposal": proposal, "version": 2, "motion": wording("Three?")})
    assert asked(assembly, proposal) == "Three?"
    body = {"closes_at": assembly.time + 20 * DAY, "proposal": [proposal, 2]}
    assert assembly.void(BETA, "ballot", body) == "version_stale"
    ballot = assembly.act(BETA, "ballot", {**body, "proposal": [proposal, 3]})
    assert assembly.get(f"motion/{ballot}")["motion"]["question"] == "Three?"
    assembly.act(ALPHA, "amend", {"proposal": proposal, "version": 3, "motion": wording("Four?")})
    assert assembly.get(f"motion/{ballot}")["motion"]["question"] == "Three?"


def test_amendments_need_a_proposal_its_version_and_one_meaning() -> None:
    assembly = Assembly()
    proposal = assembly.act(ALPHA, "proposal", {"motion": wording("One?")})
    other = assembly.act(ALPHA, "proposal", {"motion": wording("Other?")})
    amend = {"proposal": proposal, "version": 1}
    suggestion = assembly.act(
        BETA, "amend", {"proposal": other, "version": 1, "motion": wording("Two?")}
    )
    both = {**amend, "motion": wording("Two?"), "takes": suggestion}
    for body, reason in (
        (amend, "motion_unclear"),
        (both, "motion_unclear"),
        ({**amend, "proposal": NOWHERE, "takes": suggestion}, "unknown_target"),
        ({**amend, "version": 2, "takes": suggestion}, "version_stale"),
        ({**amend, "takes": NOWHERE}, "unknown_target"),
        ({**amend, "takes": suggestion}, "unknown_target"),
        ({**amend, "motion": {**wording("Two?"), "text": NOWHERE}}, "text_missing"),
    ):
        assert assembly.void(ALPHA, "amend", body) == reason


def test_nobody_suggests_without_end() -> None:
    assembly = Assembly()
    proposal = assembly.act(ALPHA, "proposal", {"motion": wording("One?")})
    body = {"proposal": proposal, "version": 1, "motion": wording("Two?")}
    for _ in range(asking.MOST_SUGGESTIONS):
        assembly.act(BETA, "amend", body)
    assert assembly.void(BETA, "amend", body) == "too_many"


def test_a_proposal_carries_its_text() -> None:
    assembly = Assembly()
    motion = {**wording("One?"), "text": some_id("text")}
    assert assembly.void(ALPHA, "proposal", {"motion": motion}) == "text_missing"
    proposal = assembly.act(ALPHA, "proposal", {"motion": motion}, some_id("text"))
    body = {"closes_at": assembly.time + 20 * DAY, "proposal": [proposal, 1]}
    assembly.act(ALPHA, "ballot", body)


def test_a_ballot_has_one_motion() -> None:
    assembly = Assembly()
    body = {"closes_at": assembly.time + 20 * DAY}
    assert assembly.void(ALPHA, "ballot", body) == "motion_unclear"
    both = {**body, "motion": wording("One?"), "proposal": [NOWHERE, 1]}
    assert assembly.void(ALPHA, "ballot", both) == "motion_unclear"
    unknown = {**body, "proposal": [NOWHERE, 1]}
    assert assembly.void(ALPHA, "ballot", unknown) == "unknown_target"


def test_a_ballot_that_failed_on_objections_is_taken_up_once_by_its_author() -> None:
    assembly = Assembly(charter=CHARTERS["alliance"])
    first = assembly.open(ALPHA, wording("One?"))
    assert assembly.refuse(ALPHA, wording("Two?"), after=first) == "again_unfit"
    assembly.vote(ALPHA, first, AGREE)
    assembly.vote(BETA, first, OBJECTION)
    result = assembly.end(first)
    assert result["outcome"] == "rejected"
    assert result["parts"][0]["result"]["rounds"][0]["objections"] == [BETA]
    assert assembly.refuse(BETA, wording("Two?"), after=first) == "again_unfit"
    assert assembly.refuse(ALPHA, wording("Two?"), after=NOWHERE) == "again_unfit"
    second = assembly.open(ALPHA, wording("Two?"), after=first)
    assert assembly.get(f"ballot/{second}")["after"] == first
    assert assembly.refuse(ALPHA, wording("Three?"), after=first) == "again_unfit"
    assembly.vote(BETA, second, OBJECTION)
    assembly.vote(ALPHA, second, AGREE)
    assembly.end(second)
    assert assembly.refuse(ALPHA, wording("Three?"), after=second) == "again_unfit"


def test_a_ballot_that_passed_or_was_no_consent_is_not_taken_up() -> None:
    assembly = Assembly(charter=CHARTERS["alliance"])
    passed = assembly.open(ALPHA, wording("One?"))
    for each in (ALPHA, BETA, GAMMA):
        assembly.vote(each, passed, AGREE)
    assert assembly.end(passed)["outcome"] == "passed"
    assert assembly.refuse(ALPHA, wording("Two?"), after=passed) == "again_unfit"
    other = Assembly()
    rejected = other.open(ALPHA, wording("One?"))
    other.votes(rejected, alpha="no", beta="no")
    assert other.end(rejected)["outcome"] == "rejected"
    assert other.refuse(ALPHA, wording("Two?"), after=rejected) == "again_unfit"


def test_three_quarters_pass_over_an_objection() -> None:
    partners = (ALPHA, BETA, GAMMA, "delta.example")
    assembly = Assembly(partners, charter=CHARTERS["alliance"])
    ballot = assembly.open(ALPHA, wording("One?"))
    for each in (ALPHA, BETA, GAMMA):
        assembly.vote(each, ballot, AGREE)
    assembly.vote("delta.example", ballot, OBJECTION)
    result = assembly.end(ballot)
    assert result["outcome"] == "passed"
    assert result["parts"][0]["result"]["rounds"][0]["overridden"]
