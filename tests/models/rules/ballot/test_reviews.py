"""Reviews: agreements whose date comes, renewed in time or met by their default."""

from typing import Any

from models.rules.values import DAY
from tests.models.rules.ballot.stage import Assembly
from tests.models.rules.charter.drafts import FOUNDED
from tests.models.rules.community import ALPHA

YEAR = 365 * DAY
CLAUSE = "earned_promotion"


def clauses(assembly: Assembly) -> dict[str, Any]:
    return {each["id"]: each for each in assembly.get("charter")["document"]["clauses"]}


def until(assembly: Assembly, time: int) -> None:
    assembly.minutes(after=time - assembly.time)


def renewing(assembly: Assembly, days: int = 8, **more: Any) -> dict[str, Any]:
    return {
        "review": "clause",
        "id": CLAUSE,
        "review_by": FOUNDED + 2 * YEAR,
        "topic": "amend_charter",
        "question": "Does it still serve us?",
        "closes_at": assembly.time + days * DAY,
        **more,
    }


def dated() -> Assembly:
    """Return a community with one clause to review after a year, which lapses by default."""
    assembly = Assembly()
    found = clauses(assembly)[CLAUSE]
    assert (found["review_by"], found["default"]) == (FOUNDED + YEAR, "lapse")
    return assembly


def test_a_review_opens_itself_thirty_days_before_its_date() -> None:
    assembly = dated()
    until(assembly, FOUNDED + YEAR - 30 * DAY - 1)
    assert assembly.told("review_opened") == []
    assert assembly.void(ALPHA, "review", renewing(assembly), after=0) == "review_unknown"
    until(assembly, FOUNDED + YEAR - 30 * DAY)
    # A topic's rule has the same date in this charter.
    assert [each.about for each in assembly.told("review_opened")] == [CLAUSE, "other"]
    assembly.minutes()
    assert assembly.told("review_opened") == []


def test_a_clause_that_nobody_renews_meets_its_default() -> None:
    assembly = dated()
    until(assembly, FOUNDED + YEAR - DAY)
    until(assembly, FOUNDED + YEAR - 1)
    assert CLAUSE in clauses(assembly)
    until(assembly, FOUNDED + YEAR)
    assert CLAUSE not in clauses(assembly)
    assert assembly.get("charter")["version"] == 2
    assert assembly.get("charter")["document"]["guards"]["promotion"] is None
    assert [each.about for each in assembly.told("review_lapsed")] == [CLAUSE]
    assert assembly.get(f"review/clause/{CLAUSE}") is None


def test_a_renewed_clause_stays() -> None:
    assembly = dated()
    until(assembly, FOUNDED + YEAR - 29 * DAY)
    ballot = assembly.act(ALPHA, "review", renewing(assembly))
    assembly.minutes()
    assembly.votes(ballot, alpha="yes", beta="yes", gamma="yes")
    assert assembly.end(ballot)["effects"] == [["yes", "renew_review", "applied"]]
    assert clauses(assembly)[CLAUSE]["review_by"] == FOUNDED + 2 * YEAR
    until(assembly, FOUNDED + YEAR + DAY)
    assert CLAUSE in clauses(assembly)
    until(assembly, FOUNDED + 2 * YEAR - 30 * DAY)
    assert [each.about for each in assembly.told("review_opened")] == [CLAUSE]


def test_a_clause_waits_for_a_ballot_that_was_asked_for_in_time() -> None:
    assembly = dated()
    until(assembly, FOUNDED + YEAR - 2 * DAY)
    assembly.minutes()
    ballot = assembly.act(ALPHA, "review", renewing(assembly))
    until(assembly, FOUNDED + YEAR + DAY)
    assert CLAUSE in clauses(assembly)
    assert assembly.void(ALPHA, "review", renewing(assembly)) == "too_late"
    assembly.end(ballot)
    assert CLAUSE not in clauses(assembly)


def test_a_topics_rule_stays_in_force_and_asks_once() -> None:
    assembly = Assembly(topics__brand__review_by=FOUNDED + 60 * DAY)
    until(assembly, FOUNDED + 40 * DAY)
    assert [each.facts["review"] for each in assembly.told("review_opened")] == ["topic"]
    until(assembly, FOUNDED + 61 * DAY)
    assert assembly.told("review_opened") == []
    assert assembly.told("review_lapsed") == []
    assert assembly.get("charter")["version"] == 1


def test_a_topics_rule_is_renewed() -> None:
    assembly = Assembly(topics__brand__review_by=FOUNDED + 60 * DAY)
    until(assembly, FOUNDED + 40 * DAY)
    body = renewing(assembly, review="topic", id="brand", review_by=None)
    ballot = assembly.act(ALPHA, "review", body)
    assembly.minutes()
    assembly.votes(ballot, alpha="yes", beta="yes", gamma="yes")
    assert assembly.end(ballot)["outcome"] == "passed"
    assert assembly.get("charter")["document"]["topics"]["brand"]["review_by"] is None


def test_a_renewal_that_changes_nothing_is_no_motion() -> None:
    assembly = dated()
    until(assembly, FOUNDED + YEAR - 2 * DAY)
    same = renewing(assembly, review_by=FOUNDED + YEAR)
    assert assembly.void(ALPHA, "review", same) == "amendment_unfit"
