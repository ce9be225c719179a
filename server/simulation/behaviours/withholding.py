"""Withholding: silence, selective delivery, omission, lies by not saying something yet."""

from typing import TYPE_CHECKING, ClassVar

from msgspec import structs

from models.rules.partner.messages import Leaves, Message, Proposes, Says, Seals, Shows
from models.rules.values import HOUR, MINUTE
from server.simulation.behaviours.behaviour import Behaviour, Outgoing

if TYPE_CHECKING:
    from server.simulation.liar import Liar


class Silence(Behaviour):
    """Says nothing at all for an hour or so, then speaks again."""

    name: ClassVar[str] = "silence"

    def __init__(self) -> None:
        self._until = 0

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        return [] if liar.clock < self._until else [(to, message)]

    def stir(self, liar: "Liar") -> list[Outgoing]:
        if liar.clock >= self._until and liar.dice.randrange(5) == 0:
            liar.use(self.name)
            self._until = liar.clock + liar.dice.randrange(10 * MINUTE, 3 * HOUR)
        return []


class SelectiveDelivery(Behaviour):
    """Tells a part of what it says to a part of the others only."""

    name: ClassVar[str] = "selective_delivery"

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        if liar.dice.randrange(3) == 0:
            liar.use(self.name)
            return []
        return [(to, message)]


class Censoring(Behaviour):
    """Never takes in, passes on or puts into minutes what one victim writes."""

    name: ClassVar[str] = "censoring"

    def __init__(self) -> None:
        self._victim = ""

    def hear(self, liar: "Liar", brain: int, sender: str, message: Message) -> Message | None:
        self._victim = self._victim or liar.dice.choice(sorted(liar.others) or [""])
        if not isinstance(message, Says):
            return message
        # But for the founding: a liar that never sees any minutes does no harm.
        kept = tuple(
            each
            for each in message.entries
            if each.entry.partner != self._victim or each.entry.seq == 0
        )
        if len(kept) < len(message.entries):
            liar.use(self.name)
        return Says(entries=kept) if kept else None


class Omission(Behaviour):
    """Does not take in votes, boxes or whatever it finds: as secretary it leaves them out."""

    name: ClassVar[str] = "omission"

    def __init__(self) -> None:
        self._left_out: set[str] = set()
        self._taken: set[str] = set()

    def hear(self, liar: "Liar", brain: int, sender: str, message: Message) -> Message | None:
        if not isinstance(message, Says):
            return message
        for each in message.entries:
            is_new = each.id not in self._left_out and each.id not in self._taken
            if is_new and each.entry.type in ("vote", "box") and liar.dice.randrange(2):
                self._left_out.add(each.id)
                liar.use(self.name)
            elif is_new:
                self._taken.add(each.id)
        kept = tuple(each for each in message.entries if each.id not in self._left_out)
        return Says(entries=kept) if kept else None


class LateReveal(Behaviour):
    """Shows its own entries to the other liars at once, to the rest only hours later."""

    name: ClassVar[str] = "late_reveal"

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        if not isinstance(message, Says) or to in liar.world.liars:
            return [(to, message)]
        own = tuple(each for each in message.entries if each.entry.partner == liar.who)
        rest = tuple(each for each in message.entries if each.entry.partner != liar.who)
        if own and liar.dice.randrange(2):
            liar.use(self.name)
            delay = liar.dice.choice((MINUTE, 20 * MINUTE, HOUR, 2 * HOUR))
            liar.world.after(delay, lambda: liar.tell(to, Says(entries=own)))
            return [(to, Says(entries=rest))] if rest else []
        return [(to, message)]


class HiddenCertificate(Behaviour):
    """Gives its seals to few, keeps certificates to itself, and shows them after a term changed."""

    name: ClassVar[str] = "hidden_certificate"

    def __init__(self) -> None:
        self._hidden: list[Outgoing] = []

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        if isinstance(message, Seals | Shows) and liar.dice.randrange(2):
            liar.use(self.name)
            self._hidden.append((to, message))
            return []
        if isinstance(message, Proposes) and message.minutes.start is None:
            return [(to, message)] if liar.dice.randrange(4) else []
        if isinstance(message, Shows) and message.proofs:
            return [(to, structs.replace(message, proofs=()))]
        return [(to, message)]

    def answer(self, liar: "Liar", sender: str, message: Message) -> list[Outgoing]:
        if not self._hidden or not isinstance(message, Leaves | Proposes):
            return []
        if isinstance(message, Proposes) and message.minutes.start is None:
            return []
        shown, self._hidden = self._hidden[-6:], []
        return shown
