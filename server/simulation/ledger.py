"""Ledger: everything that was said in a schedule, as nobody inside of it could know.

The world enters each message as it leaves; the invariants look things up. So they judge honest
partners by what left their house, and the rules by what everybody said, not by what the rules say.
"""

from collections.abc import Iterator

from models.rules.fold.occasion import Occasion
from models.rules.log.entry import Signed
from models.rules.minutes import records
from models.rules.minutes.records import Minutes, Seal, Status
from models.rules.partner.messages import (
    Leaves,
    Message,
    Proposes,
    Says,
    Seals,
    Shows,
)
from models.rules.state import State


class Ledger:
    """What was said, by whom, and what became final."""

    def __init__(self) -> None:
        self.entries: dict[str, Signed] = {}
        self.written: dict[tuple[str, int], dict[str, Signed]] = {}
        """By author and number: all variants, by id."""
        self.minutes: dict[str, Minutes] = {}
        self.minutes_at: dict[tuple[str, int, int], dict[str, Minutes]] = {}
        """By secretary, term and height: all variants, by id."""
        self.seals: dict[str, dict[str, Seal]] = {}
        """By minutes, all that were ever said, by signature."""
        self.sealed: dict[tuple[str, int, int], dict[str, Seal]] = {}
        """By sealer, term and height: all seals, by minutes."""
        self.statuses: list[Status] = []
        self.final: list[str] = []
        """The ids of the minutes that were the first to be final, by height."""
        self.finalised_by: list[str] = []
        self.states: list[State] = []
        """The states after these."""
        self.told: dict[str, int] = {}
        """Up to which height each honest partner told effects, since its last start."""
        self.hearers: dict[str, set[str]] = {}
        """By entry, minutes or seal (as `minutes/sealer`): which honest partners were told."""
        self._known: dict[int, object] = {}

    def enter(self, message: Message) -> None:
        """Note what a message holds. O(1) for what was seen before as the same object."""
        if id(message) in self._known:
            return
        self._known[id(message)] = message
        if isinstance(message, Says):
            for signed in message.entries:
                self.enter_entry(signed)
        elif isinstance(message, Proposes):
            self.identify(message.minutes)
        elif isinstance(message, Shows):
            for minutes in message.minutes:
                self.identify(minutes)
        elif isinstance(message, Seals):
            self.enter_seal(message.seal)
        elif isinstance(message, Leaves):
            self.statuses.append(message.status)

    def identify(self, minutes: Minutes) -> str:
        """Return the id of minutes, entering them."""
        known = self._known.get(id(minutes))
        if isinstance(known, tuple):
            return str(known[1])
        minutes_id = records.identify(minutes)
        self._known[id(minutes)] = (minutes, minutes_id)
        self.minutes[minutes_id] = minutes
        place = (minutes.secretary, minutes.term, minutes.height)
        self.minutes_at.setdefault(place, {})[minutes_id] = minutes
        return minutes_id

    def hear(self, who: str, message: Message) -> None:
        """Note that an honest partner was told something."""
        if isinstance(message, Seals):
            self._note_hearer(f"{message.seal.minutes}/{message.seal.partner}", who)
        elif isinstance(message, Proposes):
            self._note_hearer(self.identify(message.minutes), who)
        elif isinstance(message, Says):
            for signed in message.entries:
                self._note_hearer(signed.id, who)

    def final_minutes(self, height: int) -> Minutes:
        """Return the final minutes of this height."""
        return self.minutes[self.final[height]]

    def forget_final(self, height: int) -> None:
        """Take back what was final from a height on: people decided to keep another record."""
        for line in (self.final, self.finalised_by, self.states):
            del line[height:]

    def occasion(self, height: int) -> Occasion:
        """Return under what circumstances the final minutes of this height fold their entries."""
        minutes = self.final_minutes(height)
        exclusions = minutes.start.exclusions if minutes.start else []
        return Occasion(
            height=height,
            time=minutes.time,
            parent=minutes.parent,
            roster=minutes.roster,
            cut=minutes.cut,
            excluded=exclusions[0].subject if exclusions else None,
        )

    def introduced(self, height: int) -> dict[str, list[Signed]]:
        """Return the entries that final minutes took up, by author, in the author's order."""
        return self.taken(self.final_minutes(height))

    def taken(self, minutes: Minutes) -> dict[str, list[Signed]]:
        """Return the entries that minutes took up, by author, in the author's order."""
        before = self.minutes[minutes.parent].cut if minutes.parent else {}
        found: dict[str, list[Signed]] = {}
        for author, (_, head) in sorted(minutes.cut.items()):
            last = before[author][1] if author in before else None
            run: list[Signed] = []
            entry_id: str | None = head
            while entry_id is not None and entry_id != last:
                signed = self.entries[entry_id]
                run.append(signed)
                entry_id = signed.entry.prev
            if run:
                found[author] = run[::-1]
        return found

    def contradictions(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Yield who contradicted itself, in what, and the names of the contradicting things."""
        for (who, seq), variants in self.written.items():
            for key in sorted({each.entry.key for each in variants.values()}):
                names = tuple(name for name, each in variants.items() if each.entry.key == key)
                if len(names) > 1:
                    yield who, f"entries numbered {seq}", names
        for (who, term, height), seals in self.sealed.items():
            if len(seals) > 1:
                names = tuple(f"{minutes}/{who}" for minutes in seals)
                yield who, f"seals in term {term} at height {height}", names
        for (who, term, height), minutes in self.minutes_at.items():
            if len(minutes) > 1:
                yield who, f"minutes in term {term} at height {height}", tuple(minutes)
        starts: dict[tuple[str, int], list[str]] = {}
        for minutes_id, each in self.minutes.items():
            if each.start is not None:
                starts.setdefault((each.secretary, each.term), []).append(minutes_id)
        for (who, term), opened in starts.items():
            if len(opened) > 1:
                yield who, f"minutes that open term {term}", tuple(opened)

    def enter_entry(self, signed: Signed) -> None:
        """Note an entry."""
        if signed.id not in self.entries:
            self.entries[signed.id] = signed
            place = (signed.entry.partner, signed.entry.seq)
            self.written.setdefault(place, {})[signed.id] = signed

    def enter_seal(self, seal: Seal) -> None:
        """Note a seal."""
        self.seals.setdefault(seal.minutes, {})[seal.sig] = seal
        place = (seal.partner, seal.term, seal.height)
        self.sealed.setdefault(place, {})[seal.minutes] = seal

    def _note_hearer(self, name: str, who: str) -> None:
        hearers = self.hearers.get(name)
        if hearers is None:
            hearers = self.hearers[name] = set()
        hearers.add(who)
