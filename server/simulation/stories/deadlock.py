"""Deadlock: the partners cannot decide, and a panel is drawn by lot to do it for them."""

import random

from models.rules.values import DAY, HOUR, MINUTE
from server.simulation.errands.panels import GO, STAY
from server.simulation.founding import GRACE
from server.simulation.plan import Item
from server.simulation.stories import asking
from server.simulation.stories.story import Cast, Story

PATIENT = 4
"""One of so many takes the days that a silent partner can cost; the others are over in hours."""


def tell(dice: random.Random, cast: Cast) -> Story:
    """A question with as many for it as against, or too few; a draw; and what the panel makes."""
    if dice.randrange(PATIENT) == 0:
        return _patient(dice, cast)
    items: list[Item] = []
    over, by = _ask(dice, cast, items, HOUR + 10 * MINUTE)
    silent = [by] if dice.randrange(8) == 0 else []
    _panel(dice, cast, items, silent, [over + at * MINUTE for at in (3, 12, 22, 35, 50)])
    ends = over + 2 * HOUR
    _sit(dice, cast, items, [over + minutes * MINUTE for minutes in (16, 26, 40, 60, 75, 90)])
    return Story(
        items=tuple(items),
        calm_at=over + 45 * MINUTE,
        end=ends + 3 * HOUR,
        lies_about="deadlock",
    )


def _patient(dice: random.Random, cast: Cast) -> Story:
    """Somebody adds nothing to the draw, or who asked opens nothing: time decides."""
    items: list[Item] = []
    over, by = _ask(dice, cast, items, DAY + HOUR)
    who = dice.choice((by, dice.choice(cast.partners)))
    hours = [dice.randrange(8 * number, 8 * number + 8) for number in range(22)]
    _panel(dice, cast, items, [who], [over + hour * HOUR for hour in hours])
    _sit(dice, cast, items, [over + hour * HOUR + 30 * MINUTE for hour in hours])
    return Story(
        items=tuple(items),
        calm_at=over + DAY,
        end=over + 10 * DAY,
        is_long=True,
        lies_about="deadlock",
    )


def _ask(dice: random.Random, cast: Cast, items: list[Item], open_for: int) -> tuple[int, str]:
    """Add a question and votes that decide nothing, most often; return its end, and who asked."""
    begin = dice.randrange(MINUTE, 15 * MINUTE)
    closes = begin + open_for
    by = dice.choice(cast.partners)
    items.append(Item(at=begin, kind="question", who=by, what={"name": "b0", "closes": closes}))
    for who, choice in _opposed(dice, cast).items():
        what = {"ballot": "b0", "choice": choice}
        at = asking.voting_time(dice, begin, closes, sure=bool(dice.randrange(4)))
        items.append(Item(at=at, kind="vote", who=who, what=what))
    return closes + GRACE, by


def _opposed(dice: random.Random, cast: Cast) -> dict[str, object]:
    """Return who votes for what: as many for each, too few, or as it comes."""
    voters = list(cast.partners)
    dice.shuffle(voters)
    how = dice.choice(("equal", "equal", "few", "any"))
    if how == "few":
        voters = voters[: (len(voters) - 1) // 2]
    choices: list[object] = [{"approved": [(STAY, GO)[place % 2]]} for place in range(len(voters))]
    if how == "equal" and len(voters) % 2:
        choices[-1] = "abstain"
    if how == "any":
        choices = [{"approved": [dice.choice((STAY, GO))]} for _ in voters]
    return dict(zip(voters, choices, strict=True))


def _panel(
    dice: random.Random, cast: Cast, items: list[Item], silent: list[str], moments: list[int]
) -> None:
    """Add when everybody looks what the draw asks of it; some are away at times."""
    for at in moments:
        away = [who for who in cast.partners if dice.randrange(8) == 0]
        what = {"ballot": "b0", "silent": sorted({*silent, *away})}
        items.append(Item(at=at + dice.randrange(2 * MINUTE), kind="draw", what=what))


def _sit(dice: random.Random, cast: Cast, items: list[Item], moments: list[int]) -> None:
    """Add what each would say on the panel, if it sits there; as often as not some say nothing."""
    speaking = dice.sample(cast.partners, dice.choice((n := len(cast.partners), n, n // 2, n // 3)))
    for at in moments:
        says = {who: dice.choice((STAY, GO)) for who in sorted(speaking) if dice.randrange(3)}
        items.append(Item(at=at, kind="sit", what={"ballot": "b0", "says": says}))
