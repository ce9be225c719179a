"""Answers: one vote where several rules ask the same question in different words (R7).

An amendment can need the rules of several topics at once: one wants a majority's yes, another asks
for consent. A choice in the words of one of them is understood by the others where its meaning is
plain: who objects says no. A plain no is no objection, which has to give its reason.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from models.rules.tally.choices import check, is_abstention
from models.rules.tally.method import Method, Name

_MEANING: Mapping[str, str] = MappingProxyType(
    {
        "yes": "yes",
        "agree": "yes",
        "no": "no",
        "object": "no",
        "block": "no",
        "veto": "no",
        "aside": "abstain",
    }
)
_WORDS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "majority": {"yes": "yes", "no": "no"},
        "qualified": {"yes": "yes", "no": "no"},
        "consent": {"yes": {"stance": "agree"}},
        "consensus": {"yes": {"level": "agree"}},
        "lazy": {"yes": {"stance": "agree"}},
    }
)
_YES_OR_NO: tuple[Name, ...] = ("majority", "consent", "consensus", "lazy")


def fitted(method: Method, options: tuple[str, ...], choice: Any) -> Any:
    """Return the choice in the method's words, or None when it says nothing there.

    O(size of the choice + options).
    """
    if check(method, options, choice) is None:
        return choice
    if not any(check(Method(name=name), options, choice) is None for name in _YES_OR_NO):
        return None
    meaning = _meaning(choice)
    if meaning == "abstain":
        return "abstain"
    return _WORDS.get(method.name, {}).get(meaning)


def _meaning(choice: Any) -> str:
    """Return yes, no or abstain: what a well-formed answer means."""
    if is_abstention(choice):
        return "abstain"
    word = choice if isinstance(choice, str) else choice.get("stance") or choice["level"]
    return _MEANING[word]
