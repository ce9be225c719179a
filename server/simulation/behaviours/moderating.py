"""Moderating: lies about decisions, appeals, lots and texts that a partner may not tell."""

from typing import TYPE_CHECKING, Any, ClassVar

from models.rules.moderation.severity import LADDER
from models.rules.partner.messages import Message, Says
from models.rules.values import HOUR
from server.simulation.behaviours import append
from server.simulation.behaviours.behaviour import Behaviour, Outgoing
from server.simulation.behaviours.voting import own_entry, rewritten

if TYPE_CHECKING:
    from server.simulation.liar import Liar


class ReversesOthers(Behaviour):
    """Takes back what others decided, alone or together with something of its own."""

    name: ClassVar[str] = "reverses_others"

    def stir(self, liar: "Liar") -> list[Outgoing]:
        decisions = _known(liar, "decision")
        others = [each for each, decision in decisions if decision["by"] != liar.who]
        own = [each for each, decision in decisions if decision["by"] == liar.who]
        if others:
            liar.use(self.name)
            named = [liar.dice.choice(others), *(own[:1] if liar.dice.randrange(2) else [])]
            reasons = liar.world.shelf.lay(f"pretext {liar.who}")
            body = {"decisions": named, "appeal": None, "reasons": reasons}
            append.by_hand(liar, "reverse", body, blobs=(reasons,))
        return []


class BackdatedDecision(Behaviour):
    """Decides for the community on a shift that it has not, or not any more, dated into it."""

    name: ClassVar[str] = "backdated_decision"

    def stir(self, liar: "Liar") -> list[Outgoing]:
        decisions, shifts = _known(liar, "decision"), _known(liar, "shift")
        if not decisions or not shifts:
            return []
        liar.use(self.name)
        _, first = decisions[0]
        _, shift = liar.dice.choice(shifts)
        reasons = liar.world.shelf.lay(f"afterthought {liar.who}")
        body = {
            "object": first["object"],
            "kind": "post",
            "scope": "community",
            "severity": liar.dice.choice(LADDER),
            "ground": "illegal",
            "clause": None,
            "home": None,
            "role": "rota",
            "source": "own_initiative",
            "automated": "no",
            "reasons": reasons,
            "notices": [],
        }
        moment = liar.dice.choice((shift["start"], shift["end"] - 1))
        append.by_hand(liar, "decision", body, blobs=(reasons,), ts=moment)
        return []


class DecisionForSome(Behaviour):
    """Tells only some of its decisions, or tells them another one under the same number."""

    name: ClassVar[str] = "decision_for_some"

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        decision = own_entry(liar, message, "decision")
        if decision is None or sum(to.encode()) % 2:
            return [(to, message)]
        liar.use(self.name)
        if decision.entry.seq % 2:
            liar.world.after(HOUR, lambda: liar.tell(to, message))
            return []
        other = "none" if decision.entry.body["severity"] != "none" else "suspend"
        return [(to, Says(entries=(rewritten(liar, decision, severity=other),)))]


class JudgesUnasked(Behaviour):
    """Answers for panels that it does not sit on, twice, and both ways."""

    name: ClassVar[str] = "judges_unasked"

    def stir(self, liar: "Liar") -> list[Outgoing]:
        for appeal_id, appeal in _known(liar, "appeal"):
            liar.use(self.name)
            reasons = liar.world.shelf.lay(f"verdict {liar.who}")
            body = {"decisions": [appeal["decision"]], "appeal": appeal_id, "reasons": reasons}
            append.by_hand(liar, "reverse", body, blobs=(reasons,))
            other = liar.dice.choice((appeal_id, appeal["decision"]))
            append.by_hand(liar, "confirm", {"of": other})
        return []


class SteersDraw(Behaviour):
    """Adds to draws unasked and late, and opens other nonces than it sealed."""

    name: ClassVar[str] = "steers_draw"

    def stir(self, liar: "Liar") -> list[Outgoing]:
        for lot_id, _ in _known(liar, "lot"):
            liar.use(self.name)
            value = f"{liar.dice.getrandbits(256):064x}"
            append.by_hand(liar, "lot", {"of": lot_id, "value": value})
        return []


class FalseText(Behaviour):
    """Gives out other reasons than those to which its decision committed."""

    name: ClassVar[str] = "false_text"

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        decision = own_entry(liar, message, "decision")
        if decision is not None and liar.world.shelf.falsify(decision.entry.body["reasons"]):
            liar.use(self.name)
        return [(to, message)]


def _known(liar: "Liar", room: str) -> list[tuple[str, Any]]:
    """Return what the liar finds under `<room>/<id>` in the newest final state, by id."""
    found = [
        (key.removeprefix(f"{room}/"), value)
        for key, value in liar.brains[0].state.items()
        if key.startswith(f"{room}/")
    ]
    return sorted(found, key=lambda each: each[0])
