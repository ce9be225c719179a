"""Voting: mutants of how ballots open and close."""

import operator
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import structs

from models.rules.ballot import casting, closing, counting, electorate, motion, vetoing, voices
from models.rules.ballot.record import Roll
from models.rules.charter import guards
from models.rules.values import DAY
from server.simulation.mutants.mutant import Mutant, always, swapping


def _any_part(was: Any) -> Any:
    return lambda ballot, voter: ballot.parts


def _everybody_now(was: Any) -> Any:
    def entitled(get: Any, part: Any) -> tuple[str, ...]:
        """Let whoever is a partner at the end vote."""
        return electorate.partners(get) if part.decider == "partners" else was(get, part)

    return entitled


def _todays_rolls(was: Any) -> Any:
    def known(get: Any, ballot_id: str) -> Any:
        """Return a ballot with the rolls that the partners have when it closes."""
        ballot = was(get, ballot_id)
        rolls = {partner: get(f"roll/{partner}") for partner in ballot.rolls}
        newest = {who: msgspec.convert(roll, Roll) for who, roll in rolls.items() if roll}
        return structs.replace(ballot, rolls={**ballot.rolls, **newest})

    return known


VOTING: Mapping[str, Mutant] = MappingProxyType(
    {
        "box-threshold-one": swapping(
            "one box is enough to show a vote", closing, "threshold", always(1)
        ),
        "boxes-unawaited": swapping(
            "members' votes are opened though a box is missing",
            closing,
            "BOXES_WAIT",
            lambda was: 0,
        ),
        "effects-unheld": swapping(
            "effects follow before anybody could veto them", vetoing, "waits_until", always(None)
        ),
        "leaf-twice": swapping(
            "a house opens one vote twice", casting, "is_next", lambda was: operator.ge
        ),
        "late-vote-counts": swapping(
            "a vote counts whatever the boxes show", closing, "is_shown", always(True)
        ),
        "omit-votes-at-closing": swapping(
            "a ballot closes though the cut leaves out what the boxes show",
            closing,
            "is_settled",
            always(True),
        ),
        "openings-for-ever": swapping(
            "who does not open is waited for without end",
            closing,
            "OPENING_WAIT",
            lambda was: 300 * DAY,
        ),
        "openings-unawaited": swapping(
            "who does not open at once is not counted", closing, "OPENING_WAIT", lambda was: 0
        ),
        "openings-unchecked": swapping(
            "a house opens other votes than it committed to",
            voices,
            "is_as_committed",
            always(True),
        ),
        "roll-uncapped": swapping(
            "a house has more votes than members", voices, "is_within", always(True)
        ),
        "rolls-unfrozen": swapping(
            "who is put on a roll after the opening votes too", counting, "known", _todays_rolls
        ),
        "unfrozen-electorate": Mutant(
            about="who joined later votes too",
            swaps=(
                (electorate, "entitled", _everybody_now),
                (casting, "_parts_of", _any_part),
            ),
        ),
        "veto-ignored": swapping(
            "what a veto stands against is done", guards, "veto_stands", always(False)
        ),
        "vote-in-own-case": swapping(
            "who is to be expelled votes on it", motion, "subject_of", always(None)
        ),
    }
)
