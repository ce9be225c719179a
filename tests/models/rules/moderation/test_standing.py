"""What decisions add up to, for whom, in whatever order they and their reversals are folded."""

from itertools import permutations
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.charter.member import SIX_MONTHS
from models.rules.moderation import standing
from models.rules.moderation.severity import LADDER, Scope, Severity, join
from tests.models.rules.community import ALPHA, BETA, DELTA, FIVE, GAMMA, Community, same
from tests.models.rules.moderation.acting import (
    POST,
    REASONS,
    appeal,
    decide,
    reversing,
    write_decision,
)


def community_wide(community: Community) -> str:
    return standing.severity(community.get, POST, "community", ALPHA)


def local(community: Community, partner: str) -> str:
    return standing.severity(community.get, POST, "local", partner)


def test_nobody_judged_an_unknown_object() -> None:
    community = Community()
    assert community_wide(community) == "none"
    assert standing.explain(community.get, POST, "community") == ()


def test_a_local_decision_binds_its_issuer_only() -> None:
    community = Community()
    decide(community, ALPHA, scope="local", role="instance", severity="suspend")
    assert local(community, ALPHA) == "suspend"
    assert local(community, BETA) == "none"
    assert community_wide(community) == "none"


def test_a_decision_for_the_community_does_not_touch_what_an_instance_decides_for_itself() -> None:
    community = Community()
    decide(community, ALPHA, severity="limit")
    assert community_wide(community) == "limit"
    assert local(community, ALPHA) == "none"


def test_the_hardest_decision_counts_and_a_reversal_uncovers_the_next() -> None:
    community = Community()
    decide(community, ALPHA, severity="label")
    hard = decide(community, BETA, severity="remove")
    assert community_wide(community) == "remove"
    reversal = community.act(BETA, "reverse", reversing(hard), REASONS)
    assert community_wide(community) == "label"
    found = {each.decision: each for each in standing.explain(community.get, POST, "community")}
    assert found[hard].standing == "reversed"
    assert found[hard].reversed_by == (reversal,)


def test_a_decision_about_another_partners_member_waits_for_a_second_partner() -> None:
    community = Community()
    decision = decide(community, ALPHA, home=BETA)
    assert community_wide(community) == "none"
    assert standing.standing(community.get, decision) == "awaits_second"
    community.act(GAMMA, "confirm", {"of": decision})
    assert community_wide(community) == "remove"
    (finding,) = standing.explain(community.get, POST, "community")
    assert finding.confirmed_by == (GAMMA,)


def test_without_the_rule_one_partner_is_enough() -> None:
    community = Community(moderation__two_partner_rule=False)
    decide(community, ALPHA, home=BETA)
    assert community_wide(community) == "remove"


def test_the_rule_is_that_of_the_moment_of_the_decision() -> None:
    community = Community()
    decision = decide(community, ALPHA, home=BETA)
    charter = community.get("charter")
    lax = {**charter["document"]["moderation"], "two_partner_rule": False}
    community.put("charter", {**charter, "document": {**charter["document"], "moderation": lax}})
    assert standing.standing(community.get, decision) == "awaits_second"


def test_nobody_dodges_the_rule_by_naming_no_home() -> None:
    community = Community()
    decision = decide(community, ALPHA, home=None)
    assert community_wide(community) == "remove"
    appeal(community, BETA, decision, is_ours=True)
    assert standing.standing(community.get, decision) == "awaits_second"
    community.act(DELTA, "confirm", {"of": decision})
    assert community_wide(community) == "remove"


def test_the_home_itself_needs_no_second() -> None:
    community = Community()
    decide(community, BETA, home=BETA, role="home")
    assert community_wide(community) == "remove"


@pytest.mark.parametrize(
    ("handling", "ground", "expected", "still_local"),
    [
        ("lapse", "safety", "lapsed", "none"),
        ("lapse_but_safety", "safety", "issuer_only", "remove"),
        ("lapse_but_safety", "illegal", "lapsed", "none"),
    ],
)
def test_decisions_about_a_leavers_members_lapse(
    handling: str, ground: str, expected: str, still_local: str
) -> None:
    community = Community(exit__handling__decisions_about__remaining=handling)
    words = {"ground": ground, "clause": None if ground == "illegal" else clause_of(community)}
    decision = decide(community, ALPHA, home=BETA, **words)
    community.act(GAMMA, "confirm", {"of": decision})
    community.depart(BETA, "left")
    community.minutes()
    assert standing.standing(community.get, decision) == expected
    assert community_wide(community) == "none"
    assert local(community, ALPHA) == still_local
    assert local(community, GAMMA) == "none"


