"""Contributions: confirmed by others, counted once, and shared out in exact fractions."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.canon import SAFE_INTEGER
from models.rules.fold.void import VoidReason
from models.rules.values import DAY
from models.rules.work import ledger
from tests.models.rules.community import ALPHA, BETA, DELTA, FIVE, GAMMA, Community

CAP = "contributions__share_cap"


def given_by(community: Community, partner: str, amount: int, kind: str = "hours") -> str:
    return community.act(partner, "contribution", {"kind": kind, "amount": amount})


def confirmed(community: Community, partner: str, amount: int, kind: str = "hours") -> str:
    line = given_by(community, partner, amount, kind)
    other = next(each for each in FIVE if each != partner)
    community.act(other, "confirm", {"of": line})
    return line


def uncapped() -> Community:
    return Community(**{CAP: [1, 1], "contributions__caps": {}})


def test_a_contribution_counts_when_another_partner_confirms_it() -> None:
    community = uncapped()
    line = given_by(community, ALPHA, 30)
    assert ledger.totals(community.get, ALPHA, community.time) == {}
    assert community.void(ALPHA, "confirm", {"of": line}) == VoidReason.OWN_ACT
    community.act(BETA, "confirm", {"of": line})
    assert ledger.totals(community.get, ALPHA, community.time) == {"hours": 30}
    assert [each.about for each in community.told("contribution_counted")] == [line]


def test_a_contribution_counts_once_however_many_confirm_it() -> None:
    community = uncapped()
    line = given_by(community, ALPHA, 30)
    both = [community.write(each, "confirm", {"of": line}) for each in (BETA, GAMMA)]
    assert community.minutes(*both) == []
    assert ledger.totals(community.get, ALPHA, community.time) == {"hours": 30}
    assert community.void(DELTA, "confirm", {"of": line}) == VoidReason.MOOT


def test_it_takes_as_many_confirmations_as_the_charter_says() -> None:
    community = Community(contributions__confirmations=2)
    line = given_by(community, ALPHA, 30)
    community.act(BETA, "confirm", {"of": line})
    assert community.void(BETA, "confirm", {"of": line}) == VoidReason.ALREADY_DONE
    assert ledger.totals(community.get, ALPHA, community.time) == {}
    community.act(GAMMA, "confirm", {"of": line})
    assert ledger.totals(community.get, ALPHA, community.time) == {"hours": 30}


def test_a_line_stands_in_the_week_in_which_it_was_written_however_late_it_is_confirmed() -> None:
    community = Community(contributions__window_ms=14 * DAY, contributions__caps={})
    line = given_by(community, ALPHA, 30)
    written = community.time
    community.act(BETA, "confirm", {"of": line}, after=60 * DAY)
    assert ledger.totals(community.get, ALPHA, written) == {"hours": 30}
    assert ledger.totals(community.get, ALPHA, community.time) == {}


def test_the_charters_caps_hold_for_each_kind() -> None:
    community = Community(contributions__caps={"money": 100})
    confirmed(community, ALPHA, 500, "money")
    confirmed(community, ALPHA, 500, "content")
    totals = ledger.totals(community.get, ALPHA, community.time)
    assert totals == {"content": 500, "money": 100}


def test_shares_are_means_of_the_shares_of_each_kind() -> None:
    community = uncapped()
    confirmed(community, ALPHA, 30)
    confirmed(community, BETA, 10)
    confirmed(community, BETA, 7, "money")
    shares = ledger.shares(community.get, (ALPHA, BETA, GAMMA), community.time)
    assert shares == {ALPHA: Fraction(3, 8), BETA: Fraction(5, 8), GAMMA: Fraction(0)}


def test_nobody_gave_anything() -> None:
    community = Community()
    shares = ledger.shares(community.get, (ALPHA, BETA), community.time)
    assert shares == {ALPHA: Fraction(0), BETA: Fraction(0)}


def test_what_is_above_the_cap_goes_to_the_others_in_proportion() -> None:
    community = Community(**{CAP: [2, 5], "contributions__caps": {}})
    for partner, amount in ((ALPHA, 80), (BETA, 10), (GAMMA, 5), (DELTA, 5)):
        confirmed(community, partner, amount)
    shares = ledger.shares(community.get, (ALPHA, BETA, GAMMA, DELTA), community.time)
    assert shares == {
        ALPHA: Fraction(2, 5),
        BETA: Fraction(3, 10),
        GAMMA: Fraction(3, 20),
        DELTA: Fraction(3, 20),
    }


def test_a_sum_never_leaves_the_integers_that_have_a_canonical_form() -> None:
    community = uncapped()
    week = community.time // ledger.WEEK
    community.put(f"ledger/{week}/{ALPHA}", {"hours": SAFE_INTEGER - 1})
    confirmed(community, ALPHA, 500)
    assert community.get(f"ledger/{week}/{ALPHA}") == {"hours": SAFE_INTEGER}


amounts = st.lists(st.integers(0, 50), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(amounts, st.fractions(Fraction(1, 10), 1, max_denominator=10))
def test_no_share_is_above_the_cap_and_the_order_stays(given: list[int], cap: Fraction) -> None:
    community = Community(**{CAP: [cap.numerator, cap.denominator], "contributions__caps": {}})
    week = community.time // ledger.WEEK
    partners = FIVE[: len(given)]
    for partner, amount in zip(partners, given, strict=True):
        if amount:
            community.put(f"ledger/{week}/{partner}", {"hours": amount})
    shares = ledger.shares(community.get, partners, community.time)
    givers = sum(1 for amount in given if amount)
    assert all(0 <= share <= cap for share in shares.values())
    assert sum(shares.values()) == min(Fraction(1), cap * givers)
    ranked = sorted(range(len(given)), key=lambda number: given[number])
    in_order = [shares[partners[number]] for number in ranked]
    assert in_order == sorted(in_order)
