"""Moderating: mutants of what decisions add up to, who takes them back and who hears appeals."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from models.rules.acts import decision, reverse
from models.rules.fold import fold as folding
from models.rules.fold.view import active
from models.rules.moderation import panel, standing
from models.rules.tally import lots
from server.simulation.mutants.mutant import Mutant, always, swapping


def _last(was: Any) -> Any:
    return lambda *severities: severities[-1] if severities else "none"


def _all_about(was: Any) -> Any:
    def take_back(desk: Any, decisions: list[str]) -> None:
        """Take back whatever was decided about the same things."""
        was(desk, decisions)
        for each in decisions:
            decision = desk.get(f"decision/{each}")
            about = desk.get(f"moderation/{decision['object']}/{decision['scope']}")
            for other in about or ():
                desk.add(f"reversed/{other}", desk.id)

    return take_back


def _everybody(was: Any) -> Any:
    return lambda get, appeal: active(get)


def _ever_taken(was: Any) -> Any:
    return lambda get, partner, time: bool(get(f"covers/{partner}"))


def _alone(was: Any) -> Any:
    return lambda lot, nonce, added: was(lot, nonce, {})


def _any_nonce(was: Any) -> Any:
    return lambda partner, nonce: was(partner, partner)


def _first_author(was: Any) -> Any:
    def together(base: Any, desks: Any) -> Any:
        """Lay desks together so that a claim of an earlier one shuts out all later ones."""
        claimed: set[str] = set()
        for desk in desks:
            desk.claims = {key: made for key, made in desk.claims.items() if key not in claimed}
            claimed.update(desk.claims)
        return was(base, desks)

    return together


MODERATING: Mapping[str, Mutant] = MappingProxyType(
    {
        "join-takes-last": swapping(
            "of several decisions the one looked at last holds", standing, "join", _last
        ),
        "reverse-reaches-all": swapping(
            "who takes back one decision takes back all about the same thing",
            reverse,
            "_take_back",
            _all_about,
        ),
        "panel-of-friends": swapping(
            "who has a part in a case may hear the appeal", panel, "candidates", _everybody
        ),
        "one-partner-is-enough": swapping(
            "nobody need confirm what concerns another partner's member",
            standing,
            "awaits_second",
            always(False),
        ),
        "shift-never-ends": swapping(
            "whoever took a shift may decide at any time", decision, "is_on_shift", _ever_taken
        ),
        "stand-in-always": swapping(
            "somebody stands in though another one is on duty",
            decision,
            "is_covered",
            always(False),
        ),
        "draw-by-one": swapping(
            "what others add changes nothing of a draw", lots, "seed_of", _alone
        ),
        "draw-unsealed": swapping(
            "a nonce may be opened that was not sealed", lots, "sealed", _any_nonce
        ),
        "first-author-wins": swapping(
            "what only one can have goes to the first author by name",
            folding,
            "together",
            _first_author,
        ),
    }
)
