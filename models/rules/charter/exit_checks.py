"""Checks of the exit clause (R10): no charter stands without one that can be carried out."""

from collections.abc import Iterator

from models.rules.charter.document import Charter
from models.rules.charter.exit import DATA_CLASSES, LEAVER_KINDS, MIN_CHOICE
from models.rules.charter.fault import CharterFault, Fault


def exit_faults(charter: Charter) -> Iterator[Fault]:
    """Yield what is wrong with the exit clause. Linear in its size."""
    clause = charter.exit
    for name, choices in DATA_CLASSES.items():
        handling = clause.handling.get(name)
        if handling is None:
            yield Fault(CharterFault.DATA_CLASS_MISSING, f"exit.handling.{name}")
            continue
        if handling.leaver not in choices.leaver:
            yield Fault(CharterFault.ACTION_UNFIT, f"exit.handling.{name}.leaver")
        if handling.remaining not in choices.remaining:
            yield Fault(CharterFault.ACTION_UNFIT, f"exit.handling.{name}.remaining")
    for name in sorted(clause.handling):
        if name not in DATA_CLASSES:
            yield Fault(CharterFault.DATA_CLASS_UNKNOWN, f"exit.handling.{name}")
    for kind in LEAVER_KINDS:
        if kind not in clause.terms:
            yield Fault(CharterFault.LEAVER_KIND_MISSING, f"exit.terms.{kind}")
    for kind in sorted(clause.terms):
        if kind not in LEAVER_KINDS:
            yield Fault(CharterFault.LEAVER_KIND_UNKNOWN, f"exit.terms.{kind}")
    # The members' time to choose must be over before a leaver's notice is.
    if not MIN_CHOICE <= clause.choice_ms <= charter.notice_ms:
        yield Fault(CharterFault.CHOICE_UNSOUND, "exit.choice_ms")
    if not clause.licence.strip():
        yield Fault(CharterFault.LICENCE_MISSING, "exit.licence")
