"""Sharing: what every partner of a schedule computes from the same objects, computed once.

Partners of a schedule live in one process and get the very same messages. Canonical bytes of a
record and the fold of one minutes are pure functions, so the first result is as good as the tenth.
Schedules that send real bytes share nothing; between schedules only the founding is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from models.rules.fold import fold as folding
from models.rules.fold.fold import Folded
from models.rules.fold.occasion import Occasion
from models.rules.log.entry import Signed
from models.rules.minutes import chain, records
from models.rules.minutes.records import Countersign, Minutes, Seal
from models.rules.partner import holding
from models.rules.state import State
from server.simulation import founding
from server.simulation.replacing import replaced


@contextmanager
def shared() -> Iterator[None]:
    """Share the costly pure functions inside the block."""
    with (
        replaced(records, "signed", once_per_object),
        replaced(records, "identify", once_per_object),
        replaced(records, "seal_of", once_per_line),
        replaced(folding, "fold", once_per_minutes),
        replaced(chain, "first_state", lambda was: founding.first_state),
        replaced(chain, "identify", lambda was: founding.identify),
        replaced(holding, "identify", lambda was: founding.identify),
    ):
        yield


def once_per_object(was: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function of one object that remembers its results, and holds the objects."""
    known: dict[int, tuple[Any, Any]] = {}

    def remembered(thing: Any) -> Any:
        found = known.get(id(thing))
        if found is None:
            found = known[id(thing)] = (thing, was(thing))
        return found[1]

    return remembered


def once_per_line(was: Callable[..., Seal]) -> Callable[..., Seal]:
    """Return `seal_of` that gives the same seal for the same line of the same certificate."""
    known: dict[tuple[str, int], tuple[Countersign, Seal]] = {}

    def remembered(minutes: Minutes, minutes_id: str, line: Countersign) -> Seal:
        found = known.get((minutes_id, id(line)))
        if found is None:
            found = known[minutes_id, id(line)] = (line, was(minutes, minutes_id, line))
        return found[1]

    return remembered


def once_per_minutes(was: Callable[..., Folded]) -> Callable[..., Folded]:
    """Return a fold that remembers its results by everything that it depends on."""
    known: dict[Any, Folded] = {}

    def remembered(
        before: State, occasion: Occasion, entries: Mapping[str, Sequence[Signed]]
    ) -> Folded:
        key = (
            before.root(),
            occasion.height,
            occasion.time,
            occasion.parent,
            occasion.roster,
            occasion.excluded,
            tuple(sorted(occasion.cut.items())),
            tuple((author, tuple(e.id for e in entries[author])) for author in sorted(entries)),
        )
        found = known.get(key)
        if found is None:
            found = known[key] = was(before, occasion, entries)
        return found

    return remembered
