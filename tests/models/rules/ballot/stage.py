"""An assembly that votes: a community whose minutes have cuts, whose entries have anchors."""

from collections.abc import Sequence
from typing import Any

from msgspec import structs

from models.rules.charter.document import Charter
from models.rules.fold import fold as folding
from models.rules.fold.fold import Folded
from models.rules.log.entry import Signed
from models.rules.tally import lots
from models.rules.values import DAY, MINUTE, Cut
from tests.models.rules.community import ALPHA, BETA, GAMMA, Community, some_id

THREE = (ALPHA, BETA, GAMMA)
WEEK = 7 * DAY
NONCE = some_id("nonce")
"""What whoever opens a ballot sealed."""
YES, NO = "yes", "no"


def statement(topic: str = "brand", **more: Any) -> dict[str, Any]:
    """Return a motion that asks for yes or no."""
    return {"topic": topic, "question": "Shall we?", **more}


def choosing(*options: str, topic: str = "brand", **more: Any) -> dict[str, Any]:
    """Return a motion among options, the first being that nothing changes."""
    listed = [{"id": option, "text": option} for option in options]
    return statement(topic, **{"options": listed, "status_quo": options[0], **more})


def deciding(kind: str, topic: str, /, **effect: Any) -> dict[str, Any]:
    """Return a motion from whose yes one effect follows."""
    return statement(topic, effects={"yes": {"kind": kind, **effect}})


class Assembly(Community):
    """Partners that open ballots, vote, and box; `sealers` are the partners alone."""

    def __init__(
        self,
        partners: Sequence[str] = THREE,
        charter: Charter | None = None,
        policy: str = "majority",
        witnesses: Sequence[str] = (),
        **places: Any,
    ) -> None:
        super().__init__(partners, charter, **places)
        roster = {**self.get("roster"), "policy": policy}
        self.put("roster", {**roster, "sealers": sorted([*partners, *witnesses])})
        self.partners = tuple(partners)
        self.cut: Cut = {}
        self.closes: tuple[str, ...] = ()

    def fold(self, *entries: Signed, after: int = MINUTE) -> Folded:
        """Return what minutes with these entries would do."""
        by_author: dict[str, list[Signed]] = {}
        for signed in entries:
            by_author.setdefault(signed.entry.partner, []).append(signed)
        heads = {p: (each[-1].entry.seq, each[-1].id) for p, each in by_author.items()}
        occasion = structs.replace(self.occasion(after), cut={**self.cut, **heads})
        return folding.fold(self.state, occasion, by_author)

    def minutes(self, *entries: Signed, after: int = MINUTE) -> list[str]:
        """Fold entries into the next minutes; return why which were void."""
        void = super().minutes(*entries, after=after)
        for signed in entries:
            self.cut = {**self.cut, signed.entry.partner: (signed.entry.seq, signed.id)}
        return void

    def void(
        self, partner: str, act: str, body: dict[str, Any], *blobs: str, after: int = MINUTE
    ) -> str | None:
        """Have one entry folded; return why it was void. Then it left nothing but its trail."""
        signed = self.write(partner, act, body, *blobs)
        without = dict(self.fold(after=after).state.items())
        reasons = self.minutes(signed, after=after)
        now = {key: value for key, value in self.state.items() if not key.startswith("trail/")}
        if reasons and now != {k: v for k, v in without.items() if not k.startswith("trail/")}:
            raise LookupError("a void entry changed the state")
        return reasons[0] if reasons else None

    def open(self, partner: str, motion: dict[str, Any], days: int = 14, **more: Any) -> str:
        """Have a ballot opened and its opening noted; return its id."""
        body = {"closes_at": self.time + days * DAY, "motion": motion, **more}
        body.setdefault("lot", lots.sealed(partner, NONCE))
        ballot = self.act(partner, "ballot", body)
        self.minutes()
        return ballot

    def refuse(self, partner: str, motion: dict[str, Any], days: int = 14, **more: Any) -> str:
        """Have a ballot refused; return why."""
        body = {"closes_at": self.time + days * DAY, "motion": motion, **more}
        return str(self.void(partner, "ballot", body))

    def vote(self, partner: str, ballot: str, choice: Any, **more: Any) -> str:
        """Have a vote noted; return its entry's id."""
        return self.act(partner, "vote", {"ballot": ballot, "choice": choice, **more})

    def votes(self, ballot: str, **choices: Any) -> None:
        """Have partners vote, named by the first word of their domain."""
        for name, choice in choices.items():
            self.vote(f"{name}.example", ballot, choice)

    def reach(self, ballot: str, *entries: Signed, past: int = 0) -> None:
        """Make minutes at the ballot's end, `past` later."""
        frozen = self.get(f"ballot/{ballot}")
        self.minutes(*entries, after=frozen["closes_at"] + frozen["grace"] + past - self.time)

    def boxing(self, partner: str, ballot: str, **more: Any) -> Signed:
        """Return the box of a sealer that holds what the minutes have."""
        heads = {p: list(head) for p, head in self.cut.items() if p != partner}
        return self.write(partner, "box", {"ballot": ballot, "heads": heads, **more})

    def end(self, ballot: str, *, boxes: Sequence[str] | None = None) -> dict[str, Any]:
        """Let the time of a ballot run out, have it boxed and closed; return its result."""
        self.reach(ballot)
        names = self.get("roster")["sealers"] if boxes is None else boxes
        made = [self.boxing(each, ballot) for each in names]
        self.minutes(*made)
        return self.result(ballot)

    def decide(self, motion: dict[str, Any], days: int = 14) -> dict[str, Any]:
        """Have everybody say yes to a motion; return its result."""
        ballot = self.open(self.partners[0], motion, days)
        frozen = self.get(f"ballot/{ballot}")
        for voter in frozen["parts"][0]["voters"]:
            partner, _, seat = voter.partition("/")
            self.vote(partner, ballot, YES, **({"seat": seat} if seat else {}))
        return self.end(ballot)

    def result(self, ballot: str) -> dict[str, Any]:
        """Return the result that the state keeps; KeyError when there is none."""
        found = self.get(f"result/{ballot}")
        if found is None:
            raise KeyError(ballot)
        return dict(found)
