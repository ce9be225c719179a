"""Host: the machine on which one honest partner runs, with its disk, its clock and its crashes."""

import random
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from models.rules.minutes.chain import NOTHING_SETTLED
from models.rules.partner.output import Durable, Output, Send
from models.rules.partner.partner import Partner
from models.rules.refusal import Refused
from models.rules.signing import Signatures
from server.simulation import disk as disks
from server.simulation.disk import CrashPoint, Disk
from server.simulation.shelf import Shelf

NEVER = 2**63
Act = Callable[[Partner, int], Output]
"""Something that a partner does at a time by its own clock, by its owner's wish."""


class Surroundings(Protocol):
    """What a host needs of its world."""

    liars: frozenset[str]
    community: str
    shelf: Shelf

    @property
    def now(self) -> int:
        """The true time."""
        ...

    def first_key(self, who: str) -> str:
        """Return the key with which somebody begins."""
        ...

    def new_partner(
        self,
        who: str,
        pen: Signatures,
        records: Iterable[Any],
        settled: Mapping[int, str] = NOTHING_SETTLED,
    ) -> Partner:
        """Return a partner that starts from these durable records."""
        ...

    def carry(self, sender: str, to: str, message: Any) -> None:
        """Take a message on its way."""
        ...

    def wake_at(self, moment: int, who: str, serial: int) -> None:
        """Have `wake(serial)` called at a true time."""
        ...

    def keep(self, records: tuple[Durable, ...]) -> None:
        """Note what reached a disk."""
        ...

    def watch(self, host: "Host", output: Output) -> None:
        """Look at what a host just did."""
        ...

    def note(self, text: str) -> None:
        """Write a line of the trace."""
        ...

    def count(self, name: str) -> None:
        """Count something for the coverage."""
        ...

    def after(self, delay: int, action: Callable[[], None]) -> None:
        """Have something done so many milliseconds from now."""
        ...


class Host:
    """One partner's machine; `partner` is None while it is down."""

    def __init__(self, who: str, world: Surroundings, pen: Signatures, skew: int) -> None:
        self.who = who
        self.world = world
        self.pen = pen
        self.skew = skew
        self.disk = Disk()
        self.partner: Partner | None = None
        self.crash: CrashPoint | None = None
        self.down_for = 0
        self.was_restored = False
        """It was put back to an old backup at some time."""
        self.crashes = 0
        self.settled: dict[int, str] = {}
        """Which minutes people decided to keep, by height, where two were final."""
        self.is_gone = False
        """It vanished and never starts again."""
        self.is_restoring = False
        """It starts from an old backup, and its disk does not say so yet."""
        self._due_at = NEVER
        """When the partner wants to be woken."""
        self._rings_at = NEVER
        """When the next timer is due; never later than that."""

    @property
    def clock(self) -> int:
        """What this machine's clock shows."""
        return self.world.now + self.skew

    def start(self, *, restored: bool = False) -> None:
        """Start from what is on the disk; `restored` when that may be an old backup."""
        self.partner = self.world.new_partner(self.who, self.pen, self.disk.records, self.settled)
        self._do(self.partner.wake(self.clock, restored=restored))

    def stop(self) -> None:
        """Lose everything that is not on the disk."""
        self.partner = None
        self.crashes += 1
        self._rings_at = NEVER

    def restart(self) -> None:
        """Start again unless it runs, or is gone for good."""
        if self.partner is None and not self.is_gone:
            self.world.note(f"{self.who} starts again")
            self.start(restored=self.is_restoring)

    def hear(self, sender: str, message: Any) -> None:
        """Take a message, if the machine runs."""
        if self.partner is not None:
            self._do(self.partner.receive(sender, message, self.clock))

    def wake(self, serial: int) -> None:
        """Let time pass, when it is time; of one run of the machine one timer is on its way."""
        if self.partner is None or serial != self.crashes or self.world.now < self._rings_at:
            return
        self._rings_at = NEVER
        if self.world.now < self._due_at:
            self._set_timer()
        else:
            self._do(self.partner.wake(self.clock))

    def act(self, kind: str, body: dict[str, Any], blobs: tuple[str, ...] = ()) -> bool:
        """Write an entry of our own; False when the partner may not, or is down."""
        return self.ask(kind, lambda partner, now: partner.act(kind, body, blobs, now))

    def ask(self, what: str, act: Act) -> bool:
        """Have the partner do something by its owner's wish; False when it refuses, or is down."""
        if self.partner is None:
            return False
        try:
            output = act(self.partner, self.clock)
        except Refused as refused:
            self.world.note(f"{self.who} may not: {what}: {refused}")
            self.world.count(f"void:{refused.detail.partition(':')[0]}")
            return False
        self._do(output)
        return True

    def _do(self, output: Output) -> None:
        """Disk first, then the network: unless a crash that was planned comes between."""
        point = self.crash if output.durable else None
        for send in self._write(output, point) if output.durable else output.send:
            self.world.carry(self.who, send.to, send.message)
        if point is not None:
            self.world.note(f"{self.who} crashes: {point}")
            self.crash = None
            self.stop()
            self.world.after(self.down_for, self.restart)
            return
        self._due_at = max(output.timer - self.skew, self.world.now)
        self._set_timer()
        self.world.watch(self, output)

    def _write(self, output: Output, crash: CrashPoint | None) -> tuple[Send, ...]:
        """Write what is durable as far as it gets, and return what is sent after it."""
        done = disks.carried(len(output.durable), len(output.send), crash)
        written = output.durable[: done.durable]
        self.disk.write(written)
        self.world.keep(written)
        if any(each.kind == "recovery" for each in written):
            self.is_restoring = False
        return output.send[: done.send]

    def _set_timer(self) -> None:
        """Have ourselves woken, unless we are anyway before; then we look again."""
        if self._due_at < self._rings_at:
            self._rings_at = self._due_at
            self.world.wake_at(self._due_at, self.who, self.crashes)


def dice_of(seed: int, who: str) -> random.Random:
    """Return the dice of one participant, the same in each replay."""
    return random.Random(f"{seed}/{who}")  # noqa: S311 - a replay draws the same
