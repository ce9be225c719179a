"""Library: all kinds of stories, by how often they are told; the short ones are told most often."""

import random

from server.simulation.stories import (
    ballots,
    busy,
    chatter,
    deadlock,
    expulsion,
    forgotten,
    keys,
    leaving,
    members,
    moderation,
    roster_change,
    vanishing,
)
from server.simulation.stories.story import Cast, Kind, Story

KINDS: tuple[Kind, ...] = (
    Kind("chatter", 24, chatter.tell),
    Kind("busy", 1, busy.tell),
    Kind("ballots", 12, ballots.tell),
    Kind("roster_change", 8, roster_change.tell),
    Kind("keys", 6, keys.tell),
    Kind("moderation", 6, moderation.tell),
    Kind("expulsion", 1, expulsion.tell),
    Kind("leaving", 1, leaving.tell),
    Kind("members", 3, members.tell),
    Kind("deadlock", 3, deadlock.tell),
    Kind("forgotten", 4, forgotten.tell, forgotten.fits),
    Kind("vanishing", 2, vanishing.tell, vanishing.fits),
)


def chosen(dice: random.Random, cast: Cast, name: str | None = None) -> Story:
    """Return one story that fits who is there, of the kind of that name if one is given."""
    fitting = [kind for kind in KINDS if kind.fits(cast)]
    told = [kind for kind in fitting if name in (None, kind.name)] or fitting
    return dice.choices(told, [kind.weight for kind in told])[0].tell(dice, cast)
