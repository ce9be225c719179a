"""Ending: a community that nobody carries on, by decision or as its last partner left (R7, R10)."""

from models.rules.fold.draft import Draft


def dissolve(draft: Draft, cause: str) -> None:
    """Dissolve the community; its minutes can go on for what remains to be done."""
    draft.put("community", {**draft.get("community"), "status": "dissolved"})
    draft.tell("dissolved", cause)
