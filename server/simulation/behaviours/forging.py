"""Forging: records that the liar signs though no rule allows it."""

from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from models.rules import canon
from models.rules.minutes import records
from models.rules.minutes.missing import Missing
from models.rules.minutes.records import High, Minutes, Seal, Status
from models.rules.partner.messages import Leaves, Message, Proposes, Seals
from models.rules.values import HOUR, MINUTE
from server.simulation.behaviours.behaviour import Behaviour, Outgoing

if TYPE_CHECKING:
    from server.simulation.liar import Liar


class SealsEverything(Behaviour):
    """Seals whatever minutes it is shown, at once, and tells everybody, or half of them."""

    name: ClassVar[str] = "seals_everything"

    def answer(self, liar: "Liar", sender: str, message: Message) -> list[Outgoing]:
        if not isinstance(message, Proposes):
            return []
        seal = seal_for(liar, message.minutes)
        if seal is None:
            return []
        liar.use(self.name)
        few = liar.dice.randrange(3) == 0
        return [
            (to, Seals(seal=seal)) for to in liar.others if not few or liar.dice.randrange(2) == 0
        ]


class TwoMinutes(Behaviour):
    """As secretary shows half of the others the same minutes with another time."""

    name: ClassVar[str] = "two_minutes"

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        if not isinstance(message, Proposes) or message.minutes.secretary != liar.who:
            return [(to, message)]
        if liar.others.index(to) % 2 if to in liar.others else True:
            return [(to, message)]
        liar.use(self.name)
        other = resigned(liar, message.minutes, time=message.minutes.time + 1)
        seal = seal_for(liar, other)
        also: list[Outgoing] = [(to, Proposes(minutes=other))]
        if seal is not None:
            also += [(each, Seals(seal=seal)) for each in liar.others]
        return also


class WrongState(Behaviour):
    """As secretary claims a state that does not follow."""

    name: ClassVar[str] = "wrong_state"

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        is_mine = isinstance(message, Proposes) and message.minutes.secretary == liar.who
        if not is_mine or not isinstance(message, Proposes) or liar.dice.randrange(3):
            return [(to, message)]
        liar.use(self.name)
        state = canon.sha256(message.minutes.state.encode())
        return [(to, Proposes(minutes=resigned(liar, message.minutes, state=state)))]


class Shrinking(Behaviour):
    """As secretary takes back what its parent's minutes had of somebody, before all alike."""

    name: ClassVar[str] = "shrinking"

    def __init__(self) -> None:
        self._altered: dict[str, Minutes] = {}

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        if not isinstance(message, Proposes) or message.minutes.secretary != liar.who:
            return [(to, message)]
        minutes_id = records.identify(message.minutes)
        if minutes_id not in self._altered:
            self._altered[minutes_id] = self._alter(liar, brain, message.minutes)
        altered = self._altered[minutes_id]
        seal = None if altered is message.minutes else seal_for(liar, altered)
        return [(to, Proposes(minutes=altered)), *([(to, Seals(seal=seal))] if seal else [])]

    def _alter(self, liar: "Liar", brain: int, minutes: Minutes) -> Minutes:
        victims = [who for who in sorted(minutes.cut) if who != liar.who]
        if minutes.parent is None or not victims or liar.dice.randrange(2):
            return minutes
        try:
            parent = liar.brains[brain].chain.find(minutes.parent)
        except Missing:
            return minutes
        liar.use(self.name)
        victim = liar.dice.choice(victims)
        cut = {who: head for who, head in parent.cut.items() if who != victim}
        return resigned(liar, minutes, cut=cut, state=parent.state.root(), closes=[])


class Backdating(Behaviour):
    """Lives hours before or after its time, so that its minutes and entries do."""

    name: ClassVar[str] = "backdating"

    def __init__(self) -> None:
        self._ahead = 0

    def skew(self, liar: "Liar", brain: int) -> int:
        return self._ahead

    def stir(self, liar: "Liar") -> list[Outgoing]:
        if liar.dice.randrange(4) == 0:
            liar.use(self.name)
            self._ahead = liar.dice.choice((-HOUR, -30 * MINUTE, 0, 8 * MINUTE, 40 * MINUTE))
        return []


class StaleStatus(Behaviour):
    """Signs for each new term the lowest certificate it ever saw, and for terms out of turn."""

    name: ClassVar[str] = "stale_status"

    def __init__(self) -> None:
        self._lowest: High | None = None
        self._highest = 0

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        if not isinstance(message, Leaves) or message.status.partner != liar.who:
            return [(to, message)]
        self._see(message.status)
        return [(to, Leaves(status=self._stale(liar, message.status.term)))]

    def answer(self, liar: "Liar", sender: str, message: Message) -> list[Outgoing]:
        if not isinstance(message, Leaves):
            return []
        self._see(message.status)
        if message.status.term <= self._highest:
            return []
        self._highest = message.status.term
        stale = Leaves(status=self._stale(liar, message.status.term))
        return [(to, stale) for to in liar.others]

    def _see(self, status: Status) -> None:
        low = self._lowest
        high = status.high
        if high is not None and (low is None or (high.term, high.height) < (low.term, low.height)):
            self._lowest = high

    def _stale(self, liar: "Liar", term: int) -> Status:
        liar.use(self.name)
        high = self._lowest if liar.dice.randrange(4) else None
        partner = liar.brains[0]
        claim = {
            "community": liar.world.community,
            "term": term,
            "partner": liar.who,
            "high": None if high is None else msgspec.to_builtins(high),
        }
        return records.sign(claim, Status, key_of(liar, partner), liar.pen)


def key_of(liar: "Liar", partner: Any) -> str:
    """Return the key that the liar seals with in the newest final state it knows."""
    raw = partner.state.get(f"partner/{liar.who}")
    return str(raw["key"]) if raw else liar.world.first_key(liar.who)


def seal_for(liar: "Liar", minutes: Minutes) -> Seal | None:
    """Return the liar's seal over any minutes."""
    claim = {
        "community": minutes.community,
        "minutes": records.identify(minutes),
        "term": minutes.term,
        "height": minutes.height,
        "partner": liar.who,
        "time": liar.clock,
    }
    try:
        return records.sign(claim, Seal, key_of(liar, liar.brains[0]), liar.pen)
    except KeyError:
        return None


def resigned(liar: "Liar", minutes: Minutes, **changes: Any) -> Minutes:
    """Return the liar's own minutes with some fields changed, signed again."""
    claim = {**msgspec.to_builtins(minutes), **msgspec.to_builtins(changes)}
    del claim["sig"], claim["v"]
    return records.sign(claim, Minutes, key_of(liar, liar.brains[0]), liar.pen)
