"""Voting: mutants of how ballots open and close."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from models.rules.ballot import casting, closing, electorate, motion
from server.simulation.mutants.mutant import Mutant, always, swapping


def _any_part(was: Any) -> Any:
    return lambda ballot, voter: ballot.parts


def _everybody_now(was: Any) -> Any:
    def entitled(get: Any, part: Any) -> tuple[str, ...]:
        """Let whoever is a partner at the end vote."""
        return electorate.partners(get) if part.decider == "partners" else was(get, part)

    return entitled


VOTING: Mapping[str, Mutant] = MappingProxyType(
    {
        "box-threshold-one": swapping(
            "one box is enough to show a vote", closing, "threshold", always(1)
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
        "unfrozen-electorate": Mutant(
            about="who joined later votes too",
            swaps=(
                (electorate, "entitled", _everybody_now),
                (casting, "_parts_of", _any_part),
            ),
        ),
        "vote-in-own-case": swapping(
            "who is to be expelled votes on it", motion, "subject_of", always(None)
        ),
    }
)
