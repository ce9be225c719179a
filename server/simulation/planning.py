"""Planning: draws the plan of a schedule from its seed.

Schedules are small and mean: few partners, a few hours, and the faults close to the moments that
matter. What happens seldom in life (a partition just when a term changes) happens in most of them.
"""

import random
from collections.abc import Collection, Sequence

from msgspec import Struct

from models.rules import quorum
from models.rules.partner.pace import Pace
from models.rules.quorum import Policy
from models.rules.values import HOUR, MINUTE
from server.simulation.behaviours import twinning
from server.simulation.behaviours.library import BEHAVIOURS, SPECIAL, SUITED
from server.simulation.behaviours.twinning import TwoFaces
from server.simulation.disk import CRASH_POINTS
from server.simulation.network import CALM, Weather
from server.simulation.plan import Item, Plan
from server.simulation.stories import library as stories
from server.simulation.stories.story import Cast, Story

PARTNERS = ("ash", "birch", "cedar", "elm", "fir", "hazel", "iris")
WITNESSES = ("wren", "xerus")
NEWCOMERS = ("yarrow", "zinnia")
REAL_SHARE = 100
"""One schedule of so many signs with Ed25519 and sends bytes."""
UNSAFE_SHARE = 6
"""One of so many under `majority` has a liar, which is only proven then."""

FORGETFUL = 5
"""Among so many sealers two may go back to old backups at once, if the quorum allows it."""


class Wish(Struct, frozen=True, kw_only=True):
    """What whoever starts the schedules asks for; None leaves it to the dice."""

    partners: int | None = None
    policy: Policy | None = None
    story: str | None = None
    """The name of a kind in `stories.library`."""
    lies: tuple[str, ...] = ()
    """Behaviours that liars choose from; empty: all."""


def drawn(seed: int, wish: Wish) -> Plan:
    """Return the plan of one schedule; the same for the same seed and wish, always."""
    dice = random.Random(seed)  # noqa: S311 - a replay draws the same
    n = wish.partners or dice.choices((1, 2, 3, 4, 5, 6, 7), (3, 6, 12, 40, 5, 2, 2))[0]
    witnesses = WITNESSES[: dice.choices((0, 1, 2), (12, 2, 1))[0]] if 1 < n < 6 else ()
    sealers = n + len(witnesses)
    policy = wish.policy or (quorum.usual(sealers) if dice.randrange(8) else _other(sealers))
    partners = PARTNERS[:n]
    story = stories.chosen(dice, Cast(partners, witnesses, NEWCOMERS, policy), wish.story)
    liars, is_safe = _liars(dice, policy, (*partners, *witnesses), wish.lies or _lies(dice, story))
    faults = _faults(dice, (*partners, *witnesses), story)
    if not is_safe and not wish.lies and dice.randrange(4):
        (liar,) = liars
        liars = {liar: (TwoFaces.name,)}
        faults = _torn(dice, {*partners, *witnesses, *NEWCOMERS} - {liar})
    is_safe = is_safe and not (liars and _may_bear_none(story))
    skew = {
        who: dice.randrange(-4 * MINUTE, 4 * MINUTE)
        for who in (*partners, *witnesses)
        if dice.randrange(4) == 0
    }
    return Plan(
        seed=seed,
        policy=policy,
        partners=partners,
        witnesses=witnesses,
        newcomers=NEWCOMERS if story.has_newcomers else (),
        liars=liars,
        skew=skew,
        weather=_weather(dice),
        pace=_pace(dice, story),
        items=tuple(sorted([*story.items, *faults], key=lambda item: item.at)),
        calm_at=story.calm_at,
        end=story.end,
        is_real=dice.randrange(REAL_SHARE) == 0,
        is_safe=is_safe,
    )


def _may_bear_none(story: Story) -> bool:
    """Tell whether a ballot asks for `majority`: whoever lies then is proven, not borne."""
    return any(item.what.get("policy") == "majority" for item in story.items)


def _other(sealers: int) -> Policy:
    return "majority" if quorum.usual(sealers) == "two_thirds" else "two_thirds"


