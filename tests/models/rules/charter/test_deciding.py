"""For every topic there is an answer to: who decides, how, and why may they."""

import pytest

from models.rules.charter import topics
from models.rules.charter.amending import amend
from models.rules.charter.deciding import electorate_seats, governing, rule_for, why
from tests.models.rules.charter.drafts import CHARTERS, clause, edited, with_clauses

LEARNING = CHARTERS["learning"]


@pytest.mark.parametrize("name", sorted(CHARTERS))
def test_every_fixed_topic_is_decided_by_its_own_rule_on_a_clause_and_a_goal(name: str) -> None:
    charter = CHARTERS[name]
    for topic in topics.FIXED:
        assert rule_for(charter, topic) is charter.topics[topic]
        ground = why(charter, topic)
        assert ground.path == f"topics.{topic}"
        assert ground.clauses
        assert ground.goals == ("rivers", "schools")


def test_a_topic_without_a_rule_is_decided_as_other() -> None:
    assert governing(LEARNING, "weather") == "other"
    assert rule_for(LEARNING, "weather") is LEARNING.topics["other"]
    assert why(LEARNING, "weather").path == "topics.other"
    assert why(LEARNING, "weather") == why(LEARNING, "other")


def test_the_reason_names_version_clauses_and_goals_in_the_order_of_the_charter() -> None:
    charter = with_clauses(
        amend(LEARNING, {"title": "x"}),
        clause("second", goals=["schools"], topics=["certificates"]),
        clause("asleep", is_dormant=True, topics=["certificates"]),
    )
    ground = why(edited(charter, {"clauses/academic_board/goals": ["schools"]}), "certificates")
    assert ground.version == 2
    assert ground.clauses == ("academic_board", "joint_certificates", "second")
    assert ground.goals == ("rivers", "schools")
    assert why(charter, "curriculum").clauses == ("academic_board",)


def test_the_seats_that_vote_are_those_of_the_functions_a_rule_names() -> None:
    academic = electorate_seats(LEARNING, "curriculum")
    assert [LEARNING.seats[number].function for number in academic] == ["academic"] * 3
    assert len({LEARNING.seats[number].partner for number in academic}) == 3
    assert electorate_seats(LEARNING, "brand") == tuple(range(9))
    assert electorate_seats(LEARNING, "amend_charter") == ()
