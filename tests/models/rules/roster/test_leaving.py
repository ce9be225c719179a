"""Leaving is the leaver's own word, and counts when the notice has passed (R10)."""

import pytest

from models.rules.values import DAY, MINUTE
from tests.models.rules.assembly import Assembly, founded
from tests.models.rules.writers import ALPHA, BETA, GAMMA, WITNESS, genesis

NOTICE = genesis().charter.document["notice_ms"]


GOAL = {
    "indicator": "trees",
    "goal": "shared",
    "purpose": "Trees planted together",
    "unit": "trees",
    "combine": "sum",
    "baseline": 0,
    "target": 10,
}


def community(*partners: str) -> Assembly:
    return founded(genesis(*partners, witnesses=(WITNESS,)))


def leaving(effective: int = 0) -> dict[str, object]:
    return {"effective": effective, "reason": "strategy"}


def test_a_partner_leaves_when_the_charters_notice_has_passed() -> None:
    made = community()
    word = made.act(ALPHA, "leave", leaving())
    given = made.time
    assert made.get(f"leave/{ALPHA}") == {
        "entry": word.id,
        "given": given,
        "effective": given + NOTICE,
        "reason": "strategy",
    }
    assert made.get("leaving") == [ALPHA]
    made.minutes(after=NOTICE - 1)
    assert made.get("roster/next") is None
    made.minutes(after=1)
    assert made.told("leave_due")[0].about == ALPHA
    assert made.get("leaving") is None
    assert made.get("roster/next")["host"] == BETA
    assert made.status(ALPHA) == "active"
    made.minutes(roster=2)
    assert made.status(ALPHA) == "left"
    assert made.get("roster")["host"] == BETA


def test_a_partner_can_name_a_later_day() -> None:
    made = community()
    day = made.time + NOTICE + 30 * DAY
    made.act(ALPHA, "leave", leaving(day))
    made.minutes(after=day - made.time - 1)
    assert made.get("leaving") == [ALPHA]
    made.minutes(after=1)
    assert made.get("leaving") is None


def test_a_word_is_given_once_and_a_witness_has_it_too() -> None:
    made = community()
    made.act(WITNESS, "leave", leaving())
    assert made.void(WITNESS, "leave", leaving()) == "already_done"
    made.act(ALPHA, "leave", leaving())
    assert made.get("leaving") == [ALPHA, WITNESS]
    made.minutes(after=NOTICE + MINUTE)
    assert made.get("leaving") is None
    assert len(made.get("roster/queue")) == 1
    made.minutes(roster=2)
    made.minutes(roster=3)
    assert made.get("roster")["sealers"] == [BETA, GAMMA]


def test_the_last_partner_to_leave_ends_the_community() -> None:
    made = community(ALPHA)
    word = made.act(ALPHA, "leave", leaving())
    made.minutes(after=NOTICE)
    assert made.told("dissolved")[0].about == word.id
    assert made.get("community")["status"] == "dissolved"


def test_a_dissolved_community_only_winds_up() -> None:
    made = community(ALPHA)
    made.act(ALPHA, "leave", leaving())
    made.minutes(after=NOTICE)
    assert made.void(ALPHA, "goal", GOAL) == "dissolved"
    made.act(ALPHA, "ack", {"heads": {}})


def test_who_is_out_already_needs_no_leave_and_its_word_does_not_outlive_it() -> None:
    made = community()
    made.act(GAMMA, "leave", leaving())
    made.act(BETA, "leave", leaving(made.time + 2 * NOTICE))
    made.minutes(roster=2, out=GAMMA)
    assert made.get(f"leave/{GAMMA}") is None
    assert made.get("leaving") == [BETA]
    made.act(BETA, "ack", {"heads": {}})
    assert made.get(f"leave/{BETA}") is not None
    made.minutes(after=NOTICE)
    assert made.get("leaving") == [BETA]
    assert made.get("roster/queue") is None
    assert made.status(GAMMA) == "excluded"


@pytest.mark.parametrize("body", [{}, {"effective": -1, "reason": "other"}, {"effective": 0}])
def test_a_word_that_says_too_little_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(Exception, match="body_malformed"):
        community().write(ALPHA, "leave", body)
