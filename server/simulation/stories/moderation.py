"""Moderation: several partners judge the same things at once, object, take back and erase."""

import random
from typing import Any

from models.rules.moderation.severity import LADDER
from models.rules.values import HOUR, MINUTE
from server.simulation.plan import Item
from server.simulation.stories.story import Cast, Story

LAST = 25 * MINUTE
"""Up to when decisions are made; what follows from them comes within as much again."""
LAST_HEARING = 80 * MINUTE
GROUNDS = ("illegal", "safety", "rules")
OBJECTS = ("o0", "o1")


def tell(dice: random.Random, cast: Cast) -> Story:
    """A handful of decisions with what follows from each, shifts, and work that several want."""
    moments = [dice.randrange(2 * MINUTE, LAST) for _ in range(3)]
    items = [*_shifts(dice, cast), *_work(dice, cast, moments)]
    items += [
        Item(
            at=_close_to(dice, moments),
            kind="notice",
            who=dice.choice(cast.partners),
            what={"name": f"n{number}", "object": dice.choice(OBJECTS)},
        )
        for number in range(dice.randrange(3))
    ]
    for number in range(dice.randrange(3, 8)):
        at = _close_to(dice, moments)
        items += _case(dice, cast, f"d{number}", at)
    items += _hearings(dice, cast, items)
    end = 4 * HOUR
    if dice.randrange(4) == 0:
        # Somebody speaks when the time of the panels is over.
        late = {"name": "g0"}
        items.append(Item(at=3 * HOUR, kind="goal", who=dice.choice(cast.partners), what=late))
        end = 5 * HOUR
    return Story(items=tuple(items), calm_at=LAST + 30 * MINUTE, end=end, lies_about="moderation")


def _case(dice: random.Random, cast: Cast, name: str, at: int) -> list[Item]:
    """Return a decision, and what others and its author think of it later."""
    by = dice.choice(cast.partners)
    items = [Item(at=at, kind="decide", who=by, what=_decision(dice, cast, name, by))]
    seconds = [who for who in cast.partners if who != by and dice.randrange(3) == 0]
    items += [_later(dice, at, "confirm", who, {"of": name}) for who in seconds]
    if dice.randrange(3) == 0:
        others = [name, f"d{dice.randrange(8)}"][: dice.choice((1, 1, 2))]
        items.append(_later(dice, at, "reverse", by, {"of": others}))
    if dice.randrange(2) == 0:
        items += _appeal(dice, cast, name, at)
    if dice.randrange(3) == 0:
        items.append(_later(dice, at, "erase", "", {"of": name}))
    return items


def _decision(dice: random.Random, cast: Cast, name: str, by: str) -> dict[str, Any]:
    scope = dice.choice(("local", "community", "community"))
    role = "instance" if scope == "local" else dice.choice(("home", "rota", "stand_in"))
    home = by if role == "home" else dice.choice((None, *cast.partners))
    return {
        "name": name,
        "object": dice.choice(OBJECTS),
        "scope": scope,
        "severity": dice.choice(LADDER),
        "ground": dice.choice(GROUNDS),
        "home": home,
        "role": role,
        "notices": [f"n{dice.randrange(2)}"] if dice.randrange(3) == 0 else [],
    }


def _appeal(dice: random.Random, cast: Cast, decision: str, at: int) -> list[Item]:
    """Return an appeal or two."""
    items: list[Item] = []
    for name in (f"a{decision}", f"b{decision}")[: dice.choice((1, 1, 2))]:
        what = {"name": name, "of": decision, "is_ours": dice.randrange(3) == 0}
        items.append(_later(dice, at, "appeal", dice.choice(cast.partners), what))
        if dice.randrange(4) == 0:
            items.append(_later(dice, items[-1].at, "erase", "", {"of": name}))
    return items


def _hearings(dice: random.Random, cast: Cast, items: list[Item]) -> list[Item]:
    """Return the moments at which everybody looks what the appeals ask of it."""
    appeals = sorted((item for item in items if item.kind == "appeal"), key=lambda item: item.at)
    names = [item.what["name"] for item in appeals]
    hearings = []
    at = appeals[0].at if appeals else LAST_HEARING
    while at < LAST_HEARING:
        at += dice.choice((2, 4, 8)) * MINUTE
        upheld_by = [who for who in cast.partners if dice.randrange(3) == 0]
        what = {"of": names, "upheld_by": upheld_by}
        hearings.append(Item(at=at, kind="hear", what=what))
    return hearings


def _shifts(dice: random.Random, cast: Cast) -> list[Item]:
    """Return a shift that two may open, several take, and one gives back."""
    start = dice.randrange(10 * MINUTE)
    span = {"start": start, "end": start + dice.choice((10 * MINUTE, 40 * MINUTE))}
    opened = {"shift": "s0", "step": "open", **span}
    taken = start + dice.randrange(-MINUTE, 5 * MINUTE)
    items = [_at_once(dice, MINUTE, "rota", dice.choice(cast.partners), opened) for _ in range(2)]
    for who in cast.partners:
        if dice.randrange(2):
            items.append(_at_once(dice, taken, "rota", who, {"shift": "s0", "step": "take"}))
        if dice.randrange(4) == 0:
            given = {"shift": "s0", "step": "give_back"}
            items.append(_later(dice, max(0, taken), "rota", who, given))
    return items


def _work(dice: random.Random, cast: Cast, moments: list[int]) -> list[Item]:
    """Return a duty that several offer and accept at once, and contributions."""
    items: list[Item] = []
    at = dice.choice(moments)
    for who in cast.partners:
        for step, when in (("offer", at), ("accept", at + 4 * MINUTE)):
            if dice.randrange(2):
                items.append(_at_once(dice, when, "duty", who, {"duty": "t0", "step": step}))
        if dice.randrange(5) == 0:
            given = {"duty": "t0", "step": dice.choice(("give_back", "close"))}
            items.append(_later(dice, at + 4 * MINUTE, "duty", who, given))
    for number in range(dice.randrange(3)):
        by, name = dice.choice(cast.partners), f"c{number}"
        what = {"name": name, "amount": dice.randrange(1, 1000)}
        items.append(_at_once(dice, at, "contribute", by, what))
        others = [who for who in cast.partners if dice.randrange(2)]
        items += [_later(dice, at, "confirm", who, {"of": name}) for who in others]
    return items


def _close_to(dice: random.Random, moments: list[int]) -> int:
    return dice.choice(moments) + dice.choice((0, 500, 3_000, 2 * MINUTE))


def _at_once(dice: random.Random, at: int, kind: str, who: str, what: dict[str, Any]) -> Item:
    """Return what somebody does at about a moment, as others may."""
    return Item(at=max(0, at) + dice.randrange(3_000), kind=kind, who=who, what=what)


def _later(dice: random.Random, after: int, kind: str, who: str, what: dict[str, Any]) -> Item:
    """Return what follows something, soon or after a while."""
    at = after + dice.choice((20_000, 2 * MINUTE, dice.randrange(20 * MINUTE)))
    return Item(at=at, kind=kind, who=who, what=what)
