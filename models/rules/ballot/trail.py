"""Trail: which entry stands at which number of a partner's log, as far as open ballots ask.

A box names heads that its sealer held, and a liar's log may have two branches: a head shows a vote
only on the branch that the minutes follow (R7). So while ballots are open the state keeps the ids
of new entries, and drops them when the last ballot that could ask for them has closed: each entry
is written once and removed once.

    trail/<partner>              the first number kept
    trail/<partner>/<number>     the id of that entry
"""

from models.rules.fold.draft import Draft
from models.rules.fold.standing import Get
from models.rules.values import Cut


def follow(draft: Draft) -> None:
    """Note the way to the new heads of those who vote in open ballots; a step after the entries.

    O(authors * open ballots + new entries).
    """
    asked = [draft.get(f"ballot/{each}")["floors"] for each in draft.get("ballots") or ()]
    for partner, entries in sorted(draft.entries.items()):
        if not entries or not any(partner in floors for floors in asked):
            continue
        if draft.get(f"trail/{partner}") is None:
            draft.put(f"trail/{partner}", entries[0].entry.seq)
        for signed in entries:
            draft.put(f"trail/{partner}/{signed.entry.seq}", signed.id)


def newest(cut: Cut, partner: str) -> int:
    """Return the number of a partner's newest entry in the cut; -1 before any."""
    head = cut.get(partner)
    return -1 if head is None else head[0]


def is_on_chain(get: Get, partner: str, head: tuple[int, str]) -> bool:
    """Tell whether a head of `partner`, no older than its open ballots, is on the agreed branch."""
    return bool(get(f"trail/{partner}/{head[0]}") == head[1])


def forget(draft: Draft, partner: str, before: int) -> None:
    """Drop the trail of `partner` before number `before`, which no open ballot asks for.

    O(entries dropped).
    """
    first = draft.get(f"trail/{partner}")
    if first is None or first >= before:
        return
    for seq in range(first, before):
        draft.put(f"trail/{partner}/{seq}", None)
    is_over = before > newest(draft.occasion.cut, partner)
    draft.put(f"trail/{partner}", None if is_over else before)
