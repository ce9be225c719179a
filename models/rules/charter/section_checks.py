"""Checks of council, members, moderation, brand, contributions and the deadlines (R7, R10)."""

from collections.abc import Iterator

from models.rules.charter.balance import KINDS
from models.rules.charter.bounds import YEAR, is_share, share
from models.rules.charter.clause_checks import repeated
from models.rules.charter.document import Charter
from models.rules.charter.fault import CharterFault, Fault
from models.rules.charter.member import GROUNDS
from models.rules.values import DAY, HOUR, MINUTE

STEPS = ("talk", "mediator", "panel", "vote")


def section_faults(charter: Charter) -> Iterator[Fault]:
    """Yield what is wrong with the sections that are neither clauses, rules, exit nor guards.

    Linear in their size.
    """
    yield from _council(charter)
    yield from _deadlines(charter)
    yield from _members(charter)
    yield from _moderation(charter)
    yield from _balance(charter)


def _council(charter: Charter) -> Iterator[Fault]:
    yield from repeated("functions", (function.id for function in charter.functions))
    known = {function.id for function in charter.functions}
    seen = set()
    for number, seat in enumerate(charter.seats):
        if seat.function not in known:
            yield Fault(CharterFault.FUNCTION_UNKNOWN, f"seats.{number}.function")
        if (seat.partner, seat.function) in seen:
            yield Fault(CharterFault.SEAT_REPEATED, f"seats.{number}")
        seen.add((seat.partner, seat.function))
        if not 30 * DAY <= seat.term_ms <= 10 * YEAR:
            yield Fault(CharterFault.TERM_UNSOUND, f"seats.{number}.term_ms")


def _deadlines(charter: Charter) -> Iterator[Fault]:
    if not MINUTE <= charter.grace_ms <= 24 * HOUR:
        yield Fault(CharterFault.GRACE_UNSOUND, "grace_ms")
    if not 30 * DAY <= charter.notice_ms <= 2 * YEAR:
        yield Fault(CharterFault.NOTICE_UNSOUND, "notice_ms")


def _members(charter: Charter) -> Iterator[Fault]:
    members = charter.members
    if not members.classes:
        yield Fault(CharterFault.CLASSES_MISSING, "members.classes")
    yield from repeated("members.classes", (each.id for each in members.classes))
    if not is_share(members.partner_cap):
        yield Fault(CharterFault.CAP_UNSOUND, "members.partner_cap")


def _moderation(charter: Charter) -> Iterator[Fault]:
    moderation = charter.moderation
    for ground in GROUNDS:
        if ground not in moderation.practice:
            yield Fault(CharterFault.GROUND_MISSING, f"moderation.practice.{ground}")
    for ground in sorted(moderation.practice):
        if ground not in GROUNDS:
            yield Fault(CharterFault.GROUND_UNKNOWN, f"moderation.practice.{ground}")
    if not 14 * DAY <= moderation.appeal_window_ms <= 5 * YEAR:
        yield Fault(CharterFault.APPEAL_UNSOUND, "moderation.appeal_window_ms")
    if moderation.panel_size % 2 == 0:
        yield Fault(CharterFault.PANEL_UNSOUND, "moderation.panel_size")
    steps = [rung.step for rung in charter.ladder]
    is_upwards = steps == [step for step in STEPS if step in steps] and "vote" in steps
    clocks = all(HOUR <= rung.clock_ms <= YEAR for rung in charter.ladder)
    # The last rung has no next one: there the dispute ends in any case.
    if not (is_upwards and clocks and charter.ladder[-1].default == "status_quo"):
        yield Fault(CharterFault.LADDER_UNSOUND, "ladder")


def _balance(charter: Charter) -> Iterator[Fault]:
    lowest, highest = charter.brand.band
    if not (is_share(highest) and share(lowest) < share(highest)):
        yield Fault(CharterFault.BAND_UNSOUND, "brand.band")
    if not DAY <= charter.brand.window_ms <= YEAR:
        yield Fault(CharterFault.WINDOW_UNSOUND, "brand.window_ms")
    if not DAY <= charter.contributions.window_ms <= 5 * YEAR:
        yield Fault(CharterFault.WINDOW_UNSOUND, "contributions.window_ms")
    for kind in sorted(charter.contributions.caps):
        if kind not in KINDS:
            yield Fault(CharterFault.KIND_UNKNOWN, f"contributions.caps.{kind}")
    if charter.contributions.confirmations == 0:
        yield Fault(CharterFault.CONFIRMATION_MISSING, "contributions.confirmations")
    if not is_share(charter.contributions.share_cap):
        yield Fault(CharterFault.CAP_UNSOUND, "contributions.share_cap")