def _liars(
    dice: random.Random, policy: Policy, sealers: Sequence[str], lies: Sequence[str]
) -> tuple[dict[str, tuple[str, ...]], bool]:
    """Return who lies and how, and whether the policy bears it."""
    most = quorum.tolerated(policy, len(sealers))
    is_safe = True
    if policy == "majority" and len(sealers) > 1 and dice.randrange(UNSAFE_SHARE) == 0:
        most, is_safe = 1, False
    if not most or dice.randrange(5) == 0:
        return {}, True
    # Early in the line: whoever is secretary soon can do the most harm.
    names = list(sealers[: max(3, most + 1)]) if dice.randrange(3) else list(sealers)
    chosen = sorted(dice.sample(names, most))
    known = sorted(lies)
    return {
        who: tuple(sorted(dice.sample(known, min(dice.choice((1, 1, 2, 3)), len(known)))))
        for who in chosen
    }, is_safe


def _lies(dice: random.Random, story: Story) -> tuple[str, ...]:
    """Return the lies that can do harm in a story; most often only those of its own."""
    own = SUITED.get(story.lies_about, ())
    if own and dice.randrange(4):
        return own
    elsewhere = {name for names in SPECIAL.values() for name in names}
    return tuple(name for name in BEHAVIOURS if name in own or name not in elsewhere)


def _weather(dice: random.Random) -> Weather:
    kind = dice.randrange(4)
    if kind == 0:
        return CALM
    if kind == 1:
        return Weather(loss=20, doubles=50, slow=100, usual_ms=2_000, slow_ms=5 * MINUTE)
    if kind == 2:
        return Weather(loss=150, doubles=50, slow=300, usual_ms=10_000, slow_ms=30 * MINUTE)
    return Weather(loss=50, doubles=200, slow=500, usual_ms=30_000, slow_ms=20 * MINUTE)


def _pace(dice: random.Random, story: Story) -> Pace:
    """Return a pace at which terms change within minutes; in long stories that of life."""
    if story.is_long:
        return Pace(heads=12 * HOUR)
    return Pace(
        batch=dice.choice((500, 2_000, 20_000)),
        due=dice.choice((15, 60)) * MINUTE,
        silence=dice.choice((2, 5, 10)) * MINUTE,
        answer=dice.choice((2, 5)) * MINUTE,
        longest=15 * MINUTE,
        retry=dice.choice((1, 3)) * MINUTE,
        heads=dice.choice((20, 40)) * MINUTE,
        unminuted=15 * MINUTE,
        omission=10 * MINUTE,
    )


def _faults(dice: random.Random, sealers: Sequence[str], story: Story) -> list[Item]:
    found: list[Item] = []
    for _ in range(dice.choice((0, 1, 2, 4))):
        at = _dangerous(dice, story)
        kind = dice.choice(("split", "split", "crash", "crash", "crash", "restore"))
        if kind == "restore" and story.is_long:
            # With somebody gone for good it would wait for ever.
            kind = "crash"
        if kind == "split":
            found += _split(dice, sealers, at)
            continue
        who = dice.choice(list(sealers))
        down = dice.choice((1_000, MINUTE, 10 * MINUTE, 40 * MINUTE))
        if kind == "crash":
            what = {"point": dice.choice(CRASH_POINTS), "down": down}
        else:
            what = {"share": dice.choice((500, 800, 950)), "down": down}
        found.append(Item(at=at, kind=kind, who=who, what=what))
        if kind == "restore" and len(sealers) >= FORGETFUL and dice.randrange(2):
            other = dice.choice([each for each in sealers if each != who])
            later = min(at + dice.randrange(HOUR), story.calm_at - 1)
            found.append(Item(at=later, kind=kind, who=other, what=what))
    return found


def _torn(dice: random.Random, honest: Collection[str]) -> list[Item]:
    """Return a split between those to whom a liar shows one face, and those who see the other."""
    at = dice.randrange(MINUTE, 10 * MINUTE)
    groups = [list(group) for group in twinning.halves(sorted(honest))]
    return [Item(at=at, kind="split", what={"groups": groups})]


def _split(dice: random.Random, sealers: Sequence[str], at: int) -> list[Item]:
    names = list(sealers)
    dice.shuffle(names)
    place = dice.randrange(len(names) + 1)
    groups = [sorted(names[:place]), sorted(names[place:])]
    length = dice.choice((MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR))
    return [
        Item(at=at, kind="split", what={"groups": groups}),
        Item(at=at + length, kind="heal"),
    ]


def _dangerous(dice: random.Random, story: Story) -> int:
    """Return a moment, as often as not one close to something that the story does."""
    if story.items and dice.randrange(2):
        near = dice.choice(story.items).at + dice.randrange(-MINUTE, MINUTE)
        return min(max(0, near), story.calm_at - 1)
    return dice.randrange(story.calm_at)
