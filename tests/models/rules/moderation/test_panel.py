"""Appeals: who hears them, how they end, and that nobody involved has a say."""

from itertools import pairwise

import pytest

from models.rules.charter.document import USUAL_LADDER, panel_clock
from models.rules.fold.draft import Draft
from models.rules.moderation import lot, panel, standing
from models.rules.tally import lots
from models.rules.values import DAY, MINUTE
from tests.models.rules.community import (
    ALPHA,
    BETA,
    DELTA,
    EPSILON,
    FIVE,
    GAMMA,
    Community,
    draw,
    some_id,
)
from tests.models.rules.moderation.acting import (
    NONCE,
    REASONS,
    appeal,
    appealing,
    decide,
    reversing,
)

SEVEN = (*FIVE, "zeta.example", "eta.example")


def answer(community: Community, partner: str, opened: str, decision: str | None) -> None:
    """Let a member of the panel uphold, or reverse the decision that is named."""
    if decision is None:
        community.act(partner, "confirm", {"of": opened})
    else:
        community.act(partner, "reverse", reversing(decision, appeal=opened), REASONS)


def seats(community: Community, opened: str) -> list[str]:
    return list(community.get(f"appeal/{opened}")["panel"])


def status(community: Community, opened: str) -> str:
    return str(community.get(f"appeal/{opened}")["status"])


def test_the_panel_is_drawn_by_who_appealed_and_who_decided() -> None:
    community = Community(SEVEN)
    decision = decide(community, ALPHA, home=BETA)
    opened = community.act(BETA, "appeal", appealing(decision), REASONS)
    assert community.get(f"lot/{opened}")["asked"] == [ALPHA]
    added = some_id("alpha adds")
    community.act(ALPHA, "lot", {"of": opened, "value": added})
    assert seats(community, opened) == []
    community.act(BETA, "lot", {"of": opened, "value": NONCE})
    seed = lots.seed_of(opened, NONCE, {ALPHA: added})
    uninvolved = [each for each in SEVEN if each not in (ALPHA, BETA)]
    assert seats(community, opened) == sorted(lots.ranked(seed, uninvolved)[:3])
    (told,) = community.told("panel_drawn")
    assert told.facts["panel"] == seats(community, opened)


def test_no_minutes_have_a_part_in_who_is_drawn() -> None:
    panels = []
    for pause in (MINUTE, 5 * MINUTE, DAY):
        community = Community(SEVEN)
        decision = decide(community, ALPHA)
        opened = community.write(BETA, "appeal", appealing(decision), REASONS)
        community.minutes(opened, after=pause)
        community.minutes(after=pause)
        draw(community, opened.id, NONCE)
        panels.append(seats(community, opened.id))
    assert panels == [panels[0]] * 3


def test_an_appeal_whose_lot_is_not_opened_is_dropped() -> None:
    community = Community(SEVEN)
    decision = decide(community, ALPHA)
    opened = community.act(BETA, "appeal", appealing(decision), REASONS)
    community.act(ALPHA, "lot", {"of": opened, "value": NONCE})
    community.minutes(after=lot.STEP - 1)
    assert status(community, opened) == "open"
    community.minutes(after=1)
    assert status(community, opened) == "dropped"
    assert community.void(BETA, "lot", {"of": opened, "value": NONCE}) == "too_late"
    assert standing.standing(community.get, decision) == "in_force"
    again = community.void(BETA, "appeal", appealing(decision), REASONS)
    assert again == "already_done"


def test_an_appeal_for_a_panel_seals_a_lot() -> None:
    community = Community()
    decision = decide(community, ALPHA)
    found = community.void(BETA, "appeal", appealing(decision, lot=None), REASONS)
    assert found == "lot_missing"
    local = decide(community, ALPHA, scope="local", role="instance")
    community.act(BETA, "appeal", appealing(local, lot=None), REASONS)


@pytest.mark.parametrize("is_drawn", [False, True])
def test_when_the_last_one_without_a_part_leaves_there_is_no_panel(is_drawn: bool) -> None:
    community = Community((ALPHA, BETA, GAMMA))
    opened = community.act(BETA, "appeal", appealing(decide(community, ALPHA)), REASONS)
    if is_drawn:
        draw(community, opened, NONCE)
        assert seats(community, opened) == [GAMMA]
    community.depart(GAMMA, "left")
    community.minutes(after=lot.STEP)
    assert status(community, opened) == "no_panel"


