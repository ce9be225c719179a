"""Turn: one call of the machine: the time it has, and what it wants done at the end.

Under all rules that a partner carries out: what they keep is durable before it is told (R1), and
what they ask and tell is not repeated too soon (R15).
"""

from collections.abc import Sequence

from models.rules.log.entry import Signed
from models.rules.minutes.missing import Missing
from models.rules.minutes.node import Node
from models.rules.minutes.records import Exclusion, High, Minutes, Seal, Status
from models.rules.partner.holding import Holding
from models.rules.partner.messages import Asks, Message
from models.rules.partner.output import Durable, Happened, Kind, Output, Recovery, Send
from models.rules.refusal import Refused

NEVER = 2**53 - 1


class Turn:
    """One call: everything a rule needs to look at and to ask for."""

    def __init__(self, holding: Holding, now: int) -> None:
        self.holding = holding
        self.now = now
        self.durable: list[Durable] = []
        self.send: list[Send] = []
        self.effects: list[Happened] = []
        self.refused: list[tuple[str, Refused]] = []
        self.timer = NEVER

    def keep(
        self, kind: Kind, record: Signed | Minutes | Seal | Status | High | Exclusion | Recovery
    ) -> None:
        """Have a record made durable before anything is sent (R1)."""
        self.durable.append(Durable(kind=kind, time=self.now, record=record))

    def tell(self, to: str, message: Message) -> None:
        """Send a message to one partner, unless it is ourselves."""
        if to and to != self.holding.me:
            self.send.append(Send(to=to, message=message))

    def tell_peers(self, message: Message) -> None:
        """Send a message to everybody who follows the community. O(peers)."""
        for peer in self.holding.peers:
            self.tell(peer, message)

    def may_tell(self, to: str, what: str) -> bool:
        """Tell whether it is time to tell somebody something again; and note it."""
        return self._may_again(to, what, longest=self.holding.pace.retry)

    def may_ask(self, whom: str, what: str) -> bool:
        """Tell whether it is time to ask somebody for something (again); and note it.

        Each time it takes twice as long until the next: whoever never has it is not pestered.
        """
        return self._may_again(whom, what, longest=self.holding.pace.heads)

    def _may_again(self, to: str, what: str, longest: int) -> bool:
        last, times = self.holding.told.get((to, what), (0, 0))
        if times and self.now < last + min(self.holding.pace.again(times), longest):
            return False
        self.holding.told[(to, what)] = (self.now, times + 1)
        return True

    def ask(self, whom: str, missing: Missing) -> None:
        """Ask somebody for what is missing, unless that was just asked.

        O(logs and minutes that are missing).
        """
        logs = {
            author: span
            for author, span in sorted(missing.logs.items())
            if self.may_ask(whom, f"log {author} {span[0]} {span[1]}")
        }
        since = self.holding.chain.final.height + 1
        minutes = [
            each for each in missing.minutes if self.may_ask(whom, f"minutes {each} {since}")
        ]
        # All that follows the newest final minutes is asked for once, not for each that is missing.
        is_first = bool(minutes) and self.may_ask(whom, f"since {since}")
        if logs or minutes:
            self.tell(whom, Asks(logs=logs, minutes=minutes, since=since if is_first else None))

    def wake_at(self, when: int) -> None:
        """Have the machine woken at `when` at the latest."""
        self.timer = min(self.timer, when)

    def refuse(self, sender: str, refused: Refused) -> None:
        """Note what was not taken."""
        self.refused.append((sender, refused))

    def settle(self, finals: Sequence[Node]) -> None:
        """Tell the effects of minutes that became final (R2). O(effects)."""
        for node in finals:
            for effect in node.effects:
                self.effects.append(
                    Happened(minutes=node.id or "", height=node.height, effect=effect)
                )

    def output(self) -> Output:
        """Return what is to be done. O(what is to be done)."""
        return Output(
            durable=tuple(self.durable),
            send=tuple(self.send),
            effects=tuple(self.effects),
            timer=max(self.timer, self.now + 1),
            refused=tuple([(who, each.reason, each.detail) for who, each in self.refused]),
        )
