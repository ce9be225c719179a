"""Erasing what a commitment stands for changes no id, no state and no result (invariant 14)."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import to_builtins

from models.rules import canon
from models.rules.moderation import standing
from tests.models.rules.community import ALPHA, BETA, GAMMA, Community, draw
from tests.models.rules.moderation.acting import NONCE, appeal, appealing, deciding, reversing

BLOB_TAG = "hanse/blob/1"


class Drawer:
    """Contents and their salts, kept apart from the chain."""

    def __init__(self) -> None:
        self.contents: dict[str, str] = {}

    def commit(self, salt: str, content: str) -> str:
        """Keep a content; return its commitment."""
        commitment = canon.digest(BLOB_TAG, [salt, content])
        self.contents[commitment] = content
        return commitment


def judge(drawer: Drawer, salt: str, words: list[str], erase_after: int) -> tuple[str, Any]:
    """Judge, confirm, appeal and reverse; erase every content on the way. Return state, finding."""
    community = Community()
    uri, why, objection, answer = (drawer.commit(salt, each) for each in words)

    def erase(step: int) -> None:
        if step == erase_after:
            drawer.contents.clear()

    erase(0)
    body = deciding(object=uri, reasons=why, home=BETA)
    decision = community.act(ALPHA, "decision", body, uri, why)
    erase(1)
    community.act(GAMMA, "confirm", {"of": decision})
    erase(2)
    asked = appealing(decision, reasons=objection)
    opened = community.act(BETA, "appeal", asked, objection)
    draw(community, opened, NONCE)
    erase(3)
    for member in community.get(f"appeal/{opened}")["panel"]:
        said = {**reversing(decision, appeal=opened), "reasons": answer}
        if community.get(f"appeal/{opened}")["status"] == "open":
            community.act(member, "reverse", said, answer)
    everything = canon.encode(list(community.state.items())).decode()
    assert not any(each in everything for each in words)
    return community.state.root(), standing.explain(community.get, uri, "community")


words = st.lists(
    st.integers(0, 10**9).map(lambda number: f"Anna Sample {number} said"),
    min_size=4,
    max_size=4,
    unique=True,
)


@settings(max_examples=15, deadline=None)
@given(st.text("0123456789abcdef", min_size=8, max_size=8), words, st.integers(0, 3))
def test_erasing_contents_at_any_moment_changes_nothing(
    salt: str, said: list[str], erase_after: int
) -> None:
    drawer = Drawer()
    kept = judge(Drawer(), salt, said, erase_after=99)
    erased = judge(drawer, salt, said, erase_after)
    assert drawer.contents == {}
    assert erased == kept
    assert kept[1][0].standing == "reversed"


def test_what_travels_of_a_decision_names_nobody() -> None:
    community = Community()
    drawer = Drawer()
    uri = drawer.commit("salt", "https://beta.example/@anna/1")
    why = drawer.commit("salt", "Anna insulted Bert")
    entry = community.write(ALPHA, "decision", deciding(object=uri, reasons=why), uri, why)
    travelling = canon.encode(to_builtins(entry.entry)).decode()
    assert "anna" not in travelling.lower()
    opened = appeal(community, BETA, community.act(ALPHA, "decision", entry.entry.body, why))
    assert community.get(f"appeal/{opened}")["status"] == "open"
