"""Dual majority: what worsens the members' lot needs the partners and the members, each by itself.

The partners' side is a count like any other (R7). On the members' side each member has one vote,
and no partner's members together weigh more than `cap` (`weights.capped`, exact): their voices, and
where the base is the whole electorate their roll too, are all scaled by the same fraction. The cap
looks at the voices that choose; abstentions are scaled along. Quorum and turnout are those of
persons, before any scaling: to stay away is never worth more in a large house than in a small one.

When fewer than 1/cap partners' members choose, the cap cannot be kept: they weigh the same. When
the members of a single partner choose, the members' side is not quorate: one house is not the
community, unless the charter says so (`may_be_alone`) or no other house has anybody on its roll.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from msgspec import Struct, structs

from models.rules.tally.choices import is_abstention
from models.rules.tally.count import concluded, count, found, heard
from models.rules.tally.method import Ratio
from models.rules.tally.poll import Poll, Voice, Weight
from models.rules.tally.result import Result, Shown, shown_all, total
from models.rules.tally.weights import CAP, capped


class Dual(Struct, frozen=True, kw_only=True):
    """One question, asked of the partners and of the members."""

    partners: Poll
    members: Poll
    rolls: Mapping[str, Weight]
    """How many members of each partner may vote; together the electorate of `members`."""
    cap: Ratio = CAP
    may_be_alone: bool = False


class DualResult(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Both results and what came of them together."""

    outcome: Literal["passed", "rejected", "elected", "no_quorum"]
    winners: tuple[str, ...]
    rule: str
    partners: Result
    members: Result
    weights: dict[str, Shown]
    """What the choosing members of each partner weighed together, after the cap."""


def count_dual(
    dual: Dual, partners: Sequence[Voice], members: Mapping[str, Sequence[Voice]]
) -> DualResult:
    """Return what the partners' voices and the members', by partner, decide together.

    It passes when both pass. Options are elected when both elect the same; else it is rejected.
    O(voices + partners log partners), and what both methods cost.
    """
    ours, weights = count_members(dual, members)
    theirs = count(dual.partners, partners)
    outcome: Literal["passed", "rejected", "elected", "no_quorum"] = "rejected"
    if "no_quorum" in (theirs.outcome, ours.outcome):
        outcome = "no_quorum"
    elif theirs.outcome == ours.outcome and set(theirs.winners) == set(ours.winners):
        outcome = theirs.outcome
    return DualResult(
        outcome=outcome,
        winners=theirs.winners if outcome == "elected" else (),
        rule="dual.1",
        partners=theirs,
        members=ours,
        weights=shown_all(weights),
    )


def count_members(
    dual: Dual, members: Mapping[str, Sequence[Voice]]
) -> tuple[Result, dict[str, Fraction]]:
    """Return what the members' side alone decides, and what each partner's members weighed.

    O(voices + partners log partners), and what the method costs.
    """
    weighty = {name: [v for v in members[name] if v.weight > 0] for name in sorted(members)}
    valid = {name: heard(dual.members, voices) for name, voices in weighty.items()}
    choosing = {
        name: total(voice for voice in voices if not is_abstention(voice.choice))
        for name, voices in valid.items()
    }
    weights = capped(choosing, dual.cap)
    scales = {name: weights[name] / choosing[name] for name in weights if choosing[name]}
    poll = structs.replace(dual.members, electorate=_scaled_electorate(dual.rolls, scales))
    voices = [
        structs.replace(voice, weight=voice.weight * scales.get(name, Fraction(1)))
        for name, house in valid.items()
        for voice in house
    ]
    everybody = [voice for house in valid.values() for voice in house]
    spoilt = sum(len(house) for house in weighty.values()) - len(everybody)
    result = concluded(dual.members, everybody, spoilt, found(poll, voices))
    houses = [name for name, size in dual.rolls.items() if size > 0]
    if len(scales) == 1 and len(houses) > 1 and not dual.may_be_alone:
        result = structs.replace(result, outcome="no_quorum", winners=(), quorum_met=False)
    return result, weights


def _scaled_electorate(rolls: Mapping[str, Weight], scales: Mapping[str, Fraction]) -> Fraction:
    return sum((rolls[name] * scales.get(name, Fraction(1)) for name in rolls), Fraction(0))
