"""Vanishing: what this partner says, and does not say any more, about one that seems gone (R13).

A statement is made by people, not by a timer. Any sign of life takes it back: then this partner
neither signs nor seals the exclusion.
"""

from models.rules.minutes import checking, excluding, records
from models.rules.minutes.node import Node
from models.rules.minutes.records import Exclusion
from models.rules.partner.holding import Holding
from models.rules.partner.messages import Excludes
from models.rules.partner.turn import Turn
from models.rules.refusal import Refusal, Refused


def state(turn: Turn, subject: str) -> None:
    """Say that nothing was seen of `subject`, and tell everybody, the subject too (R13).

    Refused with `exclusion_invalid`, `not_now`. O(peers).
    """
    holding = turn.holding
    roster = holding.roster
    if holding.duty.is_silent or holding.me not in excluding.others(roster, subject):
        raise Refused(Refusal.EXCLUSION_INVALID, subject)
    key = holding.key_of(holding.me)
    claim = {
        "community": holding.community,
        "roster": roster.version,
        "subject": subject,
        "partner": holding.me,
        "time": turn.now,
    }
    try:
        made = records.sign(claim, Exclusion, key or "", holding.signatures)
    except KeyError as error:
        raise Refused(Refusal.NOT_NOW, "the key in force is not held here") from error
    holding.duty.statements[subject] = made
    holding.exclusions[(subject, holding.me)] = made
    turn.keep("exclusion", made)
    turn.tell_peers(Excludes(exclusion=made))


def take(turn: Turn, statement: Exclusion) -> None:
    """Take somebody's statement.

    Refused with `other_community`, `exclusion_invalid`, `signature_invalid`.
    """
    holding = turn.holding
    if statement.community != holding.community:
        raise Refused(Refusal.OTHER_COMMUNITY, statement.community)
    others = excluding.others(holding.roster, statement.subject)
    if statement.partner not in others:
        raise Refused(Refusal.EXCLUSION_INVALID, statement.partner)
    excluding.check_statement(holding.chain.high, statement, holding.roster, holding.signatures)
    holding.exclusions[(statement.subject, statement.partner)] = statement


def note_alive(holding: Holding, partner: str, time: int | None = None) -> None:
    """Take back what we say about `partner`: something was seen of it, at `time` if known."""
    said = holding.duty.statements.get(partner)
    if said is not None and (time is None or time > said.time):
        del holding.duty.statements[partner]
        holding.exclusions.pop((partner, holding.me), None)


def stated(holding: Holding, subject: str) -> list[Exclusion]:
    """Return the statements about `subject`, by partner, when all others made theirs; else none.

    O(n).
    """
    try:
        others = excluding.others(holding.roster, subject)
    except Refused:
        return []
    found = [holding.exclusions.get((subject, name)) for name in others]
    return [each for each in found if each is not None] if None not in found else []


def ripening(holding: Holding, parent: Node) -> tuple[int, str] | None:
    """Return from when on minutes after `parent` can exclude somebody, and whom; None for nobody.

    As far as we say so ourselves and hold the others' word. O(statements).
    """
    if not holding.duty.statements:
        return None
    found = []
    version = checking.usual_ground(parent).roster.version
    for subject in sorted(holding.duty.statements):
        statements = stated(holding, subject)
        if not statements or any(each.roster != version for each in statements):
            continue
        if parent.alive.get(subject, 0) <= max(each.time for each in statements):
            found.append((excluding.opens_at(parent, statements), subject))
    return min(found, default=None)
