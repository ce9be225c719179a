"""Twinning: several brains under one name, and brains that lose their memory."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from models.rules.partner.messages import Leaves, Message, Proposes, Says, Seals
from server.simulation.behaviours.behaviour import Behaviour, Outgoing

if TYPE_CHECKING:
    from server.simulation.liar import Liar


def halves(others: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return two halves of some names: every other one."""
    names = tuple(sorted(others))
    return names[::2], names[1::2]


class Twins(Behaviour):
    """Two brains; each hears some and talks to some, newly chosen now and then.

    So there are two entries with one number, two minutes and two seals at one height, statuses that
    contradict them: whatever two honest partners with one key would do.
    """

    name: ClassVar[str] = "twins"
    brains: ClassVar[int] = 2

    def __init__(self) -> None:
        self._deaf: list[set[str]] = [set(), set()]
        self._dumb: list[set[str]] = [set(), set()]

    def hear(self, liar: "Liar", brain: int, sender: str, message: Message) -> Message | None:
        return None if sender in self._deaf[brain] else message

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        return [] if to in self._dumb[brain] else [(to, message)]

    def stir(self, liar: "Liar") -> list[Outgoing]:
        if liar.dice.randrange(4) == 0:
            others = list(liar.others)
            liar.dice.shuffle(others)
            half = (len(others) + 1) // 2
            self._dumb = [set(others[:half]), set(others[half:])]
            if liar.dice.randrange(2):
                self._dumb = [set(), set()]
            size = liar.dice.randrange(len(others) // 2 + 1)
            self._deaf = [
                set(liar.dice.sample(others, size)),
                set(liar.dice.sample(others, size)),
            ]
            liar.use(self.name)
        return []


class TwoFaces(Twins):
    """Twins each with its own half of the others, always: whoever is cut off meets just one."""

    name: ClassVar[str] = "two_faces"

    def hear(self, liar: "Liar", brain: int, sender: str, message: Message) -> Message | None:
        return message if sender in halves(liar.others)[brain] else None

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        return [(to, message)] if to in halves(liar.others)[brain] else []

    def stir(self, liar: "Liar") -> list[Outgoing]:
        liar.use(self.name)
        return []


class QuietTwins(Twins):
    """Twins of whom only one writes entries: so the other's seals and minutes last longer."""

    name: ClassVar[str] = "quiet_twins"

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        if brain == 1 and not isinstance(message, Proposes | Seals | Leaves):
            return []
        return super().say(liar, brain, to, message)


class TwoStarts(Twins):
    """Twins that hear different statuses, and so may open one term twice, at two heights."""

    name: ClassVar[str] = "two_starts"

    def hear(self, liar: "Liar", brain: int, sender: str, message: Message) -> Message | None:
        if isinstance(message, Leaves) and not isinstance(message, Says):
            others = sorted(liar.others)
            # Each brain never hears one other partner's statuses: two sets of q, not the same.
            missing = others[(message.status.term + brain) % len(others)] if others else ""
            if message.status.partner == missing:
                liar.use(self.name)
                return None
        return message

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        return [(to, message)]

    def stir(self, liar: "Liar") -> list[Outgoing]:
        return []


class Amnesia(Behaviour):
    """Starts again from old records now and then, as if nothing had been signed since."""

    name: ClassVar[str] = "amnesia"

    def stir(self, liar: "Liar") -> list[Outgoing]:
        if liar.dice.randrange(6) == 0:
            liar.use(self.name)
            liar.forget(0, liar.dice.randrange(300, 1000))
        return []
