"""Deadlocks: mutants of what happens when a ballot comes to no decision."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from models.rules.ballot import effects, panels
from models.rules.fold.view import active
from models.rules.moderation import lot
from models.rules.values import DAY
from server.simulation.mutants.mutant import Mutant, swapping


def _undecided_passes(was: Any) -> Any:
    def answers(outcome: str, winners: Any) -> list[str]:
        """Return the answers of a result; where there is no decision, the first option."""
        return ["go"] if outcome in ("tied", "no_quorum") else was(outcome, winners)

    return answers


def _of_all(was: Any) -> Any:
    return lambda draft, ballot_id: list(active(draft.get))


DEADLOCKS: Mapping[str, Mutant] = MappingProxyType(
    {
        "deadlock-passes": swapping(
            "what came to no decision is done", effects, "answers", _undecided_passes
        ),
        "draw-waits-for-ever": swapping(
            "a draw that nobody opens never ends", lot, "STEP", lambda was: 300 * DAY
        ),
        "panel-of-askers": swapping(
            "who asked a question sits on its panel", panels, "uninvolved", _of_all
        ),
    }
)
