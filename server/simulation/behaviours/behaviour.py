"""Behaviour: one way to lie, between a liar's brains and the network."""

from typing import TYPE_CHECKING, Any, ClassVar

from models.rules.ballot.secret import Opened
from models.rules.partner.messages import Message

if TYPE_CHECKING:
    from server.simulation.liar import Liar

Outgoing = tuple[str, Message]
"""To whom, and what."""


Claim = dict[str, Any]
"""The root over members' votes, and their count."""


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

    def roll(self, liar: "Liar", roll: dict[str, Any] | None) -> list[dict[str, Any] | None]:
        """Return the rolls that are committed to one after the other, instead of the true one."""
        return [roll]

    def commit(self, liar: "Liar", ballot: str, votes: list[Opened]) -> list[Opened]:
        """Return the members' votes that the box commits to, instead of what they cast."""
        return votes

    def box(self, liar: "Liar", ballot: str, members: Claim) -> Claim | None:
        """Return what the box says of the members, instead of that; None: it is not written yet."""
        return members

    def open(self, liar: "Liar", ballot: str, votes: list[Opened]) -> list[Opened]:
        """Return the members' votes that are opened, instead of what the box committed to."""
        return votes
