"""Fold: the state after minutes, from the state before and the entries they introduce (R5).

First each author's new entries, in the author's order, each author on a desk of its own; then the
desks are laid together; then the steps, one after the other, do what time and the whole bring:
stamps, evidence, ballots that close, effects of results, the roster. Everything is a function of
its arguments. The cost is that of the new entries and of what is open, not of the history.
"""

from collections.abc import Sequence

from msgspec import Struct

from models.rules.fold.desk import Desk
from models.rules.fold.draft import Draft, Entries
from models.rules.fold.occasion import Effect, Occasion, Voided
from models.rules.fold.registry import Act, acts
from models.rules.fold.standing import check_writer
from models.rules.fold.steps import AFTER, BEFORE
from models.rules.fold.void import Void
from models.rules.state import State
from models.rules.values import shaped


class Folded(Struct, frozen=True, kw_only=True):
    """What minutes do: the state after them, what follows when they are final, what was void."""

    state: State
    effects: tuple[Effect, ...]
    voided: tuple[Voided, ...]
    closes: tuple[str, ...]
    """The ballots that close here, ascending: what `minutes.closes` must say (R7)."""


def fold(before: State, occasion: Occasion, entries: Entries) -> Folded:
    """Return the state after minutes that introduce `entries`: by author, in the author's order.

    Pure (R5); O((entries + open ballots) log state).
    """
    opening = Draft(before, occasion)
    for step in BEFORE:
        step(opening)
    base = opening.state()
    desks: list[Desk] = []
    voided: list[Voided] = []
    for author in sorted(entries):
        desk = Desk(base, author, occasion)
        for signed in entries[author]:
            desk.take(signed)
            reason = _apply(desk)
            if reason is not None:
                voided.append(Voided(entry=signed.id, partner=author, reason=reason))
        desks.append(desk)
    draft = Draft(together(base, desks), occasion, entries)
    for step in AFTER:
        step(draft)
    told = [effect for desk in desks for effect in desk.effects]
    return Folded(
        state=draft.state(),
        effects=(*opening.effects, *told, *draft.effects),
        voided=tuple(voided),
        closes=draft.closes,
    )


def together(base: State, desks: Sequence[Desk]) -> State:
    """Return `base` with the changes of all desks, in whatever order these come.

    O(changes log state).
    """
    changes: dict[str, object] = {}
    claims: dict[str, tuple[str, object]] = {}
    additions: dict[str, set[str]] = {}
    for desk in desks:
        changes.update(desk.changes)
        for key, claim in desk.claims.items():
            claims[key] = min(claims.get(key, claim), claim, key=lambda made: made[0])
        for key, items in desk.additions.items():
            additions.setdefault(key, set()).update(items)
    changes.update({key: value for key, (_, value) in claims.items()})
    for key, items in additions.items():
        changes[key] = sorted(items.union(base.get(key) or ()))
    return base.changed(changes)


def _apply(desk: Desk) -> str | None:
    act: Act | None = acts().get(desk.entry.type)
    if act is None:
        return None
    try:
        check_writer(desk, act)
        act.fold(desk, shaped(desk.entry.body, act.body))
    except Void as void:
        return str(void.reason)
    desk.keep()
    return None
