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
SIZES: list[tuple[Policy, int]] = [
    ("majority", 1),
    ("majority", 2),
    ("majority", 3),
    ("majority", 5),
    ("two_thirds", 3),
    ("two_thirds", 4),
    ("two_thirds", 5),
    ("two_thirds", 7),
]
SETTINGS = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Scene:
    """One ballot: who lies, who voted in time, what honest sealers hold, what the boxes name."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        policy, n = data.draw(st.sampled_from(SIZES), "policy and partners")
        self.policy: Policy = policy
        self.names = NAMES[:n]
        self.liars = self.names[n - quorum.tolerated(policy, n) :]
        self.assembly = Assembly(self.names, policy=policy)
        self.ballot = self.assembly.open(self.names[0], statement())
        self.held = dict(self.assembly.cut)
        self.timely: dict[str, Signed] = {}
        self.late: dict[str, Signed] = {}

    def cast(self) -> None:
        """Have votes sent to everybody in time; and those of liars that nobody honest held.

        A late vote follows the timely one in its log; or it takes its place on another branch, the
        one that the minutes follow.
        """
        for name in self.names:
            kinds = ["none", "timely"] + ["late", "both", "fork"] * (name in self.liars)
            kind = self.data.draw(st.sampled_from(kinds), name)
            if kind in ("timely", "both", "fork"):
                sent = self.vote(name)
                self.held[name] = (sent.entry.seq, sent.id)
                if kind != "fork":
                    self.timely[name] = sent
            if kind == "fork":
                self.assembly.seqs[name] -= 1
            if kind in ("late", "both", "fork"):
                self.late[name] = self.vote(name)

    def vote(self, name: str) -> Signed:
        choice = self.data.draw(st.sampled_from(["yes", "no", "abstain"]))
        signed = self.assembly.write(name, "vote", {"ballot": self.ballot, "choice": choice})
        # Two variants of one entry differ at least in their id.
        return structs.replace(signed, id=some_id(f"{signed.id} {len(self.held)} {self.timely}"))

    def box(self, name: str) -> Signed:
        """Return a box: of what was held at the end, or a liar's."""
        heads: dict[str, Any] = {p: list(head) for p, head in self.held.items()}
        if name in self.liars:
            for other in self.names:
                heads.update(self.lie(other))
        heads.pop(name, None)
        return self.assembly.write(name, "box", {"ballot": self.ballot, "heads": heads})

    def lie(self, about: str) -> dict[str, Any]:
        """Return a head that was never held, held too late, or what was held."""
        lies: list[dict[str, Any]] = [
            {},
            {about: [0, some_id("start")]},
            {about: [900, some_id("never written")]},
        ]
        if about in self.late:
            late = self.late[about]
            lies += [{about: [late.entry.seq, late.id]}] * 3
        return self.data.draw(st.sampled_from(lies))

    def close(self) -> dict[str, Any]:
        """Bring everything into minutes, in any order that keeps each log's, until it closes."""
        logs: dict[str, list[Signed]] = {}
        for name in self.names:
            votes = [each[name] for each in (self.timely, self.late) if name in each]
            logs[name] = [*votes, self.box(name)]
        self.assembly.reach(self.ballot)
        while any(logs.values()) and self.assembly.get(f"result/{self.ballot}") is None:
            ready = [name for name in self.names if logs[name]]
            self.assembly.minutes(logs[self.data.draw(st.sampled_from(ready))].pop(0))
        return self.assembly.result(self.ballot)


@SETTINGS
@given(st.data())
def test_timely_votes_count_and_late_ones_do_not(data: st.DataObject) -> None:
    scene = Scene(data)
    scene.cast()
    result = scene.close()
    assert len(result["boxes"]) >= quorum.needed(scene.policy, len(scene.names))
    late = {vote.id for vote in scene.late.values()}
    assert late.isdisjoint(result["votes"].values())
    for name in scene.names:
        if name not in scene.liars:
            sent = scene.timely.get(name)
            assert result["votes"].get(name) == (sent and sent.id)


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
