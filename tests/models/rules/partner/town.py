"""Town: a few partners on a network that delivers at once, with a clock that tests turn.

Keys sign by a hash that anybody could compute: what matters here is who is handed which key.
"""

import base64
import hashlib
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import to_builtins

from models.rules import genesis as genesis_of
from models.rules.genesis import Genesis
from models.rules.log.keys import possession
from models.rules.partner.messages import Message
from models.rules.partner.output import Durable, Happened, Output
from models.rules.partner.pace import Pace
from models.rules.partner.partner import Partner
from models.rules.refusal import Refusal
from models.rules.values import DAY, MINUTE
from tests.models.rules.charter.drafts import FOUNDED
from tests.models.rules.writers import genesis, key

NAMES = tuple(f"{name}.example" for name in ("alpha", "beta", "gamma", "delta", "epsilon"))
WITNESS = "witness.example"


class Pen:
    """Signs under the keys it is given."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = set(keys)

    def sign(self, key: str, message: bytes) -> str:
        """Return the signature; KeyError when the key is not held."""
        if key not in self.keys:
            raise KeyError(key)
        return seal_of(key, message)

    def verify(self, key: str, message: bytes, signature: str) -> bool:
        """Tell whether the signature is by `key`."""
        return signature == seal_of(key, message)


def seal_of(key: str, message: bytes) -> str:
    """Return the signature of a message under a key."""
    raw = hashlib.sha512(key.encode() + b"\0" + message).digest()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Town:
    """Partners, the network between them, their disks."""

    def __init__(
        self, count: int, *, policy: str | None = None, witnesses: int = 0, pace: Pace | None = None
    ) -> None:
        self.names = NAMES[:count]
        watching = (WITNESS,)[:witnesses]
        usual = "majority" if count + witnesses < 4 else "two_thirds"
        self.genesis: Genesis = genesis(*self.names, witnesses=watching, policy=policy or usual)
        self.community = genesis_of.identify(self.genesis)
        self.now = FOUNDED + 60 * MINUTE
        self.pace = pace or Pace()
        self.disks: dict[str, list[Durable]] = {}
        self.partners: dict[str, Partner] = {}
        self.timers: dict[str, int] = {}
        self.effects: dict[str, list[Happened]] = {}
        self.refused: list[tuple[str, str, Refusal, str]] = []
        self.down: set[str] = set()
        self.cut: set[tuple[str, str]] = set()
        """Pairs of sender and receiver between which everything is lost."""
        self.posts: deque[tuple[str, str, Message]] = deque()
        self.sent = 0
        for name in (*self.names, *watching):
            self.enter(name)

    def enter(self, name: str) -> Partner:
        """Let somebody in, with an empty disk."""
        self.disks[name] = []
        self.effects[name] = []
        return self.start(name)

    def start(self, name: str, records: Sequence[Durable] | None = None) -> Partner:
        """Start a partner from its disk."""
        self.partners[name] = Partner(
            me=name,
            genesis=self.genesis,
            signatures=Pen(key(name, each) for each in ("1", "2", "recovery")),
            pace=self.pace,
            records=self.disks[name] if records is None else records,
        )
        return self.partners[name]

    def found(self) -> "Town":
        """Let all founders accept, and deliver everything."""
        for name in sorted(self.partners):
            self.do(name, self.partners[name].wake(self.now))
        for name in sorted(self.partners):
            self.act(name, "accept", {"recovery_sig": self.possessed(name, "recovery")})
        self.settle()
        return self

    def possessed(self, name: str, which: str) -> str:
        """Return the signature by which a key says whose it is."""
        held = key(name, which)
        return seal_of(held, possession(self.community, name, held))

    def act(self, name: str, kind: str, body: dict[str, Any]) -> None:
        """Let a partner write an entry."""
        self.do(name, self.partners[name].act(kind, body, (), self.now))

    def do(self, name: str, output: Output) -> None:
        """Do what a partner wants done."""
        self.disks[name] += output.durable
        self.effects[name] += output.effects
        self.timers[name] = output.timer
        self.refused += [(name, *each) for each in output.refused]
        self.posts.extend((name, each.to, each.message) for each in output.send)
        self.sent += len(output.send)

    def settle(self) -> None:
        """Deliver everything, until nothing is under way."""
        for _ in range(20_000):
            if not self.posts:
                return
            sender, to, message = self.posts.popleft()
            is_reached = to in self.partners and not {to, sender} & self.down
            if is_reached and (sender, to) not in self.cut:
                self.do(to, self.partners[to].receive(sender, message, self.now))
        raise AssertionError("no end of messages")

    def wait(self, milliseconds: int) -> None:
        """Let time pass, waking everybody when it wants to be woken."""
        until = self.now + milliseconds
        while True:
            up = {n: t for n, t in self.timers.items() if n not in self.down}
            when = min(up.values(), default=until + 1)
            if when > until:
                self.now = until
                return
            self.now = max(self.now, when)
            for name in sorted(up):
                if up[name] <= self.now:
                    self.do(name, self.partners[name].wake(self.now))
            self.settle()

    def finals(self) -> set[tuple[int, str] | None]:
        """Return what the partners that are up hold to be final."""
        return {p.final for name, p in self.partners.items() if name not in self.down}

    def reasons(self) -> set[Refusal]:
        """Return all reasons for which something was refused."""
        return {reason for _, _, reason, _ in self.refused}


def plain(record: Any) -> Any:
    """Return a record as JSON values, to be changed and signed again."""
    return to_builtins(record)


def decide(town: Town, topic: str, effect: dict[str, Any], days: int = 21) -> None:
    """Let all partners agree to an effect, by a ballot from its opening to its result."""
    first = next(name for name in town.names if name not in town.down)
    motion = {"topic": topic, "question": "Shall we?", "effects": {"yes": effect}}
    town.act(first, "ballot", {"motion": motion, "closes_at": town.now + days * DAY})
    ballot = town.partners[first].heads[first][1]
    town.settle()
    town.wait(5 * MINUTE)
    for name in town.names:
        if name not in town.down and name != effect.get("partner"):
            town.act(name, "vote", {"ballot": ballot, "choice": "yes"})
    town.settle()
    town.wait((days + 1) * DAY)
