"""Liar: a participant that breaks the rules, with nothing but its own keys.

A liar runs one or more *brains*, real partners all with the same keys (the way of "Twins", Bano and
others, 2020): two brains that hear and tell different things contradict each other in every way
that the protocol knows, without anybody having to write each lie by hand. Its *behaviours* stand
between the brains and the network: they hold back, alter, add and forge. Nobody checks its disk.
"""

import random
from typing import Any

from models.rules.log.entry import Signed
from models.rules.partner.messages import Message, Says
from models.rules.partner.output import Durable, Output
from models.rules.partner.partner import Partner
from models.rules.refusal import Refused
from models.rules.signing import Signatures
from server.simulation.behaviours.behaviour import Behaviour, Outgoing
from server.simulation.host import NEVER, Act, Surroundings


class Liar:
    """Brains with one name, and what twists their words."""

    def __init__(
        self,
        who: str,
        world: Surroundings,
        pen: Signatures,
        behaviours: tuple[Behaviour, ...],
        dice: random.Random,
    ) -> None:
        self.who = who
        self.world = world
        self.pen = pen
        self.dice = dice
        self.behaviours = behaviours
        self.brains: list[Partner] = []
        self.others: tuple[str, ...] = ()
        self.heard: list[Message] = []
        """What was said to it, the newest last; a liar forgets nothing that is of use."""
        self._records: list[list[Durable]] = []
        self._due_at: list[int] = []
        """When each brain wants to be woken."""
        self._rings_at: list[int] = []
        """When the next timer of each is due; never later than that."""

    @property
    def partner(self) -> Partner | None:
        """The first brain."""
        return self.brains[0] if self.brains else None

    @property
    def clock(self) -> int:
        """The true time, which a liar knows."""
        return self.world.now

    def start(self, *, restored: bool = False) -> None:
        """Start as many brains as some behaviour asks for."""
        count = max([behaviour.brains for behaviour in self.behaviours], default=1)
        self._records = [[] for _ in range(count)]
        self._due_at = [NEVER] * count
        self._rings_at = [NEVER] * count
        self.brains = [self.world.new_partner(self.who, self.pen, ()) for _ in range(count)]
        for brain in range(count):
            self._do(brain, self.brains[brain].wake(self._time(brain), restored=restored))

    def forget(self, brain: int, share: int) -> None:
        """Start a brain again from an old share (thousandths) of its records, unashamed."""
        kept = self._records[brain][: len(self._records[brain]) * share // 1000]
        self._records[brain] = list(kept)
        self.brains[brain] = self.world.new_partner(self.who, self.pen, kept)
        self._do(brain, self.brains[brain].wake(self._time(brain)))

    def hear(self, sender: str, message: Message) -> None:
        """Take a message into each brain that is let hear it."""
        self.heard.append(message)
        for brain, partner in enumerate(self.brains):
            taken: Message | None = message
            for behaviour in self.behaviours:
                if taken is not None:
                    taken = behaviour.hear(self, brain, sender, taken)
            if taken is not None:
                self._do(brain, partner.receive(sender, taken, self._time(brain)))
        for behaviour in self.behaviours:
            self._tell(behaviour.answer(self, sender, message))

    def wake(self, serial: int) -> None:
        """Let time pass for the brain with this number, when it is time."""
        if self.world.now < self._rings_at[serial]:
            return
        self._rings_at[serial] = NEVER
        if self.world.now < self._due_at[serial]:
            self._set_timer(serial)
        else:
            self._do(serial, self.brains[serial].wake(self._time(serial)))

    def act(self, kind: str, body: dict[str, Any], blobs: tuple[str, ...] = ()) -> bool:
        """Write an entry with one brain."""
        return self.ask(kind, lambda partner, now: partner.act(kind, body, blobs, now))

    def ask(self, what: str, act: Act) -> bool:
        """Have one brain do something."""
        brain = self.dice.randrange(len(self.brains))
        try:
            output = act(self.brains[brain], self._time(brain))
        except Refused:
            return False
        self._do(brain, output)
        return True

    def stir(self) -> None:
        """Do what nobody asked for; the world calls it now and then."""
        for behaviour in self.behaviours:
            self._tell(behaviour.stir(self))

    def tell(self, to: str, message: Message) -> None:
        """Send something that no behaviour alters any more."""
        self.world.carry(self.who, to, message)

    def tell_all(self, message: Message) -> None:
        """Send something to everybody."""
        for other in self.others:
            self.tell(other, message)

    def say_entries(self, *entries: Signed) -> None:
        """Send entries to everybody."""
        self.tell_all(Says(entries=entries))

    def use(self, name: str) -> None:
        """Note that a behaviour did something."""
        self.world.note(f"{self.who} lies: {name}")
        self.world.count(f"lie:{name}")

    def _do(self, brain: int, output: Output) -> None:
        self._records[brain].extend(output.durable)
        self.world.keep(output.durable)
        skew = self._time(brain) - self.world.now
        self._due_at[brain] = max(output.timer - skew, self.world.now)
        self._set_timer(brain)
        going: list[Outgoing] = [(send.to, send.message) for send in output.send]
        for behaviour in self.behaviours:
            going = [
                twisted
                for to, message in going
                for twisted in behaviour.say(self, brain, to, message)
            ]
        self._tell(going)

    def _tell(self, going: list[Outgoing]) -> None:
        for to, message in going:
            self.world.carry(self.who, to, message)

    def _set_timer(self, brain: int) -> None:
        """Have a brain woken, unless it is anyway before; then it looks again."""
        if self._due_at[brain] < self._rings_at[brain]:
            self._rings_at[brain] = self._due_at[brain]
            self.world.wake_at(self._due_at[brain], self.who, brain)

    def _time(self, brain: int) -> int:
        ahead = sum(behaviour.skew(self, brain) for behaviour in self.behaviours)
        return self.world.now + ahead
