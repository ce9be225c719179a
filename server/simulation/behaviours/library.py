"""Library: all ways to lie, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from server.simulation.behaviours.behaviour import Behaviour
from server.simulation.behaviours.forging import (
    Backdating,
    SealsEverything,
    Shrinking,
    StaleStatus,
    TwoMinutes,
    WrongState,
)
from server.simulation.behaviours.housing import FalseOpenings, FalseRoll, HidesOpenings
from server.simulation.behaviours.opening import FalseStart
from server.simulation.behaviours.twinning import Amnesia, QuietTwins, Twins, TwoStarts
from server.simulation.behaviours.voting import FalseBox, TwoVotes, VoteAfterBox
from server.simulation.behaviours.withholding import (
    Censoring,
    HiddenCertificate,
    LateReveal,
    Omission,
    SelectiveDelivery,
    Silence,
)

ALL: tuple[type[Behaviour], ...] = (
    Amnesia,
    Backdating,
    Censoring,
    FalseBox,
    FalseOpenings,
    FalseRoll,
    FalseStart,
    HiddenCertificate,
    HidesOpenings,
    LateReveal,
    Omission,
    QuietTwins,
    SealsEverything,
    SelectiveDelivery,
    Shrinking,
    Silence,
    StaleStatus,
    Twins,
    TwoMinutes,
    TwoStarts,
    TwoVotes,
    VoteAfterBox,
    WrongState,
)
AMONG_MEMBERS: tuple[str, ...] = (FalseOpenings.name, FalseRoll.name, HidesOpenings.name)
"""Lies about one's members: none where none of them votes."""
BEHAVIOURS: Mapping[str, type[Behaviour]] = MappingProxyType({each.name: each for each in ALL})


def made(name: str) -> Behaviour:
    """Return a new behaviour of this name; each liar needs its own."""
    return BEHAVIOURS[name]()