@pytest.mark.parametrize(("handling", "expected"), [("review", "in_force"), ("lapse", "lapsed")])
def test_decisions_that_a_leaver_made_stay_until_reviewed_or_lapse(
    handling: str, expected: str
) -> None:
    community = Community(exit__handling__decisions_made__remaining=handling)
    decision = decide(community, ALPHA)
    community.depart(ALPHA, "expelled")
    community.minutes()
    assert standing.standing(community.get, decision) == expected


def test_decisions_after_a_return_are_new() -> None:
    community = Community(exit__handling__decisions_made__remaining="lapse")
    before = decide(community, ALPHA)
    community.depart(ALPHA, "left")
    community.minutes()
    roster = community.get("roster")
    back = {**roster, "version": 3, "sealers": sorted([*roster["sealers"], ALPHA])}
    community.put("roster", back)
    community.put(f"partner/{ALPHA}", {**community.get(f"partner/{ALPHA}"), "status": "active"})
    community.minutes()
    after = decide(community, ALPHA)
    assert standing.standing(community.get, before) == "lapsed"
    assert standing.standing(community.get, after) == "in_force"


def test_a_decision_is_known_from_when_it_began_to_count() -> None:
    community = Community()
    decision = decide(community, ALPHA, home=BETA)
    decided = community.time
    assert standing.known_since(community.get, decision) == decided
    community.act(GAMMA, "confirm", {"of": decision}, after=SIX_MONTHS)
    assert standing.known_since(community.get, decision) == decided + SIX_MONTHS
    community.act(DELTA, "confirm", {"of": decision})
    assert standing.known_since(community.get, decision) == decided + SIX_MONTHS


def clause_of(community: Community) -> str:
    return str(community.get("charter")["document"]["clauses"][0]["id"])


class Made(NamedTuple):
    """A decision, who confirms it, and whether its issuer takes it back."""

    by: str
    severity: Severity
    home: str | None
    scope: Scope
    seconds: list[str]
    is_reversed: bool

    def counts(self) -> bool:
        is_ours = self.home in (None, self.by) or self.scope == "local"
        is_confirmed = any(each != self.by for each in self.seconds)
        return not self.is_reversed and (is_ours or is_confirmed)


histories = st.lists(
    st.builds(
        Made,
        st.sampled_from(FIVE),
        st.sampled_from(LADDER),
        st.sampled_from([None, *FIVE]),
        st.sampled_from(["local", "community"]),
        st.lists(st.sampled_from(FIVE), max_size=2, unique=True),
        st.booleans(),
    ),
    max_size=4,
)


def fold_in_any_order(community: Community, history: list[Made], chance: Random) -> None:
    decisions, later = [], []
    for made in history:
        role = "instance" if made.scope == "local" else "stand_in"
        words = {"severity": made.severity, "home": made.home, "scope": made.scope, "role": role}
        decision = write_decision(community, made.by, **words)
        decisions.append(decision)
        later += [community.write(each, "confirm", {"of": decision.id}) for each in made.seconds]
        if made.is_reversed:
            reversal = reversing(decision.id)
            later.append(community.write(made.by, "reverse", reversal, REASONS))
    community.minutes(*chance.sample(decisions, len(decisions)))
    waiting = chance.sample(later, len(later))
    while waiting:
        size = chance.randint(1, len(waiting))
        community.minutes(*waiting[:size])
        waiting = waiting[size:]


@settings(max_examples=50, deadline=None)
@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_acts_never_matters_and_reversal_is_exact(
    history: list[Made], chance: Random
) -> None:
    community = Community()
    fold_in_any_order(community, history, chance)
    counting = [made for made in history if made.counts()]
    joint = [made.severity for made in counting if made.scope == "community"]
    assert community_wide(community) == join(*joint)
    for partner in FIVE:
        own = [m.severity for m in counting if m.scope == "local" and m.by == partner]
        assert local(community, partner) == join(*own)


def test_authors_are_independent_within_one_minutes() -> None:
    community = Community()
    entries = [
        write_decision(community, partner, severity=severity)
        for partner, severity in zip(FIVE, LADDER, strict=True)
    ]
    folded = [community.fold(*order) for order in permutations(entries[:4])]
    assert all(same(each.state, folded[0].state) for each in folded)
