"""Desk: what one author's entries see and may change, whatever the other authors do meanwhile.

Within one minutes the authors are independent (R5): each works on the state before, with its own
changes on top. Three kinds of change keep that true, and there is no other:

- `put` writes what belongs to the author alone;
- `claim` asks for what only one can have: the lowest entry id gets it;
- `add` puts an item into a set that many may add to.

So the order in which authors are taken cannot matter, and a property test says so.
"""

from collections.abc import Mapping
from typing import Any

from models.rules.fold.occasion import Effect, Occasion
from models.rules.fold.void import Void, VoidReason
from models.rules.log.entry import Entry, Signed
from models.rules.state import State


class _Newly:
    """What the entry on the desk did so far."""

    def __init__(self) -> None:
        self.changes: dict[str, Any] = {}
        self.claims: dict[str, tuple[str, Any]] = {}
        self.additions: list[tuple[str, str]] = []
        self.effects: list[Effect] = []


class Desk:
    """One author's view of the state while its new entries are folded."""

    def __init__(self, before: State, author: str, occasion: Occasion) -> None:
        self.before = before
        self.author = author
        self.occasion = occasion
        self.changes: dict[str, Any] = {}
        self.claims: dict[str, tuple[str, Any]] = {}
        self.additions: dict[str, set[str]] = {}
        self.effects: list[Effect] = []
        self._signed: Signed | None = None
        self._new = _Newly()

    @property
    def id(self) -> str:
        """The id of the entry on the desk."""
        return self._current.id

    @property
    def entry(self) -> Entry:
        """The entry on the desk."""
        return self._current.entry

    @property
    def anchor(self) -> int:
        """The height of the newest minutes the author knew when it wrote; -1 before any."""
        anchor = self.entry.anchor
        return anchor[0] if anchor else -1

    @property
    def _current(self) -> Signed:
        if self._signed is None:
            raise LookupError("no entry on the desk")
        return self._signed

    def take(self, signed: Signed) -> None:
        """Lay the author's next entry on the desk."""
        self._signed = signed
        self._new = _Newly()

    def keep(self) -> None:
        """Let what the entry on the desk did count; what a void entry did never does.

        O(its changes).
        """
        self.changes.update(self._new.changes)
        self.claims.update(self._new.claims)
        for key, item in self._new.additions:
            self.additions.setdefault(key, set()).add(item)
        self.effects.extend(self._new.effects)

    def get(self, key: str) -> Any:
        """Return the value as this author sees it: the state before, and its own changes.

        O(log state).
        """
        for layer in (self._new.changes, self.changes):
            if key in layer:
                return layer[key]
        return self.before.get(key)

    def put(self, key: str, value: Any) -> None:
        """Write (None: remove) a value that is the author's alone; ValueError for any other key.

        That is a key with the entry's id or the author's in it, or a value with `by: author`, be it
        of these minutes.
        """
        old = self.get(key)
        is_own = isinstance(old, Mapping) and old.get("by") == self.author
        if not is_own and not {self.id, self.author} & set(key.split("/")):
            raise ValueError(f"{key} is not {self.author}'s alone")
        self._new.changes[key] = value

    def claim(self, key: str, value: Any) -> None:
        """Ask for a key that only one can have; of several in one minutes the lowest id wins.

        Void(taken) when somebody has it. What was claimed can be put only in later minutes.
        """
        if self.before.get(key) is not None or key in self.claims:
            raise Void(VoidReason.TAKEN, key)
        self._new.claims[key] = (self.id, value)

    def add(self, key: str, item: str) -> None:
        """Put `item` into the sorted list at `key`."""
        self._new.additions.append((key, item))

    def tell(self, kind: str, about: str, **facts: Any) -> None:
        """Note an effect, for when the minutes are final."""
        self._new.effects.append(Effect(kind=kind, about=about, facts=facts))
