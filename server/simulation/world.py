"""World: one schedule as it happens, from the founding to the end of its plan."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from functools import partial
from typing import Any

from msgspec import Struct

from models.rules.minutes.chain import NOTHING_SETTLED
from models.rules.partner import messages
from models.rules.partner.messages import Message
from models.rules.partner.output import Durable, Output
from models.rules.partner.partner import Partner
from models.rules.signing import Signatures
from models.rules.values import DAY, HOUR, MINUTE
from server.simulation import founding
from server.simulation.behaviours import library
from server.simulation.coverage import Coverage
from server.simulation.errands import coming, keys
from server.simulation.errands import library as errands
from server.simulation.home import Home
from server.simulation.host import Host, dice_of
from server.simulation.invariants.violation import Violation
from server.simulation.liar import Liar
from server.simulation.mending import Mending
from server.simulation.network import CALM, Network
from server.simulation.plan import Plan, moment
from server.simulation.resting import is_at_rest
from server.simulation.sharing import shared
from server.simulation.shelf import Shelf
from server.simulation.standin import Stationery, public_key
from server.simulation.timeline import BEGINNING, Timeline
from server.simulation.watch import Watch, describe

STIR = 10 * MINUTE
"""How often a liar is given an idea."""
SELDOM = 6 * HOUR
"""The same in schedules that last days."""
REST = 5 * MINUTE
"""How long after the calm, and how often, a schedule is looked at for whether it is over."""
MOST_STEPS = 100_000
"""A schedule that takes more steps than this in a day is running in circles."""
Participant = Host | Liar


class Outcome(Struct, frozen=True, kw_only=True):
    """How a schedule ended."""

    violation: Violation | None
    steps: int
    finals: int
    counts: dict[str, int]
    trace: tuple[str, ...]


class World:
    """Time, network and everybody in it; fulfils `Surroundings`."""

    def __init__(self, plan: Plan, *, is_traced: bool = False) -> None:
        self.plan = plan
        self.timeline = Timeline()
        self.network = Network(plan.seed, plan.weather, self.timeline, self._deliver)
        self.genesis = founding.genesis_of(plan)
        self.community = founding.identify(self.genesis)
        self.liars = frozenset(plan.liars)
        self.coverage = Coverage()
        self.participants: dict[str, Participant] = {}
        self.ballots: dict[str, str] = {}
        """By the name that the plan gives it: the id of a ballot that was opened."""
        self.named: dict[str, str] = {}
        """By the name that the plan gives it: the id of an entry that was written."""
        self.shelf = Shelf(plan.seed)
        self.homes: dict[str, Home] = {}
        """The servers of partners that ever had members."""
        self.keys_used: dict[str, int] = {}
        """How many times somebody replaced its key."""
        self.mended: set[str] = set()
        """Whose recovery key ended a suspension that an old backup brought about."""
        self.stationery = Stationery(real=plan.is_real)
        self.watch_book = Watch(plan, self.stationery, self.coverage)
        self.mending = Mending()
        self.ends_at = BEGINNING + plan.end
        """When a schedule ends that does not come to rest."""
        self.is_calm = False
        self.is_over = False
        """Nothing new can happen; the end of the plan need not be waited for."""
        self._trace: list[str] | None = [] if is_traced else None

    @property
    def now(self) -> int:
        """The true time."""
        return self.timeline.now

    def run(self) -> Outcome:
        """Let the whole plan happen; stops at the first violation."""
        steps, most = 0, MOST_STEPS * (1 + self.plan.end // DAY)
        violation = None
        try:
            with nullcontext() if self.plan.is_real else shared():
                self._begin()
                while not self.is_over and self.timeline.step(self.ends_at):
                    steps += 1
                    if steps > most:
                        raise Violation(16, f"no rest after {steps} steps")
            self.watch_book.finish(self)
        except Violation as found:
            violation = found
            self.note(str(found))
        return Outcome(
            violation=violation,
            steps=steps,
            finals=len(self.watch_book.ledger.final),
            counts=dict(self.coverage.counts),
            trace=tuple(self._trace or ()),
        )

    def first_key(self, who: str) -> str:
        """Return the key with which somebody begins."""
        return public_key(who, founding.FIRST_KEY)

    def new_partner(
        self,
        who: str,
        pen: Signatures,
        records: Iterable[Any],
        settled: Mapping[int, str] = NOTHING_SETTLED,
    ) -> Partner:
        """Return a partner that starts from these durable records."""
        return Partner(
            me=who,
            genesis=self.genesis,
            signatures=pen,
            pace=self.plan.pace,
            records=records,
            settled=settled,
        )

    def honest(self) -> list[Host]:
        """Return the honest hosts, up or down, by name."""
        return [each for _, each in sorted(self.participants.items()) if isinstance(each, Host)]

    def carry(self, sender: str, to: str, message: Message) -> None:
        """Take a message on its way, and enter it into the ledger."""
        if to not in self.participants or to == sender:
            return
        self.watch_book.said(sender, message)
        if self._trace is not None:
            self.note(f"{sender} -> {to}: {describe(self.watch_book.ledger, message)}")
        self.network.send(sender, to, messages.raw(message) if self.plan.is_real else message)

    def wake_at(self, moment_due: int, who: str, serial: int) -> None:
        """Have somebody woken."""
        self.timeline.at(moment_due, partial(self.participants[who].wake, serial))

    def after(self, delay: int, action: Callable[[], None]) -> None:
        """Have something done so many milliseconds from now."""
        self.timeline.after(delay, action)

    def keep(self, records: tuple[Durable, ...]) -> None:
        """Note what reached a disk."""
        self.watch_book.kept(records)

    def watch(self, host: Host, output: Output) -> None:
        """Look at what a host just did."""
        for sender, reason, detail in output.refused:
            self.coverage.note("R1-refused")
            self.coverage.note(f"refusal:{reason}")
            self.note(f"{host.who} refuses {sender}: {reason} {detail}")
        self.watch_book.did(host, output)

    def count(self, name: str) -> None:
        """Count something for the coverage."""
        self.coverage.note(name)

    def note(self, text: str) -> None:
        """Write a line of the trace, when there is one."""
        if self._trace is not None:
            self._trace.append(f"{moment(self.now - BEGINNING)} {text}")

    def join(self, who: str) -> Participant:
        """Start the machine of somebody who was not there yet."""
        pen = self.stationery.pen(who, (*founding.KEYS, founding.RECOVERY))
        if who in self.liars:
            chosen = tuple(library.made(name) for name in self.plan.liars[who])
            liar = Liar(who, self, pen, chosen, dice_of(self.plan.seed, who))
            liar.others = tuple(sorted(set(self.plan.everybody) - {who}))
            self.participants[who] = liar
            self._stir(liar)
        else:
            self.participants[who] = Host(who, self, pen, self.plan.skew.get(who, 0))
        self.participants[who].start()
        return self.participants[who]

    def home(self, who: str) -> Home:
        """Return a partner's server as its members know it; opened when it is first asked for."""
        if who not in self.homes:
            self.homes[who] = Home(who, self)
            self.timeline.after(0, self.homes[who].open_office)
        return self.homes[who]

    def _begin(self) -> None:
        for item in self.plan.items:
            self.timeline.at(BEGINNING + item.at, partial(errands.run, self, item))
        self.timeline.at(BEGINNING + self.plan.calm_at, self._calm_down)
        for who in self.plan.founders:
            self.join(who)
        for who in self.plan.founders:
            coming.accept(self, who)

    def _calm_down(self) -> None:
        self.note("the network is whole and quick from here on; nothing more breaks")
        self.is_calm = True
        self.network.heal()
        self.network.weather = CALM
        for host in self.honest():
            host.crash = None
            host.restart()
        if self.plan.end <= DAY:
            self._look_for_rest()

    def _look_for_rest(self) -> None:
        keys.mend(self)
        is_mended = self.mending.go_on(self)
        self.is_over = is_mended and (self.watch_book.tear is not None or is_at_rest(self))
        self.timeline.after(REST, self._look_for_rest)

    def _stir(self, liar: Liar) -> None:
        if not self.is_calm and liar.brains:
            liar.stir()
        pause = SELDOM if self.plan.end > DAY else STIR
        self.timeline.after(pause, lambda: self._stir(liar))

    def _deliver(self, sender: str, to: str, message: Any) -> None:
        taker = self.participants[to]
        if self.plan.is_real:
            message = messages.read(message, taker.pen)
        if isinstance(taker, Host) and taker.partner is not None:
            self.watch_book.heard(to, message)
        taker.hear(sender, message)
