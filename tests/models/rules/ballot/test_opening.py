"""Opening: what is frozen, by which rules, and what cannot be asked (R6)."""

from typing import Any

import pytest
from msgspec import to_builtins

from models.rules.values import DAY
from tests.models.rules.ballot.stage import THREE, Assembly, choosing, deciding, statement
from tests.models.rules.charter.drafts import CHARTERS
from tests.models.rules.community import ALPHA, BETA, FIVE, GAMMA, WITNESS, some_id

KEYS = ("z6Mk" + "a" * 44, "z6Mk" + "b" * 44)
ROLL = {"root": some_id("roll"), "size": 10}


def sealer(kind: str = "partner", name: str = "delta.example") -> dict[str, Any]:
    url = f"https://{name}/partner"
    return {"id": name, "kind": kind, "url": url, "key": KEYS[0], "recovery": KEYS[1]}


def test_what_decides_is_frozen_at_the_opening() -> None:
    assembly = Assembly()
    before = assembly.height
    parent = some_id(f"minutes {before + 1}")
    ballot = assembly.open(ALPHA, statement(), days=10)
    found = assembly.get(f"ballot/{ballot}")
    assert found["opening"] == parent
    assert found["height"] == before + 1
    assert found["closes_at"] == found["opened"] + 10 * DAY - 60_000
    assert found["grace"] == 30 * 60_000
    (part,) = found["parts"]
    assert part["topics"] == ["brand"]
    assert part["voters"] == list(THREE)
    assert part["method"]["name"] == "majority"
    assert found["clauses"] == [
        each.id for each in CHARTERS["ecosystem"].clauses if "brand" in each.topics
    ]
    assert assembly.get("ballots") == [ballot]
    assert assembly.get("ballots/new") is None


def test_the_charter_may_change_without_changing_an_open_ballot() -> None:
    assembly = Assembly()
    ballot = assembly.open(ALPHA, statement())
    charter = assembly.get("charter")
    rules = {**charter["document"]["topics"]}
    rules["brand"] = {**rules["brand"], "method": {"name": "qualified", "threshold": [1, 1]}}
    assembly.put("charter", {**charter, "document": {**charter["document"], "topics": rules}})
    assembly.votes(ballot, alpha="yes", beta="yes", gamma="no")
    assert assembly.end(ballot)["outcome"] == "passed"


def test_the_council_votes_by_seats() -> None:
    assembly = Assembly()
    motion = statement("moderation")
    ballot = assembly.open(ALPHA, motion)
    seats = [f"{each}/moderation" for each in THREE]
    assert assembly.get(f"ballot/{ballot}")["parts"][0]["voters"] == seats
    assert assembly.void(ALPHA, "vote", {"ballot": ballot, "choice": "yes"}) == "not_entitled"
    for partner in THREE:
        assembly.vote(partner, ballot, "yes", seat="moderation")
    assert assembly.end(ballot)["outcome"] == "passed"


def test_a_seat_whose_term_is_over_is_vacant() -> None:
    assembly = Assembly()
    assembly.put(f"seat/{ALPHA}/moderation", {"until": assembly.time})
    assembly.put(f"seat/{BETA}/moderation", {"until": assembly.time + 100 * DAY})
    ballot = assembly.open(ALPHA, statement("moderation"))
    voters = assembly.get(f"ballot/{ballot}")["parts"][0]["voters"]
    assert voters == [f"{BETA}/moderation", f"{GAMMA}/moderation"]


def test_a_dual_rule_asks_partners_and_members() -> None:
    assembly = Assembly()
    assembly.act(BETA, "roll", {"roll": ROLL})
    ballot = assembly.open(ALPHA, deciding("dissolve", "dissolve"), days=20)
    partners, members = assembly.get(f"ballot/{ballot}")["parts"]
    assert (partners["decider"], partners["voters"]) == ("partners", list(THREE))
    assert (members["decider"], members["voters"]) == ("members", [BETA])
    assert assembly.get(f"ballot/{ballot}")["rolls"] == {BETA: ROLL}


def test_a_roll_of_later_or_taken_back_counts_in_no_open_ballot() -> None:
    assembly = Assembly()
    for partner in (ALPHA, BETA):
        assembly.act(partner, "roll", {"roll": ROLL})
    assembly.act(ALPHA, "roll", {"roll": None})
    ballot = assembly.open(ALPHA, deciding("dissolve", "dissolve"), days=20)
    assembly.act(GAMMA, "roll", {"roll": ROLL})
    assembly.act(BETA, "roll", {"roll": {**ROLL, "size": 999}})
    assert assembly.get(f"ballot/{ballot}")["rolls"] == {BETA: ROLL}


