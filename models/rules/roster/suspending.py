"""Suspending: a key that is proven to have signed two contradicting things seals no more (R12)."""

from models.rules.fold.draft import Draft
from models.rules.log import handing

NEW = "evidence/new"
"""Where the proofs of these minutes wait for the step; empty between minutes."""


def place(guilty: str, kind: str, key: str) -> str:
    """Return where the state keeps a proof."""
    return f"evidence/{guilty}/{kind}/{key}"


def suspend(draft: Draft) -> None:
    """Suspend whose key was proven in these minutes, unless it was recovered in them: a step.

    O(proofs).
    """
    proofs = draft.get(NEW)
    if proofs is None:
        return
    draft.put(NEW, None)
    for each in proofs:
        _, guilty, _, key = each.split("/")
        record, proof = draft.get(f"partner/{guilty}"), draft.get(each)
        if record["suspended"] is None and handing.answers(record, proof["keys"]):
            draft.put(f"partner/{guilty}", {**record, "suspended": proof["entry"]})
            draft.tell("key_suspended", guilty, evidence=proof["entry"], key=key)
