"""Roots: the hashes of the newest states, kept while a newcomer rebuilds the history (R14).

A newcomer's `ready` names the hash it came to, and is taken only when it is the right one: so the
state has to remember what it was. Nobody needs that at other times, and nothing is kept then.
"""

from models.rules.fold.draft import Draft
from models.rules.roster import queue

WINDOW = 64
"""How many heights back a `ready` may look."""


def stamp(draft: Draft) -> None:
    """Keep the hash of the parent's state while somebody is expected: the first step of all.

    O(queue).
    """
    known = draft.get("roots") or []
    is_expected = any(
        queue.is_waiting(draft.get, each) for each in queue.waiting_changes(draft.get)
    )
    if is_expected:
        newest = [draft.occasion.height - 1, draft.state().root()]
        draft.put("roots", [*known, newest][-WINDOW:])
    elif known:
        draft.put("roots", None)
