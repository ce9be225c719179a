"""Blaming: a secretary that broke the rules before our eyes, so that its term is left at once (R4).

Only what it signed itself is held against it, never what somebody says it said.
"""

from models.rules.minutes import records
from models.rules.minutes import sealers as sealing
from models.rules.minutes.records import Minutes
from models.rules.partner.holding import Holding
from models.rules.refusal import Refusal, Refused


def blame_for(holding: Holding, minutes: Minutes, refused: Refused) -> None:
    """Blame the secretary of our term for minutes that were refused, if it wrote them."""
    if refused.reason != Refusal.TOO_MUCH and is_of_secretary(holding, minutes):
        blame(holding, minutes.term)


def blame(holding: Holding, term: int) -> None:
    """Remember that the secretary of a term is not to be followed."""
    holding.progress.blamed = max(holding.progress.blamed, term)


def is_of_secretary(holding: Holding, minutes: Minutes) -> bool:
    """Tell whether the secretary of the term that we are in signed these minutes."""
    if minutes.term != holding.term or minutes.community != holding.community:
        return False
    name = sealing.secretary(holding.roster, minutes.term)
    key = holding.key_of(name)
    if key is None or minutes.secretary != name or name == holding.me:
        return False
    try:
        records.verify(minutes, key, holding.signatures)
    except Refused:
        return False
    return True
