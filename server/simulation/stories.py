"""Stories: what the partners of a schedule want from each other, before anything goes wrong."""

import random
from collections.abc import Callable
from typing import Any, NamedTuple

from msgspec import Struct

from models.rules.quorum import Policy
from models.rules.values import DAY, HOUR, MINUTE
from server.simulation.founding import GRACE, HEARING
from server.simulation.plan import Item

Asked = tuple[str, str, dict[str, Any]]
"""The name of a ballot, its effect's kind, and what more the effect says."""


class Cast(NamedTuple):
    """Who is there to act."""

    partners: tuple[str, ...]
    witnesses: tuple[str, ...]
    newcomers: tuple[str, ...]
    policy: Policy


class Story(Struct, frozen=True, kw_only=True):
    """What is done, and how long that takes."""

    items: tuple[Item, ...]
    calm_at: int
    end: int
    has_newcomers: bool = False
    is_long: bool = False
    """It lasts days: then the pace is that of life."""


def chosen(dice: random.Random, cast: Cast, name: str | None = None) -> Story:
    """Return one story, or one by this teller; the short ones are told most often."""
    tellers: list[tuple[int, Callable[[random.Random, Cast], Story]]] = [
        (16, chatter),
        (2, busy),
        (12, ballots),
        (8, roster_change),
        (6, keys),
        (1, expulsion),
        (1, leaving),
    ]
    if len(cast.partners) + len(cast.witnesses) in (2, 3):
        tellers.append((1, vanishing))
    tellers = [each for each in tellers if name in (None, each[1].__name__)] or tellers
    weights = [weight for weight, _ in tellers]
    (_, teller) = dice.choices(tellers, weights)[0]
    return teller(dice, cast)


def chatter(dice: random.Random, cast: Cast) -> Story:
    """Entries now and then, of no weight: everything is about minutes, terms and seals."""
    items = [
        Item(
            at=dice.randrange(30 * MINUTE),
            kind="goal",
            who=dice.choice(cast.partners),
            what={"name": f"g{number}"},
        )
        for number in range(dice.randrange(2, 8))
    ]
    return Story(items=tuple(items), calm_at=35 * MINUTE, end=3 * HOUR)


def busy(dice: random.Random, cast: Cast) -> Story:
    """One partner writes every minute: no secretary looks silent, whatever it leaves out."""
    writer = dice.choice(cast.partners)
    items = [
        Item(at=at, kind="goal", who=writer, what={"name": f"w{at}"})
        for at in range(MINUTE, 100 * MINUTE, 75_000)
    ]
    items += [
        Item(at=dice.randrange(12 * MINUTE), kind="goal", who=who, what={"name": f"g-{who}"})
        for who in cast.partners
    ]
    return Story(items=tuple(items), calm_at=10 * MINUTE, end=100 * MINUTE)


def ballots(dice: random.Random, cast: Cast) -> Story:
    """One ballot or two, with votes until after the last moment."""
    items: list[Item] = []
    last = 0
    for number in range(dice.choice((1, 1, 2))):
        end = _ballot(dice, cast, items, (f"b{number}", "statement", {}), sure=False)
        last = max(last, end)
    return Story(items=tuple(items), calm_at=last + 20 * MINUTE, end=last + 3 * HOUR)