def test_nobody_involved_sits_on_the_panel() -> None:
    community = Community(SEVEN)
    decision = decide(community, ALPHA, home=BETA)
    community.act(GAMMA, "confirm", {"of": decision})
    opened = appeal(community, DELTA, decision)
    assert seats(community, opened) == sorted(set(SEVEN) - {ALPHA, BETA, GAMMA, DELTA})


def test_a_suspended_partner_sits_on_no_panel() -> None:
    community = Community()
    community.put(f"partner/{EPSILON}", {**community.get(f"partner/{EPSILON}"), "suspended": "x"})
    decision = decide(community, ALPHA, home=BETA)
    opened = appeal(community, BETA, decision)
    assert seats(community, opened) in ([GAMMA], [DELTA])


def test_a_majority_of_the_panel_reverses() -> None:
    community = Community()
    decision = decide(community, ALPHA)
    opened = appeal(community, BETA, decision)
    assert seats(community, opened) == sorted([GAMMA, DELTA, EPSILON])
    answer(community, GAMMA, opened, decision)
    assert status(community, opened) == "open"
    assert standing.standing(community.get, decision) == "in_force"
    answer(community, DELTA, opened, decision)
    assert status(community, opened) == "reversed"
    assert standing.standing(community.get, decision) == "reversed"
    assert community.get(f"reversed/{decision}") == [opened]
    assert [each.about for each in community.told("decision_reversed")] == [decision]
    assert [each.facts["status"] for each in community.told("appeal_ended")] == ["reversed"]


def test_two_answers_in_the_same_minutes_make_a_majority() -> None:
    community = Community()
    decision = decide(community, ALPHA)
    opened = appeal(community, BETA, decision)
    body = reversing(decision, appeal=opened)
    both = [community.write(each, "reverse", body, REASONS) for each in (GAMMA, DELTA)]
    assert community.minutes(*both) == []
    assert status(community, opened) == "reversed"


def test_a_majority_of_the_panel_upholds() -> None:
    community = Community()
    decision = decide(community, ALPHA)
    opened = appeal(community, BETA, decision)
    answer(community, GAMMA, opened, None)
    answer(community, DELTA, opened, decision)
    answer(community, EPSILON, opened, None)
    assert status(community, opened) == "upheld"
    assert standing.standing(community.get, decision) == "in_force"


@pytest.mark.parametrize("reverses", [True, False])
def test_two_of_five_are_no_majority_and_three_are(reverses: bool) -> None:
    community = Community(SEVEN, moderation__panel_size=5)
    decision = decide(community, ALPHA)
    opened = appeal(community, BETA, decision)
    said = decision if reverses else None
    for number, member in enumerate(seats(community, opened)[:3]):
        assert status(community, opened) == "open", number
        answer(community, member, opened, said)
    assert status(community, opened) == ("reversed" if reverses else "upheld")


def test_a_panel_that_is_silent_ends_unheard_when_its_time_is_over() -> None:
    community = Community()
    decision = decide(community, ALPHA)
    opened = appeal(community, BETA, decision)
    clock = panel_clock(USUAL_LADDER)
    drawn = community.time
    assert community.get(f"appeal/{opened}")["until"] == drawn + clock
    community.minutes(after=clock - 1)
    assert status(community, opened) == "open"
    community.minutes(after=1)
    assert status(community, opened) == "unheard"
    assert standing.standing(community.get, decision) == "in_force"


def test_without_uninvolved_partners_everybody_is_told() -> None:
    community = Community((ALPHA, BETA))
    decision = decide(community, ALPHA, home=BETA)
    opened = appeal(community, BETA, decision)
    assert status(community, opened) == "no_panel"
    assert [each.facts for each in community.told("appeal_ended")] == [{"status": "no_panel"}]


@pytest.mark.parametrize(("partners", "size"), [(3, 1), (4, 1), (5, 3), (6, 3), (7, 3)])
def test_a_panel_is_always_odd(partners: int, size: int) -> None:
    community = Community(SEVEN[:partners])
    decision = decide(community, ALPHA)
    opened = appeal(community, BETA, decision)
    assert len(seats(community, opened)) == size


def test_a_member_that_leaves_is_replaced_within_a_day() -> None:
    community = Community(SEVEN)
    decision = decide(community, ALPHA)
    opened = appeal(community, BETA, decision)
    before = seats(community, opened)
    until = community.get(f"appeal/{opened}")["until"]
    gone, stays, _ = before
    answer(community, stays, opened, decision)
    community.depart(gone, "left")
    community.minutes(after=DAY)
    after = seats(community, opened)
    assert len(after) == 3
    assert gone not in after
    assert set(before) - {gone} < set(after)
    assert community.get(f"appeal/{opened}")["until"] == until
    (new,) = set(after) - set(before)
    answer(community, new, opened, decision)
    assert status(community, opened) == "reversed"


