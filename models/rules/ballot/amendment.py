"""Amendments: changes of the charter that a motion asks for, at its opening and when it has passed.

Between the two the charter may change by another ballot. Then an amendment still applies if the
fields that it sets are as they were, and if it needs no other topic's decision than it had when it
was frozen (R6).
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from models.rules import canon
from models.rules.ballot.motion import AmendCharter, ChangePolicy, Effect, RenewReview
from models.rules.charter import amending, checking
from models.rules.charter.document import Charter
from models.rules.fold.standing import Get
from models.rules.fold.void import Void, VoidReason
from models.rules.refusal import Refused
from models.rules.values import shaped

FIELD_TAG = "hanse/charter-field/1"

Amending = AmendCharter | ChangePolicy | RenewReview


def charter_of(get: Get) -> Charter:
    """Return the charter in force. O(size of the charter)."""
    charter: Charter = shaped(get("charter")["document"], Charter)
    return charter


def amended(charter: Charter, effect: Amending) -> Charter:
    """Return the charter after an effect.

    Void: amendment_unfit when it is no change, charter_faulty when it leaves faults. Costs what
    `checking.faults` does.
    """
    try:
        new = amending.amend(charter, _changes(charter, effect))
    except Refused as refused:
        raise Void(VoidReason.AMENDMENT_UNFIT, refused.detail) from refused
    faults = checking.faults(new)
    if faults:
        raise Void(VoidReason.CHARTER_FAULTY, f"{faults[0].reason} {faults[0].place}")
    return new


def fields(charter: Charter, effect: Effect) -> dict[str, str]:
    """Return the hashes of the fields that an amendment replaces whole, as they are.

    O(size of the charter).
    """
    if not isinstance(effect, AmendCharter):
        return {}
    document: Mapping[str, Any] = msgspec.to_builtins(charter)
    named = sorted(name for name in effect.changes if name in document)
    return {name: canon.digest(FIELD_TAG, document[name]) for name in named}


def _changes(charter: Charter, effect: Amending) -> dict[str, Any]:
    if isinstance(effect, AmendCharter):
        return effect.changes
    if isinstance(effect, ChangePolicy):
        return {"policy": effect.policy}
    document = msgspec.to_builtins(charter)
    if effect.review == "clause":
        clauses = [
            {**clause, "review_by": effect.review_by} if clause["id"] == effect.id else clause
            for clause in document["clauses"]
        ]
        return {"clauses": clauses}
    rules = {
        topic: {**rule, "review_by": effect.review_by} if topic == effect.id else rule
        for topic, rule in document["topics"].items()
    }
    return {"topics": rules}
