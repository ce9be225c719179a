"""Case: one partner's exit, from its notice (R10) or its exclusion (R9, R13) to the closing report.

    exit/<partner>            {case}: the newest case of the partner
    exit/<partner>/<height>   {id, partner, kind, opened, terms, cut, status}
    left/<partner>            {height, made, about}: since when its decisions are those of a leaver

`following.py` opens a case when notice was given and makes the cut when the partner is out. Neither
waits for the checklist: nobody can keep a partner in by leaving an item undone.
"""

from typing import Any

from models.rules.exit.checklist import is_settled
from models.rules.exit.terms import LeaverKind, agreed
from models.rules.fold.agenda import plan
from models.rules.fold.draft import Draft
from models.rules.fold.standing import Get
from models.rules.values import DAY


def current(get: Get, partner: str) -> Any:
    """Return the newest case of a partner, or None."""
    newest = get(f"exit/{partner}")
    return get(f"exit/{newest['case']}") if newest is not None else None


def open_case(draft: Draft, partner: str, kind: LeaverKind, now: int) -> str:
    """Open a case, or give the one that is under way a new kind with its terms; return its id.

    Linear in the charter's exit clause.
    """
    case = current(draft.get, partner)
    if case is None or case["cut"] is not None:
        case_id = f"{partner}/{draft.occasion.height}"
        case = {"id": case_id, "partner": partner, "opened": now, "cut": None, "status": "open"}
    elif case["kind"] == kind:
        return str(case["id"])
    case_id = case["id"]
    terms = agreed(draft.get, kind)
    draft.put(f"exit/{case_id}", {**case, "kind": kind, "terms": terms})
    draft.put(f"exit/{partner}", {"case": case_id})
    draft.tell("exit_opened", partner, case=case_id, leaver=kind)
    return str(case_id)


def cut(draft: Draft, partner: str, kind: LeaverKind, now: int) -> None:
    """Note that a partner is out: dates begin, and what it held is offered to the others.

    To be called when the roster without it comes into force; opens a case if there is none.
    O(duties and shifts that it took), and what `open_case` costs.
    """
    case_id = open_case(draft, partner, kind, now)
    case = draft.get(f"exit/{case_id}")
    terms = case["terms"]
    made_cut = {
        "height": draft.occasion.height,
        "time": now,
        "documents_until": now + terms["documents_ms"],
        "marks_until": now + terms["marks_ms"],
    }
    draft.put(f"exit/{case_id}", {**case, "cut": made_cut})
    handling = terms["handling"]
    left = {
        "height": draft.occasion.height,
        "made": handling["decisions_made"]["remaining"],
        "about": handling["decisions_about"]["remaining"],
    }
    draft.put(f"left/{partner}", left)
    for slug in draft.get(f"holds/{partner}") or ():
        plan(draft, now, f"duty/{slug}")
    for _, end, slug in draft.get(f"covers/{partner}") or ():
        if end > now:
            plan(draft, now, f"shift/{slug}")
    plan(draft, made_cut["marks_until"], f"exit/{case_id}")
    draft.tell("exit_cut", partner, case=case_id, **made_cut)


def attend(draft: Draft, case_id: str) -> None:
    """Close a case whose report is there; remind of marks that are still shown, once a day.

    O(partners²).
    """
    case = draft.get(f"exit/{case_id}")
    now = draft.occasion.time
    if case["status"] == "closed":
        return
    if draft.get(f"exit_done/{case_id}/report") is not None:
        draft.put(f"exit/{case_id}", {**case, "status": "closed"})
        draft.tell("exit_closed", case["partner"], case=case_id)
        return
    has_to_be_gone = case["cut"] is not None and now >= case["cut"]["marks_until"]
    if has_to_be_gone and not is_settled(draft.get, case, "marks", now):
        draft.tell("exit_overdue", case["partner"], case=case_id, item="marks")
        plan(draft, (now // DAY + 1) * DAY, f"exit/{case_id}")