def test_where_the_charter_made_panels_smaller_a_lost_member_is_not_replaced() -> None:
    community = Community(SEVEN)
    opened = appeal(community, BETA, decide(community, ALPHA))
    before = seats(community, opened)
    charter = community.get("charter")
    smaller = {**charter["document"]["moderation"], "panel_size": 1}
    document = {**charter["document"], "moderation": smaller}
    community.put("charter", {**charter, "document": document})
    community.depart(before[0], "left")
    community.minutes(after=DAY)
    assert seats(community, opened) == before[1:2]


def test_the_answer_of_a_member_that_left_no_longer_counts() -> None:
    community = Community()
    decision = decide(community, ALPHA)
    opened = appeal(community, BETA, decision)
    answer(community, GAMMA, opened, decision)
    community.depart(GAMMA, "left")
    community.minutes(after=DAY)
    assert len(seats(community, opened)) == 1
    (left,) = seats(community, opened)
    answer(community, left, opened, None)
    assert status(community, opened) == "upheld"


def test_who_confirms_the_decision_leaves_its_panel() -> None:
    community = Community(SEVEN)
    decision = decide(community, ALPHA, home=BETA)
    opened = appeal(community, BETA, decision)
    first = seats(community, opened)[0]
    community.act(first, "confirm", {"of": decision})
    community.minutes(after=DAY)
    assert first not in seats(community, opened)


def test_an_appeal_of_a_reversed_decision_is_moot() -> None:
    community = Community()
    decision = decide(community, ALPHA)
    opened = appeal(community, BETA, decision)
    community.act(ALPHA, "reverse", reversing(decision), REASONS)
    community.minutes(after=DAY)
    assert status(community, opened) == "moot"


def test_an_ended_appeal_stays_ended() -> None:
    community = Community()
    decision = decide(community, ALPHA)
    opened = appeal(community, BETA, decision)
    answer(community, GAMMA, opened, None)
    answer(community, DELTA, opened, None)
    community.minutes(after=365 * DAY)
    assert status(community, opened) == "upheld"
    assert community.told("appeal_ended") == []


def test_an_appeal_about_an_instances_own_decision_stays_with_it() -> None:
    community = Community()
    decision = decide(community, ALPHA, scope="local", role="instance")
    opened = appeal(community, BETA, decision, is_ours=True)
    assert status(community, opened) == "with_issuer"
    assert seats(community, opened) == []
    community.act(ALPHA, "reverse", reversing(decision), REASONS)
    assert standing.standing(community.get, decision) == "reversed"


def test_looking_at_an_open_appeal_leaves_one_line_a_day_on_the_agenda() -> None:
    community = Community(SEVEN)
    decision = decide(community, ALPHA)
    opened = appeal(community, BETA, decision)
    answer(community, seats(community, opened)[0], opened, None)
    community.minutes(after=DAY)
    lines = [
        line
        for key, value in community.state.items()
        if key.startswith("agenda/")
        for line in value
        if line.endswith(opened)
    ]
    tomorrow = (community.time // DAY + 1) * DAY
    # Two more are the ends of the steps of the draw, which was quicker.
    assert sorted(lines)[:-2] == [f"{tomorrow:016d} appeal/{opened}"]


def test_every_panel_of_another_appeal_is_another_draw() -> None:
    community = Community(SEVEN, moderation__panel_size=1)
    panels = []
    for number in range(12):
        decision = decide(community, ALPHA, object=some_id(str(number)))
        panels.append(seats(community, appeal(community, BETA, decision)))
    assert any(one != other for one, other in pairwise(panels))


def test_a_ballot_reverses_what_it_names_or_nothing() -> None:
    community = Community()
    one, two = decide(community, ALPHA), decide(community, BETA, severity="label")
    ballot, unknown = some_id("ballot"), some_id("unknown")
    draft = Draft(community.state, community.occasion(MINUTE))
    assert panel.reverse(draft, ballot, [one, unknown]) == (unknown,)
    assert draft.get(f"reversed/{one}") is None
    assert panel.reverse(draft, ballot, [one]) == ()
    assert panel.reverse(draft, ballot, [one]) == ()
    assert draft.get(f"reversed/{one}") == [ballot]
    assert standing.standing(draft.get, one) == "reversed"
    assert standing.standing(draft.get, two) == "in_force"
