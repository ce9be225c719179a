"""Plan: everything about a schedule that was decided beforehand, as plain data.

A plan and nothing else determines what happens, so it can be replayed; and each of its parts can be
taken away on its own, so it can be shrunk. `planning` draws plans.
"""

from typing import Any

from msgspec import Struct, field

from models.rules.partner.pace import Pace
from models.rules.quorum import Policy
from server.simulation.network import CALM, Weather


class Item(Struct, frozen=True, kw_only=True):
    """One thing that somebody does, or that befalls somebody, at one moment."""

    at: int
    """Milliseconds since the beginning."""
    kind: str
    """The name of an errand: see `errands.library`."""
    who: str = ""
    what: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in sorted(self.what.items()))
        return f"{moment(self.at)} {self.who or 'all'}: {self.kind}({facts})"


class Plan(Struct, frozen=True, kw_only=True):
    """Who takes part, what goes wrong, who lies, and what is done."""

    seed: int
    policy: Policy
    partners: tuple[str, ...]
    """The founders, in the secretaries' order."""
    witnesses: tuple[str, ...] = ()
    newcomers: tuple[str, ...] = ()
    """Who is not in the genesis and may be let in."""
    liars: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Who lies, and by which behaviours."""
    skew: dict[str, int] = field(default_factory=dict)
    """By how many milliseconds a clock is ahead."""
    weather: Weather = CALM
    pace: Pace = Pace()
    items: tuple[Item, ...] = ()
    calm_at: int
    """From here on the network is whole and quick, and nothing more breaks."""
    end: int
    is_real: bool = False
    """Signatures are Ed25519, and messages travel as bytes."""
    is_safe: bool = True
    """No more lie than the policy bears. Otherwise lies are only proven, not prevented."""

    @property
    def founders(self) -> tuple[str, ...]:
        """Partners and witnesses that the genesis names."""
        return (*self.partners, *self.witnesses)

    @property
    def everybody(self) -> tuple[str, ...]:
        """Whoever appears in the schedule."""
        return (*self.founders, *self.newcomers)

    def story(self) -> str:
        """Return the plan as lines for people."""
        lines = [
            f"seed {self.seed}: {self.policy}, partners {' '.join(self.partners)}"
            + (f", witnesses {' '.join(self.witnesses)}" if self.witnesses else "")
            + (f", newcomers {' '.join(self.newcomers)}" if self.newcomers else "")
        ]
        lines += [f"  {who} lies: {', '.join(how)}" for who, how in sorted(self.liars.items())]
        lines += [f"  {who}'s clock is {ms} ms ahead" for who, ms in sorted(self.skew.items())]
        if self.weather != CALM:
            lines.append(f"  weather: {self.weather}")
        lines += [f"  {item}" for item in self.items]
        return "\n".join([*lines, f"  calm from {moment(self.calm_at)}, end {moment(self.end)}"])


def moment(ms: int) -> str:
    """Return a time since the beginning, for people."""
    seconds, rest = divmod(ms, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    return f"{f'{days}d ' if days else ''}{hour:02}:{minute:02}:{second:02}.{rest:03}"
