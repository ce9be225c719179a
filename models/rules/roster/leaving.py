"""Leaving: a partner's or witness's own word that it goes, which nobody can refuse (R10).

It counts from the first minutes whose time is at or after both the date the leaver named and the
charter's notice, counted from the minutes that brought the word. The removal then takes its turn.
"""

from models.rules.fold.draft import Draft
from models.rules.roster import ending, queue
from models.rules.roster.change import Remove


def take_effect(draft: Draft) -> None:
    """Queue the removal of everybody whose time has come: a step. O(leavers)."""
    leaving = draft.get("leaving") or []
    due = [each for each in leaving if is_due(draft, each)]
    for each in due:
        entry = draft.get(f"leave/{each}")["entry"]
        draft.put(f"leave/{each}", None)
        change = Remove(cause=entry, subject=each, status="left")
        if queue.queue_change(draft, change) is None:
            draft.tell("leave_due", each)
        else:
            # Nothing but that nobody would be left hinders a partner that is there.
            ending.dissolve(draft, entry)
    if due:
        draft.put("leaving", [each for each in leaving if each not in due] or None)


def forget(draft: Draft, gone: str) -> None:
    """Drop the notice of one that went another way: it must not end a later membership.

    O(leavers).
    """
    if draft.get(f"leave/{gone}") is not None:
        draft.put(f"leave/{gone}", None)
        left = [each for each in draft.get("leaving") if each != gone]
        draft.put("leaving", left or None)


def is_due(draft: Draft, leaver: str) -> bool:
    """Tell whether these minutes stand at or after the end of the leaver's notice."""
    until: int = draft.get(f"leave/{leaver}")["effective"]
    return draft.occasion.time >= until
