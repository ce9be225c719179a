"""Invariant 6: a timely vote counts and a late one does not, for up to f liars.

Random votes, clocks of arrival and boxes. An honest box names what its sealer held at the end; a
liar's names whatever helps it. Whatever quorum of boxes comes first, by whatever secretary, the
result is the same for all votes of honest partners.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from models.rules import quorum
from models.rules.ballot import closing, electorate
from models.rules.log.entry import Signed
from models.rules.quorum import Policy
from tests.models.rules.ballot.stage import Assembly, statement
from tests.models.rules.community import some_id

NAMES = tuple(f"p{number}.example" for number in range(7))
SETTINGS = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Scene:
    """One ballot: who lies, who voted in time, and what the boxes name."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        n = data.draw(st.integers(1, 7), "partners")
        self.policy: Policy = data.draw(st.sampled_from(["majority", "two_thirds"]))
        self.names = NAMES[:n]
        self.liars = self.names[n - quorum.tolerated(self.policy, n) :]
        self.honest = self.names[: n - len(self.liars)]
        rules = {"topics__brand__quorum": {"share": [1, 100], "is_strict": False}}
        self.assembly = Assembly(self.names, policy=self.policy, **rules)
        self.ballot = self.assembly.open(self.names[0], statement())
        self.timely: dict[str, Signed] = {}
        self.late: dict[str, Signed] = {}

    def cast(self) -> None:
        """Have some vote in time, to everybody; and liars again, too late for honest boxes."""
        for name in self.names:
            if self.data.draw(st.booleans(), f"{name} votes in time"):
                self.timely[name] = self.vote(name)
        self.assembly.minutes(*self.timely.values())
        for name in self.liars:
            if self.data.draw(st.booleans(), f"{name} votes late"):
                self.late[name] = self.vote(name)

    def vote(self, name: str) -> Signed:
        choice = self.data.draw(st.sampled_from(["yes", "no", "abstain"]))
        return self.assembly.write(name, "vote", {"ballot": self.ballot, "choice": choice})

    def box(self, name: str) -> Signed:
        """Return a box: of what was held at the end, or a liar's."""
        heads = {p: list(head) for p, head in self.assembly.cut.items()}
        if name in self.liars:
            for other in self.names:
                heads.update(self.lie(other))
        heads.pop(name, None)
        return self.assembly.write(name, "box", {"ballot": self.ballot, "heads": heads})

    def lie(self, about: str) -> dict[str, Any]:
        """Return a head that was never held, held too late, or of an earlier time."""
        late = self.late.get(about)
        lies: list[dict[str, Any]] = [
            {},
            {about: [0, some_id("start")]},
            {about: [900, some_id("never written")]},
        ]
        if late is not None:
            lies.append({about: [late.entry.seq, late.id]})
        return self.data.draw(st.sampled_from(lies))

    def close(self) -> dict[str, Any]:
        """Bring boxes in a random order, late votes at random places, until the ballot closes."""
        self.assembly.reach(self.ballot)
        boxes = [self.box(name) for name in self.data.draw(st.permutations(self.names))]
        waiting = [*self.late.values()]
        for made in boxes:
            batch = [made]
            if waiting and self.data.draw(st.booleans(), "a late vote comes"):
                batch = [waiting.pop(), made]
            self.assembly.minutes(*batch)
            if self.assembly.get(f"result/{self.ballot}") is not None:
                break
        return self.assembly.result(self.ballot)


def counted_vote(scene: Scene, name: str) -> str | None:
    """Return the entry that must count for an honest partner; None when it did not vote."""
    return scene.timely[name].id if name in scene.timely else None


@SETTINGS
@given(st.data())
def test_timely_votes_count_and_late_ones_do_not(data: st.DataObject) -> None:
    scene = Scene(data)
    scene.cast()
    result = scene.close()
    needed = quorum.needed(scene.policy, len(scene.names))
    assert len(result["boxes"]) >= needed
    for name in scene.honest:
        assert result["votes"].get(name) == counted_vote(scene, name)
    for name, late in scene.late.items():
        assert result["votes"].get(name) != late.id


def late_vote_of_one() -> dict[str, Any]:
    """Return a result in which a liar alone shows a vote that came too late."""
    assembly = Assembly(NAMES[:4], policy="two_thirds")
    ballot = assembly.open(NAMES[0], statement())
    held = dict(assembly.cut)
    late = assembly.write(NAMES[3], "vote", {"ballot": ballot, "choice": "yes"})
    assembly.reach(ballot)
    assembly.minutes(late)
    boxes = []
    for name in NAMES[:4]:
        box = assembly.boxing(name, ballot)
        heads = (
            box.entry.body["heads"]
            if name == NAMES[3]
            else {p: list(head) for p, head in held.items() if p != name}
        )
        body = {**box.entry.body, "heads": heads}
        boxes.append(structs.replace(box, entry=structs.replace(box.entry, body=body)))
    assembly.minutes(*boxes)
    return assembly.result(ballot)


def test_one_box_is_too_little_to_show_a_vote(monkeypatch: pytest.MonkeyPatch) -> None:
    assert late_vote_of_one()["votes"] == {}
    monkeypatch.setattr(closing, "threshold", lambda policy, n: 1)
    assert set(late_vote_of_one()["votes"]) == {NAMES[3]}


def test_a_rule_that_counts_late_votes_would_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "is_shown", lambda *arguments: True)
    assert set(late_vote_of_one()["votes"]) == {NAMES[3]}


def test_an_electorate_that_is_not_frozen_would_show(monkeypatch: pytest.MonkeyPatch) -> None:
    def bases() -> list[str]:
        assembly = Assembly(NAMES[:4])
        ballot = assembly.open(NAMES[0], statement())
        roster = assembly.get("roster")
        assembly.put("roster", {**roster, "sealers": [*roster["sealers"], NAMES[4]]})
        assembly.put(f"partner/{NAMES[4]}", assembly.get(f"partner/{NAMES[0]}"))
        return list(assembly.end(ballot)["parts"][0]["voters"])

    assert bases() == list(NAMES[:4])
    monkeypatch.setattr(electorate, "entitled", lambda get, part: electorate.partners(get))
    assert bases() == list(NAMES[:5])


def test_boxes_that_are_not_waited_for_would_lose_a_vote(monkeypatch: pytest.MonkeyPatch) -> None:
    def votes() -> set[str]:
        assembly = Assembly(NAMES[:4], policy="two_thirds")
        ballot = assembly.open(NAMES[0], statement())
        vote = assembly.write(NAMES[3], "vote", {"ballot": ballot, "choice": "yes"})
        assembly.reach(ballot)
        boxes = []
        for name in NAMES[:3]:
            box = assembly.boxing(name, ballot)
            heads = {**box.entry.body["heads"], NAMES[3]: [vote.entry.seq, vote.id]}
            body = {**box.entry.body, "heads": heads}
            boxes.append(structs.replace(box, entry=structs.replace(box.entry, body=body)))
        assembly.minutes(*boxes)
        assembly.minutes(vote)
        return set(assembly.result(ballot)["votes"])

    assert votes() == {NAMES[3]}
    monkeypatch.setattr(closing, "is_settled", lambda draft, partner, box: True)
    assert votes() == set()
