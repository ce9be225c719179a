"""Counting: from the voices that count to the result, the same wherever and whenever it is done.

Which voices count (who may vote, whose last word it is, what arrived in time) is settled before. A
voice that says nothing its method understands is spoilt: it takes no part, not even in the quorum;
a member's opened leaf may hold anything. A voice without weight is nobody's (R7).
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from models.rules.tally import agreement, irv, majority, schulze, scoring, slots, stv
from models.rules.tally.choices import check
from models.rules.tally.poll import Poll, Voice
from models.rules.tally.result import Finding, Result, is_quorate, shown, total

METHODS: Mapping[str, Callable[[Poll, Sequence[Voice]], Finding]] = MappingProxyType(
    {
        "consent": agreement.consent,
        "consensus": agreement.consensus,
        "majority": majority.majority,
        "qualified": majority.qualified,
        "irv": irv.irv,
        "schulze": schulze.schulze,
        "stv": stv.stv,
        "score": scoring.score,
        "star": scoring.star,
        "approval": scoring.approval,
        "dots": scoring.dots,
        "time_poll": slots.time_poll,
        "lazy": agreement.lazy,
    }
)
"""The count of each method; it gets valid voices with weight only."""


def count(poll: Poll, voices: Sequence[Voice]) -> Result:
    """Return the result of the poll; never raises, and the order of voices does not matter.

    O(voices), and what the method costs.
    """
    weighty = [voice for voice in voices if voice.weight > 0]
    valid = heard(poll, weighty)
    return concluded(poll, valid, len(weighty) - len(valid), found(poll, valid))


def heard(poll: Poll, voices: Sequence[Voice]) -> list[Voice]:
    """Return those of these voices, all with weight, that say something the method understands.

    Linear in the size of the choices.
    """
    return [v for v in voices if check(poll.method, poll.options, v.choice) is None]


def found(poll: Poll, voices: Sequence[Voice]) -> Finding:
    """Return what the poll's method says of these valid voices, quorum or not.

    Costs what the method does.
    """
    return METHODS[poll.method.name](poll, voices)


def concluded(poll: Poll, voices: Sequence[Voice], spoilt: int, finding: Finding) -> Result:
    """Return the finding as the result, unless too few took part: these voices are the turnout.

    O(voices).
    """
    turnout = total(voices)
    is_met = is_quorate(poll, turnout)
    return Result(
        outcome=finding.outcome if is_met else "no_quorum",
        winners=finding.winners if is_met else (),
        rounds=finding.rounds,
        rule=f"{poll.method.name}.{poll.method.version}",
        turnout=shown(turnout),
        voices=len(voices),
        spoilt=spoilt,
        quorum_met=is_met,
        is_tied=finding.is_tied,
    )
