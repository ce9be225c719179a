"""Draft: the state while the steps after the entries work on it, one after the other (R5)."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.rules.fold.occasion import Effect, Occasion
from models.rules.log.entry import Signed
from models.rules.state import State

Entries = Mapping[str, Sequence[Signed]]
"""What minutes introduce: by author, in the author's order."""


class Draft:
    """A state with changes on top that the next step sees."""

    def __init__(self, state: State, occasion: Occasion, entries: Entries | None = None) -> None:
        self._state = state
        self._changes: dict[str, Any] = {}
        self.occasion = occasion
        self.entries: Entries = entries or {}
        self.closes: tuple[str, ...] = ()
        """The ballots that close at these minutes, ascending (R7)."""
        self.effects: list[Effect] = []

    def get(self, key: str) -> Any:
        """Return the value at `key`, or None. O(log state)."""
        return self._changes[key] if key in self._changes else self._state.get(key)

    def put(self, key: str, value: Any) -> None:
        """Write a value; None removes the key."""
        self._changes[key] = value

    def tell(self, kind: str, about: str, **facts: Any) -> None:
        """Note an effect, for when the minutes are final."""
        self.effects.append(Effect(kind=kind, about=about, facts=facts))

    def state(self) -> State:
        """Return the state with all changes made. O(changes log state)."""
        return self._state.changed(self._changes)
