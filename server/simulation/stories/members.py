"""Members: they vote in secret at their homes, while homes are shut and partners come and go."""

import random
from typing import Any

from models.rules.values import DAY, HOUR, MINUTE
from server.simulation.founding import ASKING, GRACE, HEARING, MEMBERS_TOPICS
from server.simulation.plan import Item
from server.simulation.stories import asking
from server.simulation.stories.story import Cast, Story

MEANWHILE = (
    "nothing",
    "nothing",
    "nothing",
    "add_witness",
    "change_policy",
    "remove_partner",
    "rotate",
    "recover",
)
"""What else goes on when the ballot ends."""
SLACK = 13 * HOUR
"""In bad weather a ballot opens this much later than it was asked for."""
NEVER = 100 * DAY


def tell(dice: random.Random, cast: Cast) -> Story:
    """A ballot among the members: rolls, votes, boxes, openings, and perhaps a veto."""
    items: list[Item] = []
    meanwhile = dice.choice(MEANWHILE)
    # Whoever is to be expelled is heard for longer than members are asked.
    begin = dice.randrange(30 * MINUTE, HOUR)
    begin += HEARING - ASKING - SLACK if meanwhile == "remove_partner" else 0
    closes = begin + ASKING + SLACK
    over = closes + GRACE
    sizes = {who: _roll(dice, items, who, begin) for who in cast.partners}
    topic = dice.choice(MEMBERS_TOPICS)
    what = {"name": "b0", "effect": "statement", "topic": topic, "closes": closes}
    items.append(Item(at=begin, kind="ballot", who=dice.choice(cast.partners), what=what))
    for who in cast.partners:
        _votes(dice, items, who, (begin, closes), (sizes[who], topic))
    _go_on(dice, cast, items, meanwhile, over)
    if dice.randrange(2):
        _stay_away(dice, items, dice.choice(cast.partners), over)
    if dice.randrange(3) == 0:
        _forget(dice, cast, items, (begin, over))
    if dice.randrange(2):
        _veto(dice, cast, items, over)
    return Story(
        items=tuple(items),
        calm_at=over + 3 * HOUR,
        end=over + 9 * DAY,
        has_newcomers=meanwhile == "add_witness",
        is_long=True,
        lies_about="members",
    )


def _roll(dice: random.Random, items: list[Item], who: str, begin: int) -> int:
    """Add a partner's roll, most often in time and once; return how many may vote."""
    size = dice.choice((0, 1, 2, 3, 5))
    in_time = dice.randrange(MINUTE, 25 * MINUTE)
    at = in_time if dice.randrange(10) else begin + HOUR
    items.append(Item(at=at, kind="roll", who=who, what={"size": size}))
    if dice.randrange(4) == 0:
        # Who joins now has no vote: the roll is frozen.
        later = begin + dice.choice((HOUR, ASKING, ASKING + HOUR))
        items.append(Item(at=later, kind="roll", who=who, what={"size": size + 3}))
    return size


def _votes(
    dice: random.Random,
    items: list[Item],
    who: str,
    span: tuple[int, int],
    asked: tuple[int, str],
) -> None:
    """Add the votes of a partner and of its members, some twice, some at the last moment."""
    (begin, closes), (size, topic) = span, asked
    for _ in range(dice.choice((0, 1, 1, 2))):
        vote: dict[str, Any] = {"ballot": "b0", "choice": dice.choice(("yes", "yes", "no"))}
        at = asking.voting_time(dice, begin, closes, sure=False)
        items.append(Item(at=at, kind="vote", who=who, what=vote))
    for number in range(size):
        for _ in range(dice.choice((0, 1, 1, 1, 2))):
            choice: Any = dice.choice(("yes", "yes", "yes", "no", "abstain"))
            if topic == "custom" and choice != "abstain":
                against = {"stance": "veto", "reason": "It is not our custom."}
                choice = {"stance": "agree"} if choice == "yes" else against
            what = {"ballot": "b0", "number": number, "choice": choice}
            at = asking.voting_time(dice, begin, closes, sure=bool(dice.randrange(2)))
            items.append(Item(at=at, kind="member", who=who, what=what))


def _go_on(dice: random.Random, cast: Cast, items: list[Item], meanwhile: str, over: int) -> None:
    """Add what else goes on: the roster changes, or a key does, just when the ballot ends."""
    if meanwhile in ("rotate", "recover"):
        at = over + dice.randrange(-30 * MINUTE, HOUR)
        items.append(Item(at=at, kind=meanwhile, who=dice.choice(cast.partners)))
    elif meanwhile == "remove_partner":
        subject = {"partner": dice.choice(cast.partners)}
        begin = over - HEARING - 10 * MINUTE - GRACE - dice.randrange(5 * MINUTE)
        asked = ("b1", meanwhile, subject)
        asking.ask(dice, cast, items, asked, sure=True, begin=max(begin, 0), open_for=HEARING)
    elif meanwhile != "nothing":
        policy = {"policy": "majority" if cast.policy == "two_thirds" else "two_thirds"}
        what = policy if meanwhile == "change_policy" else {"sealer": cast.newcomers[0]}
        begin = over - HOUR - 10 * MINUTE - dice.randrange(20 * MINUTE)
        end = asking.ask(dice, cast, items, ("b1", meanwhile, what), sure=True, begin=begin)
        if meanwhile == "add_witness":
            items.append(Item(at=end, kind="join", who=cast.newcomers[0]))


def _stay_away(dice: random.Random, items: list[Item], who: str, over: int) -> None:
    """Let a home do nothing for a while from before its box or after it, or go down for good."""
    at = over + dice.choice((-10 * MINUTE, 20 * MINUTE))
    if dice.randrange(4) == 0:
        items.append(Item(at=at, kind="vanish", who=who))
        return
    until = at + dice.choice((2 * HOUR, 30 * HOUR, 70 * HOUR, NEVER))
    items.append(Item(at=at, kind="shut", who=who, what={"until": until}))


def _forget(dice: random.Random, cast: Cast, items: list[Item], span: tuple[int, int]) -> None:
    """Let a home lose votes: while members still vote, just before its box, or after it."""
    begin, over = span
    early = dice.randrange(begin + 13 * HOUR, over - GRACE)
    at = dice.choice((early, over - 2 * MINUTE, over + 20 * MINUTE, over + HOUR))
    what = {"share": dice.choice((0, 500, 700))}
    items.append(Item(at=at, kind="forget", who=dice.choice(cast.partners), what=what))


def _veto(dice: random.Random, cast: Cast, items: list[Item], over: int) -> None:
    """Let the partner that may veto do so, and somebody answer."""
    begin = over + dice.choice((20 * MINUTE, 40 * MINUTE, 2 * HOUR))
    first = {"ballot": "b0", "step": "veto"}
    items += [
        Item(at=begin + later, kind="veto", who=cast.partners[0], what=first)
        for later in (0, 30 * MINUTE)
    ]
    for who in cast.partners:
        step = "take_back" if who == cast.partners[0] else "overrule"
        if dice.randrange(3) == 0:
            at = begin + dice.randrange(5 * MINUTE, 2 * HOUR)
            items.append(Item(at=at, kind="veto", who=who, what={"ballot": "b0", "step": step}))
