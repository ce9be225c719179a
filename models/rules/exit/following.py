"""Following: the step that sees in the state who gave notice, who is out, and when all go.

    exits   {version, partners, is_dissolved}: the roster that was followed last

It reads what the rooms of the roster wrote, so that whatever way a partner goes, by its own word
(R10), an expulsion (R9), an exclusion (R13) or the end of the community, there is a case.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from models.rules.exit import case
from models.rules.exit.terms import LeaverKind
from models.rules.fold.draft import Draft
from models.rules.fold.view import partners

KINDS: Mapping[str, LeaverKind] = MappingProxyType({"expelled": "expelled", "excluded": "vanished"})
"""What a status says about the leaver; who `left` is as its case was opened."""


def attend(draft: Draft) -> None:
    """Open the cases of those that gave notice, and cut those that are out. O(leavers).

    At a change of the roster O(partners), and what `case.cut` costs.
    """
    now = draft.occasion.time
    seen = draft.get("exits")
    current = _current(draft)
    if seen is not None and seen != current:
        for partner in sorted(set(seen["partners"]) - set(current["partners"])):
            case.cut(draft, partner, _kind(draft, partner), now)
        if current["is_dissolved"] and not seen["is_dissolved"]:
            for partner in current["partners"]:
                case.open_case(draft, partner, "dissolved", now)
    if seen != current:
        draft.put("exits", current)
    if current["is_dissolved"]:
        return
    for leaver in draft.get("leaving") or ():
        if leaver in current["partners"] and _is_new(draft, leaver):
            is_merger = draft.get(f"leave/{leaver}")["reason"] == "merger"
            case.open_case(draft, leaver, "merged" if is_merger else "voluntary", now)


def _current(draft: Draft) -> dict[str, Any]:
    version = draft.get("roster")["version"]
    seen = draft.get("exits")
    is_same = seen is not None and seen["version"] == version
    return {
        "version": version,
        "partners": seen["partners"] if is_same else list(partners(draft.get)),
        "is_dissolved": draft.get("community")["status"] == "dissolved",
    }


def _kind(draft: Draft, partner: str) -> LeaverKind:
    status = draft.get(f"partner/{partner}")["status"]
    if status in KINDS:
        return KINDS[status]
    found = case.current(draft.get, partner)
    return found["kind"] if found is not None and found["cut"] is None else "agreed"


def _is_new(draft: Draft, leaver: str) -> bool:
    found = case.current(draft.get, leaver)
    return found is None or found["cut"] is not None
