"""Voting: lies about one's own votes, and about what one held when a ballot ended."""

from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from models.rules.log import entry as entries
from models.rules.log.entry import Signed
from models.rules.partner.messages import Message, Says
from server.simulation.behaviours import append
from server.simulation.behaviours.behaviour import Behaviour, Outgoing

if TYPE_CHECKING:
    from server.simulation.liar import Liar


class VoteAfterBox(Behaviour):
    """Writes another vote right behind its own box, so that it looks as old as the box."""

    name: ClassVar[str] = "vote_after_box"

    def __init__(self) -> None:
        self._done: set[str] = set()

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        box = own_entry(liar, message, "box")
        if box is None or box.id in self._done:
            return [(to, message)]
        self._done.add(box.id)
        liar.use(self.name)
        vote = {"ballot": box.entry.body["ballot"], "choice": liar.dice.choice(("yes", "no"))}
        liar.world.after(1, lambda: append.by_hand(liar, "vote", vote))
        return [(to, message)]


class TwoVotes(Behaviour):
    """Tells some that it votes yes and others that it votes no, under one number."""

    name: ClassVar[str] = "two_votes"

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        vote = own_entry(liar, message, "vote")
        if vote is None or sum(to.encode()) % 2:
            return [(to, message)]
        liar.use(self.name)
        choice = "no" if vote.entry.body.get("choice") == "yes" else "yes"
        return [(to, Says(entries=(rewritten(liar, vote, choice=choice),)))]


class CrowdsPanels(Behaviour):
    """Votes on panels whether it sits there or not, and both ways."""

    name: ClassVar[str] = "crowds_panels"

    def stir(self, liar: "Liar") -> list[Outgoing]:
        state = liar.brains[0].state
        for ballot_id in state.get("ballots") or ():
            ballot = state.get(f"ballot/{ballot_id}")
            if ballot["after"] is not None and ballot["options"]:
                liar.use(self.name)
                for option in ballot["options"]:
                    vote = {"ballot": ballot_id, "choice": {"approved": [option]}}
                    append.by_hand(liar, "vote", vote)
        return []


class FalseBox(Behaviour):
    """Writes into its box that it held less of the others, or more than was ever written."""

    name: ClassVar[str] = "false_box"

    def __init__(self) -> None:
        self._false: dict[str, Signed] = {}

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        if not isinstance(message, Says):
            return [(to, message)]
        told = []
        for signed in message.entries:
            is_own = signed.entry.partner == liar.who
            if is_own and (signed.entry.type == "box" or signed.entry.prev in self._followed()):
                told.append(self._falsified(liar, signed))
            else:
                told.append(signed)
        return [(to, Says(entries=tuple(told)))]

    def _followed(self) -> set[str | None]:
        return set(self._false)

    def _falsified(self, liar: "Liar", signed: Signed) -> Signed:
        if signed.id not in self._false:
            liar.use(self.name)
            changes: dict[str, Any] = {}
            if signed.entry.type == "box":
                heads = {
                    who: (max(0, head[0] - liar.dice.randrange(3)), head[1])
                    for who, head in sorted(signed.entry.body["heads"].items())
                    if liar.dice.randrange(3)
                }
                changes["heads"] = msgspec.to_builtins(heads)
            before = self._false.get(signed.entry.prev or "")
            prev = signed.entry.prev if before is None else before.id
            self._false[signed.id] = rewritten(liar, signed, prev=prev, **changes)
        return self._false[signed.id]


def own_entry(liar: "Liar", message: Message, kind: str) -> Signed | None:
    """Return the liar's own entry of this type in a message, if there is just that in it."""
    if isinstance(message, Says) and len(message.entries) == 1:
        signed = message.entries[0]
        if signed.entry.partner == liar.who and signed.entry.type == kind:
            return signed
    return None


def rewritten(liar: "Liar", signed: Signed, prev: str | None = None, **changes: Any) -> Signed:
    """Return another entry of the liar's with the same number, signed as the first is."""
    claim = msgspec.to_builtins(signed.entry)
    del claim["sig"]
    claim["prev"] = prev or claim["prev"]
    claim["body"] = {**claim["body"], **changes}
    return entries.write(claim, liar.pen)[1]