def test_an_amendment_is_decided_under_the_rules_of_all_it_touches() -> None:
    assembly = Assembly(FIVE)
    assembly.act(ALPHA, "roll", {"roll": ROLL})
    topics = to_builtins(CHARTERS["ecosystem"])["topics"]
    changed = {**topics, "add_partner": {**topics["add_partner"], "opens_for": [8 * DAY, 9 * DAY]}}
    changes = {"topics": changed, "guests": "closed", "policy": "two_thirds"}
    motion = deciding("amend_charter", "members_rights", changes=changes)
    ballot = assembly.open(ALPHA, motion, days=20)
    parts = assembly.get(f"ballot/{ballot}")["parts"]
    # The partners count in one way for three topics; the members have their own part.
    assert [part["topics"] for part in parts] == [
        ["add_partner", "change_policy", "members_rights"],
        ["members_rights"],
    ]
    assert [part["decider"] for part in parts] == ["partners", "members"]


def test_nobody_votes_in_its_own_case() -> None:
    assembly = Assembly()
    motion = deciding("remove_partner", "remove_partner", partner=GAMMA)
    ballot = assembly.open(ALPHA, motion)
    assert assembly.get(f"ballot/{ballot}")["parts"][0]["voters"] == [ALPHA, BETA]
    assert assembly.void(GAMMA, "vote", {"ballot": ballot, "choice": "no"}) == "not_entitled"


def test_a_partner_found_in_conflict_has_no_vote_where_the_guard_is_marked() -> None:
    assembly = Assembly(charter=CHARTERS["alliance"])
    assembly.put(f"conflict/brand/{BETA}", some_id("ballot"))
    assembly.put(f"conflict/dispute/{BETA}", some_id("ballot"))
    marked = assembly.open(ALPHA, statement("brand"))
    assert assembly.get(f"ballot/{marked}")["parts"][0]["voters"] == [ALPHA, GAMMA]
    assert assembly.get(f"ballot/{marked}")["recusing"]
    unmarked = assembly.open(ALPHA, statement("dispute"))
    assert assembly.get(f"ballot/{unmarked}")["parts"][0]["voters"] == list(THREE)
    assert not assembly.get(f"ballot/{unmarked}")["recusing"]


def test_new_keys_need_all_the_others_whatever_the_charter_says() -> None:
    assembly = Assembly()
    motion = deciding("rekey", "rekey", partner=BETA, key=KEYS[0], recovery=KEYS[1])
    ballot = assembly.open(ALPHA, motion)
    (part,) = assembly.get(f"ballot/{ballot}")["parts"]
    assert part["voters"] == [ALPHA, GAMMA]
    assert part["method"]["threshold"] in ([1, 1], (1, 1))
    assembly.votes(ballot, alpha="yes", gamma="no")
    assert assembly.end(ballot)["outcome"] == "rejected"


@pytest.mark.parametrize(
    ("motion", "reason"),
    [
        (statement("brand", effects={"yes": {"kind": "nonsense"}}), "effect_malformed"),
        (statement("brand", effects={"yes": {}}), "effect_malformed"),
        (deciding("statement", "brand", more=1), "effect_malformed"),
        (deciding("add_partner", "add_partner", sealer=sealer("witness")), "effect_malformed"),
        (deciding("dissolve", "brand"), "topic_unfit"),
        (deciding("change_policy", "brand", policy="two_thirds"), "topic_unfit"),
        (deciding("amend_charter", "amend_charter", changes={"nothing": 1}), "amendment_unfit"),
        (deciding("amend_charter", "amend_charter", changes={"purpose": ""}), "charter_faulty"),
        (
            deciding("remove_partner", "remove_partner", partner="nobody.example"),
            "effect_unfit",
        ),
        (deciding("add_partner", "add_partner", sealer=sealer(name=BETA)), "effect_unfit"),
        (deciding("reopen", "brand", ballot=some_id("none")), "ballot_unknown"),
        (choosing("as_is", "other"), "options_unfit"),
        (statement("brand", status_quo="as_is"), "options_unfit"),
        (statement("brand", effects={"maybe": {"kind": "statement"}}), "options_unfit"),
        (statement("brand", text=some_id("text")), "text_missing"),
    ],
)
def test_what_cannot_be_asked_is_void(motion: dict[str, Any], reason: str) -> None:
    assert Assembly().refuse(ALPHA, motion) == reason