def roster_change(dice: random.Random, cast: Cast) -> Story:
    """Somebody comes, or the policy changes, while other things go on."""
    items: list[Item] = []
    n = len(cast.partners) + len(cast.witnesses)
    kinds = ["add_partner", "add_partner", "add_witness", "change_policy", "move_host"]
    if cast.witnesses:
        kinds += ["remove_witness", "remove_witness"]
    last = 0
    for number in range(dice.choice((1, 1, 2))):
        kind = dice.choice(kinds)
        what = _change(dice, cast, kind, number)
        last = max(last, _ballot(dice, cast, items, (f"b{number}", kind, what), sure=True))
        if kind.startswith("add"):
            newcomer = cast.newcomers[number]
            items.append(Item(at=last, kind="join", who=newcomer, what={}))
    newcomers = [item.who for item in items if item.kind == "join"]
    if newcomers:
        # What opened before they came is none of their business, and they vote on it.
        begin = last - dice.randrange(5, 40) * MINUTE
        last_of_all = _ballot(dice, cast, items, ("b9", "statement", {}), sure=False, begin=begin)
        for who in newcomers:
            for minutes in (2, 8, 20):
                vote = {"ballot": "b9", "choice": "yes"}
                at = last_of_all - GRACE - minutes * MINUTE
                items.append(Item(at=at, kind="vote", who=who, what=vote))
        last = last_of_all
    items += [
        Item(
            at=dice.randrange(last, last + 30 * MINUTE),
            kind="goal",
            who=dice.choice(cast.partners),
            what={"name": f"g{number}"},
        )
        for number in range(dice.randrange(3))
    ]
    return Story(
        items=tuple(items),
        calm_at=last + 45 * MINUTE,
        end=last + (4 + n // 4) * HOUR,
        has_newcomers=True,
    )


def keys(dice: random.Random, cast: Cast) -> Story:
    """Keys are replaced, some by the recovery key after a theft, while a ballot is open."""
    items: list[Item] = []
    last = _ballot(dice, cast, items, ("b0", "statement", {}), sure=False)
    for _ in range(dice.choice((1, 1, 2))):
        who = dice.choice((*cast.partners, *cast.witnesses))
        kind = dice.choice(("rotate", "rotate", "recover"))
        items.append(Item(at=dice.randrange(last), kind=kind, who=who))
    return Story(items=tuple(items), calm_at=last + 20 * MINUTE, end=last + 3 * HOUR)


def expulsion(dice: random.Random, cast: Cast) -> Story:
    """A partner is expelled while it votes on something else, and talks on."""
    items: list[Item] = []
    subject = dice.choice(cast.partners)
    other: Asked = ("b1", "statement", {})
    end = _ballot(
        dice,
        cast,
        items,
        ("b0", "remove_partner", {"partner": subject}),
        sure=True,
        open_for=HEARING,
    )
    near = end - HOUR - GRACE - dice.randrange(2 * MINUTE)
    _ballot(dice, cast, items, other, sure=False, begin=near)
    items += [
        Item(at=end + dice.randrange(HOUR), kind="goal", who=subject, what={"name": f"g{number}"})
        for number in range(3)
    ]
    return Story(items=tuple(items), calm_at=end + HOUR, end=end + 5 * DAY, is_long=True)


def leaving(dice: random.Random, cast: Cast) -> Story:
    """A partner leaves, after its notice."""
    who = dice.choice((*cast.partners, *cast.witnesses))
    items = [
        Item(at=dice.randrange(HOUR), kind="leave", who=who),
        Item(at=30 * DAY + 2 * HOUR, kind="goal", who=cast.partners[0], what={"name": "g0"}),
        Item(at=31 * DAY, kind="goal", who=who, what={"name": "g1"}),
    ]
    return Story(items=tuple(items), calm_at=DAY, end=35 * DAY, is_long=True)


def vanishing(dice: random.Random, cast: Cast) -> Story:
    """A partner is never heard of again, and the others say so (R13)."""
    sealers = (*cast.partners, *cast.witnesses)
    subject = dice.choice(sealers)
    at = dice.randrange(HOUR, DAY)
    items = [Item(at=at, kind="vanish", who=subject)]
    items += [
        Item(at=at + 2 * DAY + dice.randrange(DAY), kind="exclude", who=who, what={"of": subject})
        for who in sealers
        if who != subject
    ]
    wait = 95 * DAY if len(sealers) == 2 else 35 * DAY
    return Story(items=tuple(items), calm_at=2 * DAY, end=at + wait + 8 * DAY, is_long=True)


def _change(dice: random.Random, cast: Cast, kind: str, number: int) -> dict[str, Any]:
    if kind in ("add_partner", "add_witness"):
        return {"sealer": cast.newcomers[number]}
    if kind == "remove_witness":
        return {"partner": dice.choice(cast.witnesses)}
    if kind == "move_host":
        return {"partner": dice.choice(cast.partners)}
    return {"policy": "majority" if cast.policy == "two_thirds" else "two_thirds"}


def _ballot(
    dice: random.Random,
    cast: Cast,
    items: list[Item],
    asked: Asked,
    *,
    sure: bool,
    begin: int | None = None,
    open_for: int = HOUR,
) -> int:
    """Add a ballot and its votes; return when its boxes are due. A `sure` one mostly passes."""
    name, kind, effect = asked
    at = dice.randrange(MINUTE, 15 * MINUTE) if begin is None else begin
    closes = at + open_for + 10 * MINUTE
    what = {"name": name, "effect": kind, "closes": closes, **effect}
    items.append(Item(at=at, kind="ballot", who=dice.choice(cast.partners), what=what))
    for who in cast.partners:
        for _ in range(1 if sure else dice.choice((0, 1, 1, 2))):
            choice = "yes" if sure and dice.randrange(8) else dice.choice(("yes", "no", "abstain"))
            items.append(
                Item(
                    at=_voting_time(dice, at, closes, sure=sure),
                    kind="vote",
                    who=who,
                    what={"ballot": name, "choice": choice},
                )
            )
    return closes + GRACE


def _voting_time(dice: random.Random, opened: int, closes: int, *, sure: bool) -> int:
    """Return a moment to vote: in good time, in the last seconds, or after the end."""
    if sure or dice.randrange(3) == 0:
        return dice.randrange(opened + 5 * MINUTE, closes)
    around = closes + GRACE * dice.randrange(2)
    return around + dice.choice((-60_000, -5_000, -300, -1, 0, 1, 300, 5_000, 60_000, 300_000))
