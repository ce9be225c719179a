"""What holds for every method: the same result in whatever order and by whatever name."""

from fractions import Fraction
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import canon
from models.rules.tally.count import METHODS, count
from models.rules.tally.method import Name, Quorum
from models.rules.tally.poll import Poll, Voice
from models.rules.tally.result import Result
from tests.models.rules.tally.polls import EVERY, OPTIONAL, choices, examples, poll_of, voices_of

OPTIONS = "abcd"
RENAMED = {"a": "west", "b": "east", "c": "a", "d": "b"}
WEIGHTS = st.integers(1, 3) | st.fractions(min_value="1/5", max_value=2, max_denominator=6)


@st.composite
def elections(
    draw: st.DrawFn, names: tuple[str, ...] = EVERY, seats: int = 2
) -> tuple[Poll, list[Voice]]:
    name = draw(st.sampled_from(names))
    options = OPTIONS if name in OPTIONAL else ""
    more = {"seats": seats} if name in ("stv", "score", "approval") else {}
    poll = poll_of(name, options, electorate=20, **more)
    cast = draw(st.lists(choices(name, OPTIONS), max_size=9))
    voices = [
        Voice(voter=f"v{number}", choice=choice, weight=draw(WEIGHTS))
        for number, choice in enumerate(cast)
    ]
    return poll, voices


def renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {RENAMED.get(key, key): renamed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [renamed(item) for item in value]
    return RENAMED.get(value, value) if isinstance(value, str) else value


def plain(result: Result) -> Any:
    return canon.parse(canon.encode(msgspec.to_builtins(result)))


def test_there_is_a_count_for_every_name() -> None:
    assert set(METHODS) == set(get_args(Name)) == set(EVERY)


@examples(80)
@given(elections(), st.randoms(use_true_random=False))
def test_the_order_of_voices_and_options_does_not_matter(
    election: tuple[Poll, list[Voice]], random: Any
) -> None:
    poll, voices = election
    shuffled = random.sample(voices, len(voices))
    options = tuple(random.sample(poll.options, len(poll.options)))
    other = msgspec.structs.replace(poll, options=options)
    assert count(other, shuffled) == count(poll, voices)


@examples(80)
@given(elections(("majority", "qualified", *OPTIONAL)), st.randoms(use_true_random=False))
def test_who_votes_does_not_matter(election: tuple[Poll, list[Voice]], random: Any) -> None:
    poll, voices = election
    voters = random.sample([voice.voter for voice in voices], len(voices))
    swapped = [
        msgspec.structs.replace(voice, voter=voter)
        for voice, voter in zip(voices, voters, strict=True)
    ]
    assert count(poll, swapped) == count(poll, voices)


@examples(80)
@given(elections(OPTIONAL))
def test_the_names_of_options_do_not_matter(election: tuple[Poll, list[Voice]]) -> None:
    poll, voices = election
    other = msgspec.structs.replace(
        poll,
        options=tuple(renamed(poll.options)),
        tie_order=tuple(renamed(poll.tie_order)),
    )
    theirs = [msgspec.structs.replace(voice, choice=renamed(voice.choice)) for voice in voices]
    assert plain(count(other, theirs)) == renamed(plain(count(poll, voices)))


@examples(80)
@given(elections())
def test_every_result_is_plain_canonical_json(election: tuple[Poll, list[Voice]]) -> None:
    poll, voices = election
    result = count(poll, voices)
    assert msgspec.convert(plain(result), Result) == result
    assert result.rule == f"{poll.method.name}.1"


@examples(80)
@given(elections(), st.integers(0, 5))
def test_abstentions_change_nothing_but_the_turnout(
    election: tuple[Poll, list[Voice]], number: int
) -> None:
    poll, voices = election
    before = count(poll, voices)
    after = count(poll, [*voices, *voices_of(["abstain"] * number)])
    assert Fraction(after.turnout) == Fraction(before.turnout) + number
    assert (after.winners, after.outcome) == (before.winners, before.outcome)


@examples(80)
@given(elections(), st.booleans())
def test_the_quorum_is_of_the_weight_that_takes_part(
    election: tuple[Poll, list[Voice]], is_strict: bool
) -> None:
    poll, voices = election
    quorum = Quorum(share=(1, 3), is_strict=is_strict)
    result = count(msgspec.structs.replace(poll, quorum=quorum), voices)
    weight = sum((voice.weight for voice in voices), Fraction(0))
    is_met = weight * 3 > 20 or (weight * 3 == 20 and not is_strict)
    assert result.quorum_met == (is_met or poll.method.name == "lazy")
    assert (result.outcome == "no_quorum") is not result.quorum_met
    if result.quorum_met:
        assert result == count(poll, voices)
    else:
        assert result.winners == ()
        assert result.rounds == count(poll, voices).rounds


@pytest.mark.parametrize("name", OPTIONAL)
def test_nobody_elects_nothing(name: str) -> None:
    for voices in ([], voices_of(["abstain", {"abstain": True}])):
        result = count(poll_of(name, OPTIONS), voices)
        assert (result.outcome, result.winners) == ("rejected", ())


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_perfect_tie_is_won_by_the_tie_order(name: str) -> None:
    cast = {
        "approval": [{"approved": [each]} for each in "ab"],
        "dots": [{"dots": {each: 3}} for each in "ab"],
        "time_poll": [{"slots": {each: "yes"}} for each in "ab"],
        **{each: [{"scores": {one: 4}} for one in "ab"] for each in ("score", "star")},
        **{
            each: [{"ranks": [[one], [two]]} for one, two in ("ab", "ba")]
            for each in ("irv", "schulze", "stv")
        },
    }[name]
    for order in (("a", "b"), ("b", "a")):
        poll = msgspec.structs.replace(poll_of(name, "ab"), tie_order=order)
        result = count(poll, voices_of(cast))
        assert (result.winners, result.is_tied) == (order[:1], True)
        broken = [step for step in result.rounds if "tie" in step]
        assert broken
        assert all(step["by"] == "tie_order" for step in broken)
        assert all(sorted(step["tie"]) == ["a", "b"] for step in broken)


def test_options_that_the_tie_order_forgot_come_last_by_name() -> None:
    poll = msgspec.structs.replace(poll_of("approval", "abc"), tie_order=("c",))
    voices = voices_of([{"approved": ["a", "b"]}, {"approved": ["b", "a"]}])
    assert count(poll, voices).winners == ("a",)
    assert count(poll, [*voices, *voices_of([{"approved": ["c"]}] * 2)]).winners == ("c",)


@examples(60)
@given(elections(("irv", "schulze", "stv"), seats=1))
def test_who_is_first_on_most_ballots_is_elected(election: tuple[Poll, list[Voice]]) -> None:
    poll, voices = election
    choosing = [v for v in voices if isinstance(v.choice, dict) and "ranks" in v.choice]
    weight = sum((v.weight for v in choosing), Fraction(0))
    for option in OPTIONS:
        firsts = [v.weight for v in choosing if v.choice["ranks"][0] == [option]]
        if 2 * sum(firsts, Fraction(0)) > weight:
            assert count(poll, voices).winners == (option,)
