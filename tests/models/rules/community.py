"""A community to try acts on: its state, its clock, and minutes that fold what partners write.

Keys and signatures are left out: the fold does not look at signatures, only at which key was used.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from msgspec import to_builtins

from models.rules import canon
from models.rules.charter.document import Charter
from models.rules.fold import fold as folding
from models.rules.fold.fold import Folded
from models.rules.fold.occasion import Effect, Occasion
from models.rules.fold.registry import acts
from models.rules.log.entry import Entry, Signed
from models.rules.state import State, build
from models.rules.values import MINUTE, shaped
from tests.models.rules.charter.drafts import CHARTERS, FOUNDED, edited

ALPHA, BETA, GAMMA = "alpha.example", "beta.example", "gamma.example"
DELTA, EPSILON = "delta.example", "epsilon.example"
FIVE = (ALPHA, BETA, GAMMA, DELTA, EPSILON)
WITNESS = "witness.example"


def some_id(words: str) -> str:
    """Return an id that nothing else has, always the same for the same words."""
    return hashlib.sha256(words.encode()).hexdigest()


def partner_record(kind: str = "partner", **more: Any) -> dict[str, Any]:
    """Return what the state says about a partner in good standing."""
    return {
        "kind": kind,
        "status": "active",
        "url": "https://somewhere.example",
        "key": "key",
        "recovery": "recovery",
        "suspended": None,
        "handed": [],
        "since": 0,
        "head": None,
        **more,
    }


class Community:
    """Partners that write entries, and minutes that fold them."""

    def __init__(
        self, partners: Sequence[str] = FIVE, charter: Charter | None = None, **places: Any
    ) -> None:
        found = charter or CHARTERS["ecosystem"]
        document = to_builtins(edited(found, {k.replace("__", "/"): v for k, v in places.items()}))
        sealers = sorted([*partners, WITNESS])
        self.state = build(
            [
                ("community", {"genesis": some_id("genesis"), "fold": 1, "status": "active"}),
                ("charter", {"version": 1, "id": some_id("charter"), "document": document}),
                (
                    "roster",
                    {
                        "version": 1,
                        "policy": "majority",
                        "sealers": sealers,
                        "line": list(partners),
                        "host": partners[0],
                    },
                ),
                *((f"partner/{each}", partner_record()) for each in partners),
                (f"partner/{WITNESS}", partner_record("witness")),
            ]
        )
        self.time = FOUNDED
        self.height = 0
        self.seqs: dict[str, int] = {}
        self.effects: list[Effect] = []

    def write(self, partner: str, act: str, body: dict[str, Any], *blobs: str) -> Signed:
        """Return an entry of somebody who knows the newest minutes, well shaped."""
        shaped(body, acts()[act].body)
        seq = self.seqs.get(partner, 0)
        self.seqs[partner] = seq + 1
        entry = Entry(
            v=1,
            community=some_id("genesis"),
            partner=partner,
            seq=seq,
            prev=some_id(f"{partner} {seq}") if seq else None,
            roster=1,
            anchor=(self.height, some_id(f"minutes {self.height}")),
            ts=self.time,
            type=act,
            body=body,
            blobs=list(blobs),
            key="key",
            sig="sig",
        )
        return Signed(id=canon.digest("test", to_builtins(entry)), entry=entry, size=0)

    def fold(self, *entries: Signed, after: int = MINUTE) -> Folded:
        """Return what minutes with these entries would do, `after` milliseconds later."""
        by_author: dict[str, list[Signed]] = {}
        for signed in entries:
            by_author.setdefault(signed.entry.partner, []).append(signed)
        return folding.fold(self.state, self.occasion(after), by_author)

    def occasion(self, after: int = MINUTE) -> Occasion:
        """Return the occasion of the next minutes."""
        return Occasion(
            height=self.height + 1,
            time=self.time + after,
            parent=some_id(f"minutes {self.height}"),
            roster=(self.state.get("roster/next") or self.state.get("roster"))["version"],
            cut={},
            excluded=None,
        )

    def minutes(self, *entries: Signed, after: int = MINUTE) -> list[str]:
        """Fold entries; return why which were void, in the order of authors."""
        folded = self.fold(*entries, after=after)
        self.state = folded.state
        self.height += 1
        self.time += after
        self.effects = list(folded.effects)
        return [voided.reason for voided in folded.voided]

    def act(
        self, partner: str, act: str, body: dict[str, Any], *blobs: str, after: int = MINUTE
    ) -> str:
        """Have one entry folded, which must count; return its id."""
        signed = self.write(partner, act, body, *blobs)
        void = self.minutes(signed, after=after)
        if void:
            raise LookupError(f"void: {void}")
        return signed.id

    def void(
        self, partner: str, act: str, body: dict[str, Any], *blobs: str, after: int = MINUTE
    ) -> str | None:
        """Have one entry folded; return why it was void, or None. Nothing else may have changed."""
        signed = self.write(partner, act, body, *blobs)
        with_it = self.fold(signed, after=after)
        reasons = self.minutes(after=after)
        if with_it.voided and with_it.state.root() != self.state.root():
            raise LookupError("a void entry changed the state")
        return with_it.voided[0].reason if with_it.voided and not reasons else None

    def put(self, key: str, value: Any) -> None:
        """Change the state as rooms do that are tested elsewhere."""
        self.state = self.state.changed({key: value})

    def get(self, key: str) -> Any:
        """Return a value of the state."""
        return self.state.get(key)

    def told(self, kind: str) -> list[Effect]:
        """Return the effects of one kind in the last minutes."""
        return [effect for effect in self.effects if effect.kind == kind]

    def depart(self, partner: str, status: str) -> None:
        """Take a partner out of the roster, as the handover does."""
        roster = self.get("roster")
        stay = [each for each in roster["sealers"] if each != partner]
        line = [each for each in roster["line"] if each != partner]
        following = {**roster, "version": roster["version"] + 1, "sealers": stay, "line": line}
        following["host"] = line[0] if roster["host"] == partner else roster["host"]
        self.put("roster", following)
        self.put(f"partner/{partner}", {**self.get(f"partner/{partner}"), "status": status})


def draw(community: Community, lot: str, nonce: str) -> None:
    """Have everybody that is asked add to a draw, and its nonce opened."""
    record = community.get(f"lot/{lot}")
    for each in record["asked"]:
        community.act(each, "lot", {"of": lot, "value": some_id(f"{each} adds")})
    community.act(record["by"], "lot", {"of": lot, "value": nonce})


def same(one: State, other: State) -> bool:
    """Tell whether two states are the same to the byte."""
    return one.root() == other.root()


def in_any_order(community: Community, entries: Sequence[Signed], after: int) -> list[str]:
    """Fold entries into the next minutes, whose authors may come in any order; see `minutes`."""
    in_order = community.fold(*entries, after=after)
    authors = sorted({each.entry.partner for each in entries}, reverse=True)
    mixed = [each for author in authors for each in entries if each.entry.partner == author]
    assert same(in_order.state, community.fold(*mixed, after=after).state)
    return community.minutes(*entries, after=after)
