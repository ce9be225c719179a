"""Checks of the guards: each stands on a clause in force and has something to guard.

A guard of ballots (R6, R7) that names no topic would only seem to be one.
"""

from collections.abc import Iterator
from re import match

from models.rules.charter.bounds import ID_PATTERN, YEAR, is_share
from models.rules.charter.clause import in_force
from models.rules.charter.document import Charter
from models.rules.charter.fault import CharterFault, Fault
from models.rules.charter.guard import SupportRouting, Veto, each
from models.rules.values import HOUR


def guard_faults(charter: Charter) -> Iterator[Fault]:
    """Yield what is wrong with the guards. Linear in the size of the charter."""
    clauses = {clause.id for clause in in_force(charter.clauses)}
    guards = charter.guards
    for name, guard in each(guards).items():
        if guard is not None and guard.clause not in clauses:
            yield Fault(CharterFault.GUARD_UNFOUNDED, f"guards.{name}.clause")
    if guards.competition is not None:
        if not guards.competition.forbidden:
            yield Fault(CharterFault.GUARD_EMPTY, "guards.competition.forbidden")
        yield from _known(charter, "guards.competition.marked", guards.competition.marked)
    if guards.veto is not None:
        yield from _veto(charter, guards.veto)
    if guards.sponsor is not None:
        limit = guards.sponsor.share
        if not 0 < limit[0] < limit[1]:
            yield Fault(CharterFault.GUARD_UNSOUND, "guards.sponsor.share")
    if guards.support is not None:
        yield from _support(guards.support)


def _known(charter: Charter, place: str, names: tuple[str, ...]) -> Iterator[Fault]:
    if not names:
        yield Fault(CharterFault.GUARD_EMPTY, place)
    for name in names:
        if name not in charter.topics:
            yield Fault(CharterFault.TOPIC_UNKNOWN, f"{place}.{name}")


def _veto(charter: Charter, veto: Veto) -> Iterator[Fault]:
    yield from _known(charter, "guards.veto.topics", veto.topics)
    if veto.kind not in charter.guards.kinds.values():
        yield Fault(CharterFault.VETO_WITHOUT_HOLDER, "guards.veto.kind")
    override = veto.override
    if override is not None and not (is_share(override) and 2 * override[0] > override[1]):
        yield Fault(CharterFault.THRESHOLD_UNSOUND, "guards.veto.override")
    if not HOUR <= veto.window_ms <= YEAR:
        yield Fault(CharterFault.WINDOW_UNSOUND, "guards.veto.window_ms")


def _support(support: SupportRouting) -> Iterator[Fault]:
    if not support.routes:
        yield Fault(CharterFault.GUARD_EMPTY, "guards.support.routes")
    for tag in sorted(support.routes):
        if not match(ID_PATTERN, tag):
            yield Fault(CharterFault.GUARD_UNSOUND, f"guards.support.routes.{tag}")
    if not HOUR <= support.answer_ms <= YEAR:
        yield Fault(CharterFault.WINDOW_UNSOUND, "guards.support.answer_ms")
