"""The severity ladder: a join, so order and repetition never matter (invariant 13)."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.moderation.severity import LADDER, Severity, join

severities = st.sampled_from(LADDER)


@settings(deadline=None)
@given(severities, severities, severities)
def test_the_join_is_a_join(one: Severity, two: Severity, three: Severity) -> None:
    assert join(one, two) == join(two, one)
    assert join(join(one, two), three) == join(one, join(two, three)) == join(one, two, three)
    assert join(one, one) == one
    assert join(one, "none") == one
    assert join(one, two) in (one, two)


def test_nothing_joins_to_none() -> None:
    assert join() == "none"


@pytest.mark.parametrize(("softer", "harder"), list(pairwise(LADDER)))
def test_the_harder_one_holds(softer: Severity, harder: Severity) -> None:
    assert join(softer, harder) == harder


def test_the_ladder_goes_from_a_label_to_a_suspension() -> None:
    assert LADDER == ("none", "label", "limit", "remove", "suspend")
