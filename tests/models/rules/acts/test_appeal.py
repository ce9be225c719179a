"""Appeals and confirmations: each reason why one means nothing."""

import pytest

from models.rules.charter.member import SIX_MONTHS
from models.rules.fold.void import VoidReason
from models.rules.values import MINUTE
from tests.models.rules.community import ALPHA, BETA, DELTA, EPSILON, GAMMA, Community, some_id
from tests.models.rules.moderation.acting import REASONS, appeal, appealing, decide, reversing

NOBODY = some_id("nothing")


def test_an_appeal_names_a_decision_and_brings_its_reasons() -> None:
    community = Community()
    decision = decide(community, ALPHA)
    found = community.void(BETA, "appeal", appealing(NOBODY), REASONS)
    assert found == VoidReason.UNKNOWN_TARGET
    assert community.void(BETA, "appeal", appealing(decision)) == VoidReason.REASONS_MISSING


def test_each_partner_appeals_a_decision_once() -> None:
    community = Community()
    decision = decide(community, ALPHA)
    appeal(community, BETA, decision)
    found = community.void(BETA, "appeal", appealing(decision), REASONS)
    assert found == VoidReason.ALREADY_DONE
    assert community.void(GAMMA, "appeal", appealing(decision), REASONS) is None


def test_what_was_reversed_needs_no_appeal() -> None:
    community = Community()
    decision = decide(community, ALPHA)
    community.act(ALPHA, "reverse", reversing(decision), REASONS)
    assert community.void(BETA, "appeal", appealing(decision), REASONS) == VoidReason.MOOT


@pytest.mark.parametrize(("after", "expected"), [(0, None), (1, VoidReason.TOO_LATE)])
def test_an_appeal_is_possible_until_the_window_closes(after: int, expected: str | None) -> None:
    community = Community()
    decision = decide(community, ALPHA)
    body = appealing(decision)
    assert community.void(BETA, "appeal", body, REASONS, after=SIX_MONTHS + after) == expected


def test_the_window_opens_when_the_second_partner_made_the_decision_count() -> None:
    community = Community()
    decision = decide(community, ALPHA, home=BETA)
    community.act(GAMMA, "confirm", {"of": decision}, after=SIX_MONTHS)
    assert community.void(BETA, "appeal", appealing(decision), REASONS, after=SIX_MONTHS) is None


def test_nobody_calls_its_own_decision_one_about_its_member_by_another() -> None:
    community = Community()
    decision = decide(community, ALPHA)
    body = appealing(decision, is_ours=True)
    assert community.void(ALPHA, "appeal", body, REASONS) == VoidReason.OWN_ACT


def test_an_instances_own_decision_gets_no_second_partner() -> None:
    community = Community()
    decision = decide(community, ALPHA, scope="local", role="instance")
    appeal(community, BETA, decision, is_ours=True)
    assert community.get(f"ours/{decision}") is None
    assert community.void(GAMMA, "confirm", {"of": decision}) == VoidReason.MOOT


def test_only_the_panel_answers_an_open_appeal_and_each_member_once() -> None:
    community = Community()
    decision = decide(community, ALPHA)
    opened = appeal(community, BETA, decision)
    body = reversing(decision, appeal=opened)
    assert community.void(BETA, "reverse", body, REASONS) == VoidReason.NOT_ON_PANEL
    assert community.void(ALPHA, "confirm", {"of": opened}) == VoidReason.NOT_ON_PANEL
    community.act(GAMMA, "reverse", body, REASONS)
    assert community.void(GAMMA, "confirm", {"of": opened}) == VoidReason.ALREADY_DONE
    community.act(DELTA, "reverse", body, REASONS)
    assert community.void(EPSILON, "confirm", {"of": opened}) == VoidReason.MOOT


def test_nobody_answers_before_the_panel_is_drawn() -> None:
    community = Community()
    decision = decide(community, ALPHA)
    opened = community.act(BETA, "appeal", appealing(decision), REASONS)
    assert community.void(GAMMA, "confirm", {"of": opened}) == VoidReason.NOT_ON_PANEL


def test_a_panel_reverses_exactly_the_decision_that_was_appealed() -> None:
    community = Community()
    decision, other = decide(community, ALPHA), decide(community, ALPHA, object=NOBODY)
    opened = appeal(community, BETA, decision)
    for names in ([other], [decision, other], [decision, decision]):
        body = reversing(*names, appeal=opened)
        assert community.void(GAMMA, "reverse", body, REASONS) == VoidReason.UNKNOWN_TARGET
    body = reversing(decision, appeal=NOBODY)
    assert community.void(GAMMA, "reverse", body, REASONS) == VoidReason.UNKNOWN_TARGET


def test_nobody_confirms_what_is_not_there_or_its_own_or_twice() -> None:
    community = Community()
    decision = decide(community, ALPHA, home=BETA)
    assert community.void(BETA, "confirm", {"of": NOBODY}) == VoidReason.UNKNOWN_TARGET
    assert community.void(ALPHA, "confirm", {"of": decision}) == VoidReason.OWN_ACT
    community.act(BETA, "confirm", {"of": decision})
    assert community.void(BETA, "confirm", {"of": decision}) == VoidReason.ALREADY_DONE


def test_nobody_confirms_what_was_reversed() -> None:
    community = Community()
    decision = decide(community, ALPHA, home=BETA)
    community.act(ALPHA, "reverse", reversing(decision), REASONS)
    assert community.void(GAMMA, "confirm", {"of": decision}) == VoidReason.MOOT


def test_two_partners_confirm_in_the_same_minutes() -> None:
    community = Community()
    decision = decide(community, ALPHA, home=BETA)
    both = [community.write(each, "confirm", {"of": decision}) for each in (GAMMA, BETA)]
    assert community.minutes(*both, after=MINUTE) == []
    assert community.get(f"confirmed/{decision}") == [BETA, GAMMA]
