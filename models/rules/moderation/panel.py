"""Panel: partners drawn by lot hear an appeal, and their majority upholds or reverses.

    appeal/<id>             {by, decision, height, time, status, panel, seated, until}
    answer/<id>/<partner>   {outcome}: what one member of the panel says

Nobody on the panel decided, confirmed or appealed, or is the home of the judged. Who appealed and
who decided draw it together (`lot`). A member that stops being a partner is replaced by the next in
the order drawn, within a day. When who appealed does not open its lot, the appeal ends as
`dropped`. When nobody is left to draw, or the panel is silent until its time is over, it ends as
`no_panel` or `unheard`, and everybody is told that it is for a ballot now (R6).
"""

from typing import Any

from models.rules.charter.document import panel_clock
from models.rules.charter.member import Moderation, Rung
from models.rules.fold.agenda import plan
from models.rules.fold.draft import Draft
from models.rules.fold.standing import Get
from models.rules.fold.view import active, section
from models.rules.moderation import lot
from models.rules.values import DAY


def attend(draft: Draft, appeal_id: str) -> None:
    """Bring an appeal as far as it can come in these minutes. O(partners²)."""
    key = f"appeal/{appeal_id}"
    appeal = draft.get(key)
    if appeal["status"] != "open":
        return
    if draft.get(f"reversed/{appeal['decision']}"):
        _end(draft, appeal_id, "moot")
        return
    if appeal["until"] is None and not candidates(draft.get, appeal):
        _end(draft, appeal_id, "no_panel")
        return
    came = lot.attend(draft, appeal_id)
    if came == "dropped":
        _end(draft, appeal_id, "dropped")
    elif came == "drawn":
        _seat(draft, appeal_id)
        _conclude(draft, appeal_id)


def reverse(draft: Draft, by: str, decisions: list[str]) -> tuple[str, ...]:
    """Let a ballot (or panel) `by` reverse decisions; return those that do not exist.

    All or nothing: when any is unknown, nothing is reversed. Reversing twice changes nothing.
    O(decisions · reversals of each).
    """
    unknown = tuple(each for each in decisions if draft.get(f"decision/{each}") is None)
    for each in () if unknown else decisions:
        key = f"reversed/{each}"
        draft.put(key, sorted({*(draft.get(key) or ()), by}))
        draft.tell("decision_reversed", each, by=by)
    return unknown


def candidates(get: Get, appeal: Any) -> tuple[str, ...]:
    """Return the partners without a part in a case, ascending. O(partners)."""
    decision = get(f"decision/{appeal['decision']}")
    involved = {
        decision["by"],
        decision["home"],
        appeal["by"],
        *(get(f"confirmed/{appeal['decision']}") or ()),
        *(get(f"ours/{appeal['decision']}") or ()),
    }
    return tuple(partner for partner in active(get) if partner not in involved)


def size(get: Get, fit: int) -> int:
    """Return how many sit on a panel when so many may: what the charter says, and odd."""
    wanted: int = min(section(get, "moderation", Moderation).panel_size, fit)
    return wanted if wanted % 2 else max(0, wanted - 1)


def _seat(draft: Draft, appeal_id: str) -> None:
    """Draw a panel of odd size; or fill the seats of members that are no longer there."""
    appeal = draft.get(f"appeal/{appeal_id}")
    fit = candidates(draft.get, appeal)
    kept = [each for each in appeal["panel"] if each in fit]
    if appeal["until"] is not None and len(kept) == len(appeal["panel"]):
        return
    free = [each for each in fit if each not in appeal["seated"]]
    wanted = size(draft.get, len(kept) + len(free))
    drawn = lot.ranked(draft.get, appeal_id, free)[: max(0, wanted - len(kept))]
    panel = sorted([*kept[:wanted], *drawn])
    until = appeal["until"] or draft.occasion.time + panel_clock(
        section(draft.get, "ladder", tuple[Rung, ...])
    )
    seated = sorted({*appeal["seated"], *panel})
    draft.put(f"appeal/{appeal_id}", {**appeal, "panel": panel, "seated": seated, "until": until})
    draft.tell("panel_drawn", appeal_id, panel=panel, until=until)


def _conclude(draft: Draft, appeal_id: str) -> None:
    appeal = draft.get(f"appeal/{appeal_id}")
    answers = [draft.get(f"answer/{appeal_id}/{member}") for member in appeal["panel"]]
    outcomes = [answer["outcome"] for answer in answers if answer is not None]
    if not appeal["panel"]:
        _end(draft, appeal_id, "no_panel")
    elif 2 * outcomes.count("reversed") > len(answers):
        reverse(draft, appeal_id, [appeal["decision"]])
        _end(draft, appeal_id, "reversed")
    elif 2 * outcomes.count("upheld") > len(answers):
        _end(draft, appeal_id, "upheld")
    elif draft.occasion.time >= appeal["until"]:
        _end(draft, appeal_id, "unheard")
    else:
        tomorrow = (draft.occasion.time // DAY + 1) * DAY
        plan(draft, min(tomorrow, appeal["until"]), f"appeal/{appeal_id}")


def _end(draft: Draft, appeal_id: str, status: str) -> None:
    appeal = draft.get(f"appeal/{appeal_id}")
    draft.put(f"appeal/{appeal_id}", {**appeal, "status": status})
    draft.tell("appeal_ended", appeal_id, status=status)
