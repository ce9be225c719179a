"""Behaviour: one way to lie, between a liar's brains and the network."""

from typing import TYPE_CHECKING, ClassVar

from models.rules.partner.messages import Message

if TYPE_CHECKING:
    from server.simulation.liar import Liar

Outgoing = tuple[str, Message]
"""To whom, and what."""


class Behaviour:
    """Does nothing; each way to lie overrides what it needs."""

    name: ClassVar[str] = ""
    brains: ClassVar[int] = 1
    """How many partners the liar runs under its one name."""

    def hear(self, liar: "Liar", brain: int, sender: str, message: Message) -> Message | None:
        """Return what this brain hears of a message, if anything."""
        return message

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        """Return what goes out when this brain says something."""
        return [(to, message)]

    def answer(self, liar: "Liar", sender: str, message: Message) -> list[Outgoing]:
        """Return what goes out beside, when something was heard."""
        return []

    def stir(self, liar: "Liar") -> list[Outgoing]:
        """Return what goes out now and then, unasked."""
        return []

    def skew(self, liar: "Liar", brain: int) -> int:
        """Return by how much this brain's clock is ahead."""
        return 0
