"""Suspending: a key that is proven to have signed two contradicting things seals no more (R12)."""

from models.rules.fold.draft import Draft

NEW = "evidence/new"
"""Where the proofs of these minutes wait for the step; empty between minutes."""


def place(guilty: str, kind: str, key: str) -> str:
    """Return where the state keeps a proof."""
    return f"evidence/{guilty}/{kind}/{key}"


def suspend(draft: Draft) -> None:
    """Suspend whose key was proven in these minutes, unless it was replaced in them: a step."""
    proofs = draft.get(NEW)
    if proofs is None:
        return
    draft.put(NEW, None)
    for each in proofs:
        _, guilty, _, key = each.split("/")
        record = draft.get(f"partner/{guilty}")
        if record["suspended"] is None and key in (record["key"], record["recovery"]):
            entry = draft.get(each)["entry"]
            draft.put(f"partner/{guilty}", {**record, "suspended": entry})
            draft.tell("key_suspended", guilty, evidence=entry, key=key)
