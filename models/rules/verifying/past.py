"""Past: what a verification keeps of final minutes for a snapshot, and how it begins at one.

Of everything up to the snapshot only the links are made again: light minutes that certificates,
anchors and statuses can be held against. They are bound to the snapshot by their ids (R14).
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import structs

from models.rules.minutes import node
from models.rules.minutes.node import Node
from models.rules.minutes.records import Minutes
from models.rules.minutes.sealers import Sealers
from models.rules.state import State, build
from models.rules.verifying.snapshot import Era, Given, Roster, Snapshot

KEYED = ("candidate_admitted", "rekeyed")
"""Effects that give a partner keys which its own log does not."""


class Past:
    """What happened up to the newest final minutes, as far as later ones are checked against it."""

    def __init__(self) -> None:
        self.eras: list[Era] = []
        self.given: list[Given] = []

    def note(self, final: Node) -> None:
        """Take note of the next final minutes. O(n + effects)."""
        roster = Roster(**_plain(final.roster))
        last = self.eras[-1] if self.eras else None
        if last is None or (last.roster, last.keys) != (roster, final.keys):
            self.eras.append(Era(height=final.height, roster=roster, keys=dict(final.keys)))
        for effect in final.effects:
            if effect.kind in KEYED:
                self.given.append(given(effect.about, effect.facts))

    def snapshot(self, community: str, final: Node) -> Snapshot:
        """Return the frame of a snapshot at the newest final minutes.

        ValueError when these are the genesis. O(n).
        """
        minutes_id, minutes, parent = parts(final)
        return Snapshot(
            v=1,
            community=community,
            height=final.height,
            minutes=minutes_id,
            state=minutes.state,
            eras=self.eras,
            given=self.given,
            before=Roster(**_plain(final.before)) if final.before else None,
            next=parent.state.get("roster/next"),
            alive=final.alive,
        )


class Resuming:
    """The way from the genesis to a snapshot."""

    def __init__(self, snapshot: Snapshot, state: State) -> None:
        self.snapshot = snapshot
        self._state = state
        self._eras = iter((*snapshot.eras, None))
        self._era = next(self._eras)
        self._next = next(self._eras)

    def link(self, parent: Node, minutes: Minutes, minutes_id: str) -> Node:
        """Return minutes as light as those that were passed; those of the snapshot in full.

        O(n + eras that ended since the last).
        """
        while self._next is not None and self._next.height <= minutes.height:
            self._era, self._next = self._next, next(self._eras)
        era = self._era or self.snapshot.eras[0]
        grown = node.grow(parent, minutes, minutes_id, State(), _sealers(era.roster))
        grown.keys = dict(era.keys)
        grown.certified = True
        if minutes_id != self.snapshot.minutes:
            grown.minutes = lightened(minutes)
            grown.cut = {}
            return grown
        return self._full(grown)

    def _full(self, light: Node) -> Node:
        """Return the node of the snapshot's minutes, with its state."""
        minutes_id, minutes, parent = parts(light)
        if self.snapshot.next is not None:
            parent = _again(parent, build([("roster/next", self.snapshot.next)]))
        grown = node.grow(parent, minutes, minutes_id, self._state, light.roster)
        grown.keys, grown.certified = light.keys, True
        grown.before = _sealers(self.snapshot.before) if self.snapshot.before else None
        grown.alive = dict(self.snapshot.alive)
        return grown


def parts(made: Node) -> tuple[str, Minutes, Node]:
    """Return id, minutes and parent of a node; ValueError for the genesis, which has none."""
    if made.id is None or made.minutes is None or made.parent is None:
        raise ValueError("the genesis is no minutes")
    return made.id, made.minutes, made.parent


def _again(light: Node, state: State) -> Node:
    """Return a light node with another state."""
    minutes_id, minutes, parent = parts(light)
    made = node.grow(parent, minutes, minutes_id, state, light.roster)
    made.keys, made.certified = light.keys, True
    made.cut = {}
    return made


def given(partner: str, facts: Mapping[str, Any]) -> Given:
    """Return the keys that an effect gives (R8, R11). KeyError for an effect that gives none."""
    after = facts["after"]
    return Given(
        partner=partner,
        key=facts["key"],
        recovery=facts["recovery"],
        after=after[1] if after else None,
    )


def lightened(minutes: Minutes) -> Minutes:
    """Return minutes without what only their own check asks for."""
    return structs.replace(minutes, parent_certificate=[], cut={}, closes=[], start=None)


def _plain(roster: Sealers) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(roster)
    return plain


def _sealers(roster: Roster) -> Sealers:
    return Sealers(
        version=roster.version, policy=roster.policy, names=roster.names, line=roster.line
    )
