"""Choices: what a voter may say under each method, and by what name anything else is refused.

Every method takes `"abstain"` or `{"abstain": true}`, beside its own way to abstain, if it has one.
A vote with a fault is void; a member's leaf with one is spoilt when it is counted (R7).
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from models.rules.tally.method import Method


class ChoiceFault(StrEnum):
    """Why a choice cannot be cast; stable, for pages and logs."""

    MALFORMED = "choice_malformed"
    EMPTY = "choice_empty"
    UNKNOWN_OPTION = "choice_unknown_option"
    REPEATED_OPTION = "choice_repeated_option"
    EQUAL_RANKS = "choice_equal_ranks"
    OUT_OF_RANGE = "choice_out_of_range"
    OVER_BUDGET = "choice_over_budget"
    REASON_MISSING = "choice_reason_missing"


Fault = ChoiceFault | None


def check(method: Method, options: tuple[str, ...], choice: object) -> ChoiceFault | None:
    """Return why this choice cannot be cast, or None; takes any JSON value and never raises.

    Linear in its size and the number of options.
    """
    return None if _is_plain_abstention(choice) else _SHAPES[method.name](method, options, choice)


def is_abstention(choice: Any) -> bool:
    """Tell whether a choice that `check` took takes part without choosing."""
    if _is_plain_abstention(choice):
        return True
    return isinstance(choice, dict) and "abstain" in (choice.get("stance"), choice.get("level"))


def _is_plain_abstention(choice: object) -> bool:
    if isinstance(choice, dict):
        return list(choice) == ["abstain"] and choice["abstain"] is True
    return choice == "abstain"


def _answer(method: Method, options: tuple[str, ...], choice: object) -> Fault:
    return None if choice in ("yes", "no") else ChoiceFault.MALFORMED


def _said(choice: object, word: str, words: tuple[str, ...], reasons: tuple[str, ...]) -> Fault:
    """Check {word: one of words}, beside which only texts called as in `reasons` may stand."""
    if not isinstance(choice, dict) or choice.get(word) not in words:
        return ChoiceFault.MALFORMED
    if any(name != word and name not in reasons for name in choice):
        return ChoiceFault.MALFORMED
    texts = [choice[name] for name in reasons if name in choice]
    return None if all(isinstance(text, str) for text in texts) else ChoiceFault.MALFORMED


def _reasoned(choice: Any, reasons: tuple[str, ...]) -> Fault:
    is_given = all(choice.get(name, "").strip() for name in reasons)
    return None if is_given else ChoiceFault.REASON_MISSING


def _consent(method: Method, options: tuple[str, ...], choice: Any) -> Fault:
    if isinstance(choice, dict) and choice.get("stance") == "object":
        reasons = ("clause", "harm")
        return _said(choice, "stance", ("object",), reasons) or _reasoned(choice, reasons)
    return _said(choice, "stance", ("agree", "abstain"), ())


def _consensus(method: Method, options: tuple[str, ...], choice: Any) -> Fault:
    fault = _said(choice, "level", ("agree", "aside", "block", "abstain"), ("reason",))
    if fault is None and choice["level"] == "block":
        return _reasoned(choice, ("reason",))
    return fault


def _lazy(method: Method, options: tuple[str, ...], choice: Any) -> Fault:
    fault = _said(choice, "stance", ("agree", "veto"), ("reason",))
    if fault is None and choice["stance"] == "veto":
        return _reasoned(choice, ("reason",))
    return fault


def _inside(choice: object, name: str, kind: type) -> Fault:
    """Check {name: a non-empty `kind`}."""
    if not isinstance(choice, dict) or set(choice) != {name}:
        return ChoiceFault.MALFORMED
    if not isinstance(choice[name], kind):
        return ChoiceFault.MALFORMED
    return None if choice[name] else ChoiceFault.EMPTY


def _listed(options: tuple[str, ...], names: list[Any]) -> Fault:
    if not all(isinstance(name, str) for name in names):
        return ChoiceFault.MALFORMED
    if not set(names) <= set(options):
        return ChoiceFault.UNKNOWN_OPTION
    return None if len(set(names)) == len(names) else ChoiceFault.REPEATED_OPTION


def _ranks(method: Method, options: tuple[str, ...], choice: Any) -> Fault:
    if fault := _inside(choice, "ranks", list):
        return fault
    ranks = choice["ranks"]
    if not all(isinstance(rank, list) and rank for rank in ranks):
        return ChoiceFault.MALFORMED
    if fault := _listed(options, [name for rank in ranks for name in rank]):
        return fault
    is_strict = method.name == "schulze" or all(len(rank) == 1 for rank in ranks)
    return None if is_strict else ChoiceFault.EQUAL_RANKS


def _numbers(options: tuple[str, ...], choice: Any, name: str, most: int | None) -> Fault:
    """Check {name: {option: 0..most}}."""
    if fault := _inside(choice, name, dict) or _listed(options, list(choice[name])):
        return fault
    numbers = list(choice[name].values())
    if not all(type(number) is int for number in numbers):
        return ChoiceFault.MALFORMED
    is_inside = all(number >= 0 and (most is None or number <= most) for number in numbers)
    return None if is_inside else ChoiceFault.OUT_OF_RANGE


def _scores(method: Method, options: tuple[str, ...], choice: Any) -> Fault:
    return _numbers(options, choice, "scores", method.max_score)


def _dots(method: Method, options: tuple[str, ...], choice: Any) -> Fault:
    if fault := _numbers(options, choice, "dots", None):
        return fault
    spent = sum(choice["dots"].values())
    if spent > method.budget:
        return ChoiceFault.OVER_BUDGET
    return None if spent else ChoiceFault.EMPTY


def _approved(method: Method, options: tuple[str, ...], choice: Any) -> Fault:
    return _inside(choice, "approved", list) or _listed(options, choice["approved"])


def _slots(method: Method, options: tuple[str, ...], choice: Any) -> Fault:
    if fault := _inside(choice, "slots", dict) or _listed(options, list(choice["slots"])):
        return fault
    answers = choice["slots"].values()
    is_known = all(answer in ("yes", "maybe", "no") for answer in answers)
    return None if is_known else ChoiceFault.MALFORMED


_SHAPES: Mapping[str, Callable[[Method, tuple[str, ...], Any], Fault]] = MappingProxyType(
    {
        "consent": _consent,
        "consensus": _consensus,
        "majority": _answer,
        "qualified": _answer,
        "irv": _ranks,
        "schulze": _ranks,
        "stv": _ranks,
        "score": _scores,
        "star": _scores,
        "approval": _approved,
        "dots": _dots,
        "time_poll": _slots,
        "lazy": _lazy,
    }
)
