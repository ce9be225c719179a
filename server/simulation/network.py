"""Network: messages between partners, slow, lost, doubled, out of order, or cut off.

Each ordered pair of partners draws from dice of its own, so that leaving something out of a plan
disturbs what the other pairs see as little as can be.
"""

import random
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from msgspec import Struct

from server.simulation.timeline import Timeline


class Weather(Struct, frozen=True, kw_only=True):
    """How bad the network is until a schedule becomes calm."""

    loss: int = 0
    """Of a thousand messages, how many never arrive."""
    doubles: int = 0
    """Of a thousand messages, how many arrive twice."""
    slow: int = 0
    """Of a thousand messages, how many take long."""
    usual_ms: int = 200
    """The longest usual delay."""
    slow_ms: int = 0
    """The longest delay of those that take long."""


CALM = Weather()

Deliver = Callable[[str, str, Any], None]


class Network:
    """Takes messages from a sender to somebody else, sooner or later."""

    def __init__(self, seed: int, weather: Weather, timeline: Timeline, deliver: Deliver) -> None:
        self.weather = weather
        self._seed = seed
        self._timeline = timeline
        self._deliver = deliver
        self._dice: dict[tuple[str, str], random.Random] = {}
        self._sides: dict[str, int] = {}
        self.lost = 0

    def split(self, groups: Sequence[Sequence[str]]) -> None:
        """Cut the network: only those within one group hear each other from now on."""
        self._sides = {member: side for side, group in enumerate(groups) for member in group}

    def heal(self) -> None:
        """Join the network again."""
        self._sides = {}

    def is_cut(self, sender: str, to: str) -> bool:
        """Tell whether nothing passes between these two; whoever is in no group hears all."""
        if not self._sides:
            return False
        sides = self._sides.get(sender), self._sides.get(to)
        return None not in sides and sides[0] != sides[1]

    def send(self, sender: str, to: str, message: Any) -> None:
        """Take a message on its way; what the weather does to it is drawn now."""
        if self.is_cut(sender, to):
            self.lost += 1
            return
        dice = self._dice_of(sender, to)
        weather = self.weather
        chance = dice.random
        if weather.loss and chance() * 1000 < weather.loss:
            self.lost += 1
            return
        for _ in range(2 if weather.doubles and chance() * 1000 < weather.doubles else 1):
            is_slow = weather.slow and chance() * 1000 < weather.slow
            longest = weather.slow_ms if is_slow else weather.usual_ms
            delay = 1 + int(chance() * longest)
            self._timeline.after(delay, partial(self._arrive, sender, to, message))

    def _arrive(self, sender: str, to: str, message: Any) -> None:
        if self.is_cut(sender, to):
            self.lost += 1
        else:
            self._deliver(sender, to, message)

    def _dice_of(self, sender: str, to: str) -> random.Random:
        dice = self._dice.get((sender, to))
        if dice is None:
            dice = random.Random(f"{self._seed}/{sender}/{to}")  # noqa: S311 - a replay draws the same
            self._dice[sender, to] = dice
        return dice
