"""One answer in the words of several methods: understood where its meaning is plain."""

from typing import Any

import pytest

from models.rules.ballot.answers import fitted
from models.rules.tally.method import Method, Name

OBJECTION = {"stance": "object", "clause": "purpose", "harm": "It hurts the rivers."}
BLOCK = {"level": "block", "reason": "It hurts the rivers."}


@pytest.mark.parametrize(
    ("name", "choice", "understood"),
    [
        ("majority", "yes", "yes"),
        ("majority", {"stance": "agree"}, "yes"),
        ("qualified", {"level": "agree"}, "yes"),
        ("majority", OBJECTION, "no"),
        ("majority", BLOCK, "no"),
        ("qualified", {"stance": "veto", "reason": "No."}, "no"),
        ("majority", {"level": "aside"}, "abstain"),
        ("majority", {"stance": "abstain"}, "abstain"),
        ("majority", "abstain", "abstain"),
        ("consent", "yes", {"stance": "agree"}),
        ("consent", {"level": "agree"}, {"stance": "agree"}),
        ("consent", OBJECTION, OBJECTION),
        ("consensus", "yes", {"level": "agree"}),
        ("lazy", "yes", {"stance": "agree"}),
        ("consent", "no", None),
        ("consensus", OBJECTION, None),
        ("majority", {"stance": "agree", "more": 1}, None),
        ("majority", {"stance": "object"}, None),
        ("majority", 7, None),
        ("approval", "yes", None),
        ("approval", {"approved": ["a"]}, {"approved": ["a"]}),
        ("approval", {"level": "aside"}, "abstain"),
    ],
)
def test_a_choice_is_understood_where_its_meaning_is_plain(
    name: Name, choice: Any, understood: Any
) -> None:
    assert fitted(Method(name=name), ("a", "b"), choice) == understood
