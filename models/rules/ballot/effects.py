"""Effects: what follows from a result, once all results of the same minutes are settled (R9).

Between opening and closing much can happen: an effect that no longer applies changes nothing, and
the result says why. Effects are carried out by ballot id, the answers of one ballot in the order of
their election.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from msgspec import Struct, structs, to_builtins

from models.rules import canon
from models.rules.ballot import amendment, motion, opening
from models.rules.ballot.motion import (
    AddSealer,
    AmendCharter,
    ChangePolicy,
    Dissolve,
    Effect,
    ElectCouncil,
    FindConflict,
    Motion,
    MoveHost,
    Rekey,
    RemoveSealer,
    RenewReview,
    Reopen,
    Reverse,
    Statement,
)
from models.rules.ballot.record import Ballot
from models.rules.charter import amending
from models.rules.charter.document import Charter
from models.rules.fold.draft import Draft
from models.rules.fold.void import Void
from models.rules.genesis import charter_id
from models.rules.moderation import panel
from models.rules.roster import ending, queue, rekeying, seats
from models.rules.roster.change import Repolicy
from models.rules.values import shaped

APPLIED = "applied"
AGAIN_TAG = "hanse/ballot-again/1"


class _Case(Struct, frozen=True, kw_only=True):
    """The effect at hand, and the ballot it comes from."""

    id: str
    ballot: Ballot
    effect: Any
    base: dict[str, str]


def answers(outcome: str, winners: Sequence[str]) -> list[str]:
    """Return the answers that a result gave: yes, or the options elected."""
    return [motion.YES] if outcome == "passed" else list(winners)


def apply(draft: Draft, ballot_id: str, ballot: Ballot, won: Sequence[str]) -> list[list[str]]:
    """Carry out what follows from these answers; return each, its effect, and what came of it.

    What cannot be done any more changes nothing; its reason says why. O(answers), and O(size of the
    charter) or what `opening.lay_down` costs for the effects that need it.
    """
    kept = draft.get(f"motion/{ballot_id}")
    asked: Motion = shaped(kept["motion"], Motion)
    done = []
    for answer in won:
        raw = asked.effects.get(answer)
        if raw is None:
            continue
        effect = motion.effect_of(raw)
        case = _Case(id=ballot_id, ballot=ballot, effect=effect, base=kept["base"][answer])
        reason = _outcome(draft, case)
        done.append([answer, effect.kind, reason])
        if reason == APPLIED:
            draft.tell("effect_applied", ballot_id, effect=effect.kind)
        else:
            draft.tell("effect_failed", ballot_id, effect=effect.kind, reason=reason)
    return done


def ask_again(
    draft: Draft,
    ballot_id: str,
    ballot: Ballot,
    *,
    by_members: bool = False,
    panel: tuple[str, ...] = (),
) -> str:
    """Open the same question once more (R6), as long as before; return what became of that.

    A `Void` is caught: its reason is what became of it. Costs what `opening.lay_down` does.
    """
    asked = opening.Asked(
        id=canon.digest(AGAIN_TAG, [ballot_id, draft.occasion.height]),
        by=ballot.by,
        motion=shaped(draft.get(f"motion/{ballot_id}")["motion"], Motion),
        closes_at=draft.occasion.time + ballot.closes_at - ballot.opened,
        after=ballot_id,
        by_members=by_members,
        panel=panel,
    )
    try:
        opening.lay_down(draft, asked)
    except Void as void:
        return str(void.reason)
    return APPLIED


def put_charter(draft: Draft, charter: Charter) -> None:
    """Put another version of the charter in force. Linear in its size."""
    document: dict[str, Any] = to_builtins(charter)
    kept = {"version": charter.version, "id": charter_id(document), "document": document}
    draft.put("charter", kept)
    draft.tell("charter_changed", charter_id(document), version=charter.version)


def _outcome(draft: Draft, case: _Case) -> str:
    try:
        return _APPLY[type(case.effect)](draft, case) or APPLIED
    except Void as void:
        return str(void.reason)


def _amend(draft: Draft, case: _Case) -> str | None:
    charter = amendment.charter_of(draft.get)
    if amendment.fields(charter, case.effect) != case.base:
        return "charter_changed"
    new = amendment.amended(charter, case.effect)
    decided = {topic for part in case.ballot.parts for topic in part.topics}
    if not decided.issuperset(amending.topic_of(charter, new)):
        return "topics_changed"
    if new.policy != charter.policy:
        change = Repolicy(cause=case.id, policy=new.policy)
        fault = queue.queue_change(draft, change)
        if fault is not None:
            return str(fault)
    put_charter(draft, new)
    return None


def _change_roster(draft: Draft, case: _Case) -> str | None:
    effect = case.effect
    if isinstance(effect, RemoveSealer):
        record = draft.get(f"partner/{effect.partner}")
        if record is None or effect.kind != f"remove_{record['kind']}":
            return "not_there"
    elif (
        effect.sealer.kind == "witness"
        and _witnesses(draft) >= amendment.charter_of(draft.get).witnesses
    ):
        return "witnesses_too_many"
    fault = queue.queue_change(draft, motion.change_of(effect, case.id))
    return None if fault is None else str(fault)


def _witnesses(draft: Draft) -> int:
    sealers = draft.get("roster")["sealers"]
    return sum(draft.get(f"partner/{each}")["kind"] == "witness" for each in sealers)


def _move_host(draft: Draft, case: _Case) -> str | None:
    fault = seats.move_host(draft, case.effect.partner)
    return None if fault is None else str(fault)


def _elect(draft: Draft, case: _Case) -> str | None:
    effect: ElectCouncil = case.effect
    for seat in amendment.charter_of(draft.get).seats:
        if (seat.partner, seat.function) == (effect.partner, effect.function):
            time = draft.occasion.time
            held = {"holder": effect.holder, "since": time, "until": time + seat.term_ms}
            draft.put(f"seat/{seat.partner}/{seat.function}", {**held, "ballot": case.id})
            return None
    return "seat_unknown"


def _rekey(draft: Draft, case: _Case) -> str | None:
    effect: Rekey = case.effect
    keys = (effect.key, effect.recovery)
    fault = rekeying.queue_rekey(draft, effect.partner, keys, case.id)
    return None if fault is None else str(fault)


def _reopen(draft: Draft, case: _Case) -> str | None:
    earlier = shaped(draft.get(f"ballot/{case.effect.ballot}"), Ballot)
    return ask_again(draft, case.effect.ballot, structs.replace(earlier, by=case.ballot.by))


def _reverse(draft: Draft, case: _Case) -> str | None:
    unknown = panel.reverse(draft, case.id, case.effect.decisions)
    return "decision_unknown" if unknown else None


def _find_conflict(draft: Draft, case: _Case) -> None:
    draft.put(f"conflict/{case.effect.topic}/{case.effect.partner}", case.id)


def _dissolve(draft: Draft, case: _Case) -> None:
    ending.dissolve(draft, case.id)


def _state(draft: Draft, case: _Case) -> None:
    """Change nothing: the result itself is what was wanted."""


_APPLY: Mapping[type[Effect], Callable[[Draft, _Case], str | None]] = MappingProxyType(
    {
        Statement: _state,
        AmendCharter: _amend,
        ChangePolicy: _amend,
        RenewReview: _amend,
        AddSealer: _change_roster,
        RemoveSealer: _change_roster,
        MoveHost: _move_host,
        ElectCouncil: _elect,
        Rekey: _rekey,
        Reopen: _reopen,
        Reverse: _reverse,
        FindConflict: _find_conflict,
        Dissolve: _dissolve,
    }
)
