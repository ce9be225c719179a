"""Schulze's method: his own example, and what it promises."""

from fractions import Fraction
from itertools import chain, permutations
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from models.rules.tally.count import count
from models.rules.tally.poll import Voice
from models.rules.tally.ranking import papers
from models.rules.tally.schulze import pairwise
from tests.models.rules.tally.polls import ballots, examples, poll_of, rankings, voices_of

OPTIONS = "abcd"
POLL = poll_of("schulze", OPTIONS)
ELECTIONS = st.lists(rankings(OPTIONS, with_ties=True), min_size=1, max_size=9).map(voices_of)


def beaten(voices: list[Voice]) -> dict[str, set[str]]:
    """Whom each option beats in a duel."""
    pairs = pairwise(papers(voices), OPTIONS)
    return {
        one: {two for two in OPTIONS if two != one and pairs[one][two] > pairs[two][one]}
        for one in OPTIONS
    }


def smith_set(voices: list[Voice]) -> set[str]:
    """The smallest group of which each member beats everybody outside, by trying all groups."""
    wins = beaten(voices)
    for size in range(1, len(OPTIONS) + 1):
        for group in permutations(OPTIONS, size):
            if all(set(OPTIONS) - set(group) <= wins[member] for member in group):
                return set(group)
    raise AssertionError("all options together are such a group")


def test_schulzes_example_with_45_voters_elects_e() -> None:
    # M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
    # single-winner election method", example 1.
    poll = poll_of("schulze", "ABCDE")
    voices = ballots("5:ACBED 5:ADECB 8:BEDAC 3:CABED 7:CAEBD 2:CBADE 7:DCEBA 8:EBADC")
    result = count(poll, voices)
    assert result.winners == ("E",)
    assert not result.is_tied
    assert result.rounds[0]["preferred"]["A"] == {"B": 20, "C": 26, "D": 30, "E": 22}
    assert result.rounds[1]["paths"] == {
        "A": {"B": 28, "C": 28, "D": 30, "E": 24},
        "B": {"A": 25, "C": 28, "D": 33, "E": 24},
        "C": {"A": 25, "B": 29, "D": 29, "E": 24},
        "D": {"A": 25, "B": 28, "C": 28, "E": 24},
        "E": {"A": 25, "B": 28, "C": 28, "D": 31},
    }


def test_the_middle_of_tennessee_wins_every_duel() -> None:
    # The capital of Tennessee: Memphis, Nashville, Chattanooga, Knoxville.
    voices = ballots("42:MNCK 26:NCKM 15:CKNM 17:KCNM")
    assert count(poll_of("schulze", "MNCK"), voices).winners == ("N",)


def test_equal_ranks_favour_neither_and_missing_options_stand_last() -> None:
    voices = ballots("2:a=b 1:ba")
    (preferred, _) = count(poll_of("schulze", "abc"), voices).rounds
    assert preferred["preferred"] == {
        "a": {"b": 0, "c": 3},
        "b": {"a": 1, "c": 3},
        "c": {"a": 0, "b": 0},
    }


def test_an_even_duel_is_no_step_of_a_path() -> None:
    # b beats a; both are even with c. Were an even duel a step, a would be unbeaten, by way of c.
    result = count(poll_of("schulze", "abc"), ballots("1:bac 1:c"))
    assert result.rounds[-1] == {"tie": ["b", "c"], "by": "tie_order", "chosen": ["b"]}
    assert result.winners == ("b",)


def test_the_status_quo_wins_the_cycle_that_nothing_else_breaks() -> None:
    poll = poll_of("schulze", "sab")
    result = count(poll, ballots("1:sab 1:abs 1:bsa"))
    assert result.winners == ("s",)
    assert result.rounds[-1] == {"tie": ["s", "a", "b"], "by": "tie_order", "chosen": ["s"]}


@examples(80)
@given(ELECTIONS)
def test_the_winner_is_in_the_smith_set_and_wins_all_duels_if_any_option_does(
    voices: list[Voice],
) -> None:
    (winner,) = count(POLL, voices).winners
    assert winner in smith_set(voices)
    for option, wins in beaten(voices).items():
        if len(wins) == len(OPTIONS) - 1:
            assert winner == option


def raised(choice: dict[str, Any], option: str) -> dict[str, Any]:
    """The same ranking with one option put first."""
    rest = [[each for each in rank if each != option] for rank in choice["ranks"]]
    return {"ranks": [[option], *[rank for rank in rest if rank]]}


@examples(80)
@given(ELECTIONS, st.data())
def test_ranking_the_winner_higher_never_hurts_it(voices: list[Voice], data: st.DataObject) -> None:
    (winner,) = count(POLL, voices).winners
    number = data.draw(st.integers(0, len(voices) - 1))
    kinder = Voice(voter="x", choice=raised(voices[number].choice, winner))
    others = voices[:number] + voices[number + 1 :]
    assert count(POLL, [*others, kinder]).winners == (winner,)


@examples(80)
@given(ELECTIONS)
def test_turning_every_ballot_round_dethrones_a_sole_winner(voices: list[Voice]) -> None:
    result = count(POLL, voices)
    assume(not result.is_tied)
    full = []
    for ranks in (voice.choice["ranks"] for voice in voices):
        missing = sorted(set(OPTIONS) - set(chain(*ranks)))
        full.append([*ranks, missing] if missing else ranks)
    turned = count(POLL, voices_of([{"ranks": ranks[::-1]} for ranks in full]))
    assert turned.winners != result.winners


@examples(60)
@given(ELECTIONS, st.fractions(min_value="1/7", max_value=9, max_denominator=7))
def test_the_scale_of_weights_does_not_matter(voices: list[Voice], scale: Fraction) -> None:
    scaled = [Voice(voter=v.voter, choice=v.choice, weight=scale) for v in voices]
    assert count(POLL, scaled).winners == count(POLL, voices).winners
