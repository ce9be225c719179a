"""Choices: what may be cast under each method, and the name of every refusal."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.tally.choices import ChoiceFault, check, is_abstention
from models.rules.tally.method import Method
from tests.models.rules.tally.polls import EVERY, choices, examples

OPTIONS = ("a", "b", "c")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(OPTIONS),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["stance", "level", "ranks", "scores", "dots", "slots", "approved", "abstain", "a"]
            ),
            inner,
            max_size=2,
        )
    ),
    max_leaves=8,
)

GOOD: list[tuple[Any, Any]] = [
    ("majority", "yes"),
    ("qualified", "no"),
    ("consent", {"stance": "abstain"}),
    ("consent", {"stance": "object", "clause": "c1", "harm": "It costs us the house."}),
    ("consensus", {"level": "aside", "reason": "Not mine to carry."}),
    ("consensus", {"level": "block", "reason": "It is against the purpose."}),
    ("lazy", {"stance": "veto", "reason": "Wait."}),
    ("irv", {"ranks": [["b"], ["a"]]}),
    ("schulze", {"ranks": [["b", "c"], ["a"]]}),
    ("score", {"scores": {"a": 5, "b": 0}}),
    ("star", {"scores": {"a": 0}}),
    ("approval", {"approved": ["c", "a"]}),
    ("dots", {"dots": {"a": 9, "b": 1, "c": 0}}),
    ("time_poll", {"slots": {"a": "yes", "b": "maybe", "c": "no"}}),
]
BAD: list[tuple[Any, Any, str]] = [
    ("majority", "maybe", "choice_malformed"),
    ("majority", {"stance": "agree"}, "choice_malformed"),
    ("majority", {"level": "abstain"}, "choice_malformed"),
    ("qualified", True, "choice_malformed"),
    ("majority", {"abstain": 1}, "choice_malformed"),
    ("majority", {"abstain": True, "more": 1}, "choice_malformed"),
    ("consent", {"stance": "block"}, "choice_malformed"),
    ("consent", {"stance": "agree", "clause": "c1"}, "choice_malformed"),
    ("consent", {"stance": "object", "clause": 1, "harm": "x"}, "choice_malformed"),
    ("consent", {"stance": "object", "clause": "c1"}, "choice_reason_missing"),
    ("consent", {"stance": "object", "clause": " ", "harm": "x"}, "choice_reason_missing"),
    ("consensus", {"level": "block"}, "choice_reason_missing"),
    ("consensus", {"level": ["block"]}, "choice_malformed"),
    ("lazy", {"stance": "veto", "reason": "\n"}, "choice_reason_missing"),
    ("lazy", "agree", "choice_malformed"),
    ("irv", {"ranks": []}, "choice_empty"),
    ("irv", {"ranks": [[]]}, "choice_malformed"),
    ("irv", {"ranks": "abc"}, "choice_malformed"),
    ("irv", {"ranks": ["a", "b"]}, "choice_malformed"),
    ("irv", {"ranks": [[["a"]]]}, "choice_malformed"),
    ("irv", {"ranks": [["a"]], "scores": {}}, "choice_malformed"),
    ("irv", {"ranks": [["z"]]}, "choice_unknown_option"),
    ("stv", {"ranks": [["a", "b"]]}, "choice_equal_ranks"),
    ("schulze", {"ranks": [["a", "b"], ["a"]]}, "choice_repeated_option"),
    ("score", {"scores": {"a": 6}}, "choice_out_of_range"),
    ("score", {"scores": {"a": -1}}, "choice_out_of_range"),
    ("score", {"scores": {"a": True}}, "choice_malformed"),
    ("star", {"scores": {"z": 1}}, "choice_unknown_option"),
    ("star", {"scores": {}}, "choice_empty"),
    ("approval", {"approved": ["a", "a"]}, "choice_repeated_option"),
    ("approval", {"approved": []}, "choice_empty"),
    ("dots", {"dots": {"a": 6, "b": 5}}, "choice_over_budget"),
    ("dots", {"dots": {"a": 11, "b": -1}}, "choice_out_of_range"),
    ("dots", {"dots": {"a": 0}}, "choice_empty"),
    ("dots", {"dots": {"a": "1"}}, "choice_malformed"),
    ("time_poll", {"slots": {"a": "perhaps"}}, "choice_malformed"),
    ("time_poll", {"slots": {"z": "yes"}}, "choice_unknown_option"),
]


@pytest.mark.parametrize(("name", "choice"), GOOD)
def test_what_the_method_understands_may_be_cast(name: Any, choice: Any) -> None:
    assert check(Method(name=name), OPTIONS, choice) is None


@pytest.mark.parametrize(("name", "choice", "fault"), BAD)
def test_anything_else_is_refused_by_name(name: Any, choice: Any, fault: str) -> None:
    assert check(Method(name=name), OPTIONS, choice) == fault


def test_every_fault_is_provoked() -> None:
    assert {fault for *_, fault in BAD} == set(ChoiceFault)


@pytest.mark.parametrize("name", EVERY)
def test_every_method_lets_voters_abstain(name: Any) -> None:
    for choice in ("abstain", {"abstain": True}):
        assert check(Method(name=name), OPTIONS, choice) is None
        assert is_abstention(choice)


def test_only_who_does_not_choose_abstains() -> None:
    assert is_abstention({"stance": "abstain"})
    assert is_abstention({"level": "abstain"})
    assert not any(is_abstention(choice) for _, choice in GOOD if choice != GOOD[2][1])


@examples(100)
@given(st.sampled_from(EVERY), JSON)
def test_no_json_value_makes_the_check_raise(name: Any, choice: Any) -> None:
    assert check(Method(name=name), OPTIONS, choice) in (None, *ChoiceFault)


@examples(50)
@given(st.data(), st.sampled_from(EVERY))
def test_the_choices_of_the_other_tests_are_valid(data: st.DataObject, name: Any) -> None:
    assert check(Method(name=name), OPTIONS, data.draw(choices(name, "abc"))) is None
