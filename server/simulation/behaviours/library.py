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
from server.simulation.behaviours.housing import (
    CopiesOpenings,
    FalseOpenings,
    FalseRoll,
    HidesOpenings,
)
from server.simulation.behaviours.moderating import (
    BackdatedDecision,
    DecisionForSome,
    FalseText,
    JudgesUnasked,
    ReversesOthers,
    SteersDraw,
)
from server.simulation.behaviours.opening import FalseStart, Reopening
from server.simulation.behaviours.twinning import Amnesia, QuietTwins, Twins, TwoFaces, TwoStarts
from server.simulation.behaviours.voting import CrowdsPanels, FalseBox, TwoVotes, VoteAfterBox
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
    BackdatedDecision,
    Backdating,
    Censoring,
    CopiesOpenings,
    CrowdsPanels,
    DecisionForSome,
    FalseBox,
    FalseOpenings,
    FalseRoll,
    FalseStart,
    FalseText,
    HiddenCertificate,
    HidesOpenings,
    JudgesUnasked,
    LateReveal,
    Omission,
    QuietTwins,
    Reopening,
    ReversesOthers,
    SealsEverything,
    SelectiveDelivery,
    Shrinking,
    Silence,
    StaleStatus,
    SteersDraw,
    Twins,
    TwoFaces,
    TwoMinutes,
    TwoStarts,
    TwoVotes,
    VoteAfterBox,
    WrongState,
)
SPECIAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "deadlock": (CrowdsPanels.name, SteersDraw.name),
        "members": tuple(
            each.name for each in (CopiesOpenings, FalseOpenings, FalseRoll, HidesOpenings)
        ),
        "moderation": (
            BackdatedDecision.name,
            DecisionForSome.name,
            FalseText.name,
            JudgesUnasked.name,
            ReversesOthers.name,
            SteersDraw.name,
        ),
    }
)
"""Lies that do nothing but in stories about their subject."""
SUITED: Mapping[str, tuple[str, ...]] = MappingProxyType({**SPECIAL, "order": (Censoring.name,)})
"""Lies that do most in stories about their subject."""
BEHAVIOURS: Mapping[str, type[Behaviour]] = MappingProxyType({each.name: each for each in ALL})


def made(name: str) -> Behaviour:
    """Return a new behaviour of this name; each liar needs its own."""
    return BEHAVIOURS[name]()
