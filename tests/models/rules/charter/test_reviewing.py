"""What nobody renews meets the default that the charter gave it, and the charter still stands."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from models.rules.charter.bounds import YEAR
from models.rules.charter.checking import faults
from models.rules.charter.document import Charter
from models.rules.charter.reviewing import Review, due, lapse
from models.rules.refusal import Refusal, Refused
from models.rules.values import DAY
from tests.models.rules.charter.drafts import CHARTERS, FOUNDED, clause, edited, with_clauses

NGO, ECOSYSTEM = CHARTERS["ngo_company"], CHARTERS["ecosystem"]


def ids(charter: Charter) -> list[str]:
    return [each.id for each in charter.clauses if not each.is_dormant]


def test_reviews_are_due_from_their_date_on_the_oldest_first() -> None:
    year, two = FOUNDED + YEAR, FOUNDED + 2 * YEAR
    assert due(NGO, year - 1) == ()
    sponsors = Review(kind="clause", id="sponsors", review_by=year, default="sponsors_meanwhile")
    other = Review(kind="topic", id="other", review_by=year, default="keep")
    veto = Review(kind="clause", id="mission_veto", review_by=two, default="keep")
    assert due(NGO, year) == (sponsors, other)
    assert due(NGO, two + DAY) == (sponsors, other, veto)


def test_a_dormant_clause_is_not_reviewed_before_it_applies() -> None:
    charter = edited(NGO, {"clauses/sponsors_meanwhile/review_by": 1})
    assert due(charter, 1) == ()
    assert [each.id for each in due(lapse(charter, "sponsors"), 1)] == ["sponsors_meanwhile"]


def test_a_clause_that_lapses_takes_its_guard_along() -> None:
    after = lapse(ECOSYSTEM, "earned_promotion")
    assert after.version == 2
    assert ids(after) == [each for each in ids(ECOSYSTEM) if each != "earned_promotion"]
    assert after.guards == structs.replace(ECOSYSTEM.guards, promotion=None)


def test_a_successor_takes_the_place_and_the_guard_of_the_clause_before() -> None:
    after = lapse(NGO, "sponsors")
    assert "sponsors" not in ids(after)
    assert "sponsors_meanwhile" in ids(after)
    assert NGO.guards.sponsor is not None
    moved = structs.replace(NGO.guards.sponsor, clause="sponsors_meanwhile")
    assert after.guards == structs.replace(NGO.guards, sponsor=moved)


def test_a_clause_that_is_kept_stays_without_a_date() -> None:
    after = lapse(NGO, "mission_veto")
    assert after.version == 2
    assert ids(after) == ids(NGO)
    assert after.guards == NGO.guards
    assert [each.id for each in due(after, FOUNDED + 9 * YEAR)] == ["sponsors", "other"]


@pytest.mark.parametrize("name", ["council", "nowhere", "sponsors_meanwhile"])
def test_only_a_clause_in_force_with_a_date_can_lapse(name: str) -> None:
    with pytest.raises(Refused) as caught:
        lapse(edited(NGO, {"clauses/sponsors_meanwhile/review_by": 1}), name)
    assert caught.value.reason is Refusal.MALFORMED


_defaults = st.sampled_from(["lapse", "keep", "next"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(_defaults, min_size=1, max_size=3), min_size=1, max_size=3),
    st.randoms(use_true_random=False),
)
def test_whatever_lapses_in_whatever_order_leaves_a_charter_without_faults(
    chains: list[list[str]], order: Random
) -> None:
    charter = with_clauses(
        NGO, *(part for n, chain in enumerate(chains) for part in _chain(n, chain))
    )
    charter = edited(charter, {"guards/sponsor/clause": "c0_0", "guards/veto/clause": "c0_0"})
    assert faults(charter) == ()
    while waiting := due(charter, FOUNDED + 9 * YEAR):
        clauses = [each.id for each in waiting if each.kind == "clause"]
        if not clauses:
            break
        charter = lapse(charter, order.choice(clauses))
        assert faults(charter) == ()
    assert charter.version > 1


def _chain(number: int, defaults: list[str]) -> list[dict[str, object]]:
    """Build a clause and its successors; a link that says `next` is followed by one more."""
    length = next((n for n, each in enumerate(defaults) if each != "next"), len(defaults) - 1) + 1
    return [
        clause(
            f"c{number}_{place}",
            is_dormant=place > 0,
            review_by=FOUNDED + place,
            topics=["brand"],
            default=_named(defaults[place], number, place, is_last=place == length - 1),
        )
        for place in range(length)
    ]


def _named(default: str, number: int, place: int, *, is_last: bool) -> str:
    if default != "next":
        return default
    return "lapse" if is_last else f"c{number}_{place + 1}"
