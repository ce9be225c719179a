"""Checking: everything that is wrong with a charter, all at once.

A genesis and every amendment must be without faults before anybody is asked to sign or vote (R6).
The checks of the parts stand beside this file; each yields faults in the order of the document.
"""

from collections.abc import Iterator

from msgspec import ValidationError, convert, to_builtins

from models.rules import canon
from models.rules.charter.bounds import MAX_CHARTER
from models.rules.charter.clause_checks import clause_faults
from models.rules.charter.document import Charter
from models.rules.charter.exit_checks import exit_faults
from models.rules.charter.fault import CharterFault, Fault
from models.rules.charter.guard_checks import guard_faults
from models.rules.charter.rule_checks import rule_faults
from models.rules.charter.section_checks import section_faults
from models.rules.refusal import Refused


def faults(charter: Charter) -> tuple[Fault, ...]:
    """Return all faults of a charter; none means it may be signed.

    A document whose parts are of the wrong kind or out of bounds has that one fault only. O(size of
    the charter + clauses squared + topics * seats * functions).
    """
    try:
        convert(to_builtins(charter), Charter)
    except ValidationError:
        return (Fault(CharterFault.MALFORMED, ""),)
    return (
        *_form_faults(charter),
        *clause_faults(charter),
        *rule_faults(charter),
        *section_faults(charter),
        *exit_faults(charter),
        *guard_faults(charter),
    )


def _form_faults(charter: Charter) -> Iterator[Fault]:
    try:
        size = len(canon.encode(to_builtins(charter)))
    except Refused:
        yield Fault(CharterFault.NOT_CANONICAL, "")
        return
    if size > MAX_CHARTER:
        yield Fault(CharterFault.TOO_LARGE, "")
