"""Cases: how they open, what the cut does, and that terms are those of the day of notice."""

import pytest

from models.rules.charter.exit import LEAVER_KINDS
from models.rules.exit import case
from models.rules.exit.terms import LeaverKind
from models.rules.values import DAY, HOUR
from models.rules.work import duties
from tests.models.rules.community import ALPHA, GAMMA, WITNESS, Community
from tests.models.rules.exit.leaving import LEAVER, Leaving
from tests.models.rules.moderation.acting import open_shift


def test_notice_opens_a_case_once() -> None:
    community = Leaving()
    assert community.case is None
    community.give_notice()
    first = community.case
    assert (first["kind"], first["status"], first["cut"]) == ("voluntary", "open", None)
    assert [each.facts["leaver"] for each in community.told("exit_opened")] == ["voluntary"]
    community.minutes()
    assert community.case == first
    assert community.told("exit_opened") == []


def test_a_partner_that_merges_with_another_is_a_leaver_of_its_own_kind() -> None:
    community = Leaving()
    community.give_notice(reason="merger")
    assert community.case["kind"] == "merged"


def test_a_witness_leaves_without_a_case() -> None:
    community = Leaving()
    community.give_notice(WITNESS)
    assert case.current(community.get, WITNESS) is None


def test_a_witness_that_is_gone_was_no_partner() -> None:
    community = Leaving()
    community.depart(WITNESS, "left")
    community.minutes()
    assert community.told("exit_cut") == []


@pytest.mark.parametrize(
    ("status", "kind"), [("expelled", "expelled"), ("excluded", "vanished"), ("left", "agreed")]
)
def test_whoever_is_out_without_notice_gets_a_case_with_its_cut(status: str, kind: str) -> None:
    community = Leaving()
    community.leave(status)
    assert community.case["kind"] == kind
    cut = community.case["cut"]
    assert (cut["height"], cut["time"]) == (community.height, community.time)
    clause = community.get("charter")["document"]["exit"]["terms"][kind]
    assert cut["documents_until"] == community.time + clause["documents_ms"]
    assert cut["marks_until"] == community.time + clause["marks_ms"]


def test_who_gave_notice_stays_a_voluntary_leaver_at_its_cut() -> None:
    community = Leaving()
    community.give_notice()
    opened = community.case["id"]
    community.leave()
    assert (community.case["id"], community.case["kind"]) == (opened, "voluntary")


def test_who_is_expelled_during_its_notice_has_the_terms_of_the_expelled() -> None:
    community = Leaving()
    community.give_notice()
    opened = community.case["id"]
    assert community.case["terms"]["documents_ms"] == 90 * DAY
    community.leave("expelled")
    assert (community.case["id"], community.case["kind"]) == (opened, "expelled")
    assert community.case["terms"]["documents_ms"] == 0


@pytest.mark.parametrize("kind", LEAVER_KINDS)
def test_every_kind_of_leaver_has_its_terms(kind: LeaverKind) -> None:
    community = Leaving()
    community.open_as(kind)
    assert community.case["terms"]["choice_ms"] >= 30 * DAY


def test_nobody_changes_the_terms_of_a_leaver_after_its_notice() -> None:
    community = Leaving()
    community.give_notice()
    agreed = community.case["terms"]
    charter = community.get("charter")
    document = charter["document"]
    harsher = {**document["exit"], "unchosen": "erase"}
    community.put("charter", {**charter, "document": {**document, "exit": harsher}})
    community.leave()
    assert community.case["terms"] == agreed


def test_who_comes_back_and_leaves_again_has_a_new_case() -> None:
    community = Leaving()
    community.give_notice()
    community.put("leaving", None)
    community.put(f"leave/{LEAVER}", None)
    community.leave()
    first = community.case["id"]
    roster = community.get("roster")
    sealers = sorted([*roster["sealers"], LEAVER])
    community.put("roster", {**roster, "version": roster["version"] + 1, "sealers": sealers})
    back = {**community.get(f"partner/{LEAVER}"), "status": "active"}
    community.put(f"partner/{LEAVER}", back)
    community.minutes()
    community.give_notice()
    assert community.case["id"] != first
    assert community.case["cut"] is None
    assert community.get(f"exit/{first}")["cut"] is not None


def test_what_the_leaver_held_is_offered_to_the_others() -> None:
    community = Leaving()
    offer = {"duty": "backups", "step": "offer", "purpose": "Daily", "term_ms": 365 * DAY}
    community.act(ALPHA, "duty", offer)
    community.act(LEAVER, "duty", {"duty": "backups", "step": "accept"})
    start = community.time + 2 * HOUR
    open_shift(community, "night", start, start + HOUR, LEAVER)
    open_shift(community, "past", community.time, community.time + HOUR, LEAVER)
    community.minutes(after=HOUR)
    community.leave()
    assert duties.holder(community.get, "backups") is None
    assert [each.about for each in community.told("duty_offered")] == ["backups"]
    assert [each.about for each in community.told("shift_open")] == ["night"]
    community.act(GAMMA, "duty", {"duty": "backups", "step": "accept"})
    community.act(GAMMA, "rota", {"shift": "night", "step": "take"})


def test_a_dissolved_community_is_an_exit_of_all() -> None:
    community = Leaving()
    community.give_notice()
    community.put("community", {**community.get("community"), "status": "dissolved"})
    community.minutes()
    for partner in community.get("exits")["partners"]:
        assert case.current(community.get, partner)["kind"] == "dissolved"
    assert community.get("leaving") == [LEAVER]
    community.minutes()
    assert community.case["kind"] == "dissolved"
    community.leave()
    assert case.current(community.get, ALPHA)["kind"] == "dissolved"


def test_where_nobody_leaves_nothing_is_written() -> None:
    community = Community()
    community.minutes()
    before = {key for key, _ in community.state.items()}
    community.minutes()
    assert {key for key, _ in community.state.items()} == before
    assert not any(key.startswith("exit/") for key in before)