def test_a_ballot_needs_somebody_who_may_vote() -> None:
    assert Assembly().refuse(ALPHA, choosing("as_is", "x", topic="roadmap"), 20) == (
        "electorate_empty"
    )


@pytest.mark.parametrize(
    ("motion", "reason"),
    [
        (choosing("as_is", "blue"), "None"),
        (choosing("as_is"), "options_unfit"),
        (choosing("as_is", "blue", "blue"), "options_unfit"),
        (choosing("as_is", "blue", status_quo=None), "options_unfit"),
        (choosing("as_is", "blue", status_quo="green"), "options_unfit"),
        (choosing("as_is", "blue", effects={"as_is": {"kind": "statement"}}), "options_unfit"),
        (choosing("as_is", "blue", effects={"green": {"kind": "statement"}}), "options_unfit"),
        (choosing("as_is", "blue", effects={"blue": {"kind": "statement"}}), "None"),
        (statement(), "options_unfit"),
    ],
)
def test_a_method_among_options_needs_them_and_the_status_quo(
    motion: dict[str, Any], reason: str
) -> None:
    assembly = Assembly(topics__brand__method={"name": "irv"})
    assert assembly.refuse(ALPHA, motion) == reason


def test_seats_can_be_filled_without_a_status_quo() -> None:
    assembly = Assembly(topics__brand__method={"name": "stv", "seats": 2})
    assert assembly.refuse(ALPHA, choosing("ann", "ben", "cem", status_quo=None)) == "None"
    assert assembly.refuse(ALPHA, choosing("ann", "ben", "cem", status_quo="dora")) != "None"


def test_rules_that_ask_differently_cannot_be_asked_at_once() -> None:
    assembly = Assembly(topics__moderation__method={"name": "irv"})
    effects = {
        "yes": {"kind": "reverse", "decisions": [some_id("decision")]},
        "no": {"kind": "find_conflict", "partner": BETA, "topic": "brand"},
    }
    assert assembly.refuse(ALPHA, statement("moderation", effects=effects)) == "methods_mixed"


@pytest.mark.parametrize(
    ("topic", "days", "reason"),
    [
        ("brand", 6, "deadline_unfit"),
        ("brand", 61, "deadline_unfit"),
        ("brand", 8, "None"),
        ("moderation", 31, "deadline_unfit"),
    ],
)
def test_a_ballot_is_open_as_long_as_its_rule_says(topic: str, days: int, reason: str) -> None:
    assert Assembly().refuse(ALPHA, statement(topic), days) == reason


def test_whoever_may_be_expelled_is_heard_for_seven_days_whatever_the_charter_says() -> None:
    assembly = Assembly(topics__remove_partner__opens_for=[DAY, 60 * DAY])
    motion = deciding("remove_partner", "remove_partner", partner=GAMMA)
    assert assembly.refuse(ALPHA, motion, 6) == "deadline_unfit"
    assert assembly.refuse(ALPHA, motion, 8) == "None"


def test_two_partners_cannot_expel_each_other() -> None:
    assembly = Assembly((ALPHA, BETA))
    motion = deciding("remove_partner", "remove_partner", partner=BETA)
    assert assembly.refuse(ALPHA, motion) == "effect_unfit"


def test_a_witness_opens_nothing_and_votes_on_nothing() -> None:
    assembly = Assembly(witnesses=(WITNESS,))
    assert assembly.refuse(WITNESS, statement()) == "not_entitled"
    ballot = assembly.open(ALPHA, statement())
    assert assembly.get(f"ballot/{ballot}")["parts"][0]["voters"] == list(THREE)
    assert assembly.void(WITNESS, "vote", {"ballot": ballot, "choice": "yes"}) == "not_entitled"


def test_one_partner_cannot_open_ballots_without_end() -> None:
    assembly = Assembly()
    for _ in range(16):
        assembly.open(ALPHA, statement())
    assert assembly.refuse(ALPHA, statement()) == "too_many"
    assert assembly.refuse(BETA, statement()) == "None"
