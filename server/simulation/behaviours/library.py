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
    FalseStart,
    HiddenCertificate,
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
BEHAVIOURS: Mapping[str, type[Behaviour]] = MappingProxyType({each.name: each for each in ALL})


def made(name: str) -> Behaviour:
    """Return a new behaviour of this name; each liar needs its own."""
    return BEHAVIOURS[name]()
