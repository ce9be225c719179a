"""Due: the step that calls every room to what its time has come for (R5)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from models.rules.ballot import panels
from models.rules.exit import case
from models.rules.fold.agenda import take_due
from models.rules.fold.draft import Draft
from models.rules.moderation import panel, shifts
from models.rules.work import duties, ledger

ROOMS: Mapping[str, Callable[[Draft, str], None]] = MappingProxyType(
    {
        "appeal": panel.attend,
        "contribution": ledger.attend,
        "duty": duties.attend,
        "exit": case.attend,
        "panel": panels.attend,
        "shift": shifts.attend,
    }
)


def attend(draft: Draft) -> None:
    """Call each room to what is due, in the order of its time. O(what is due)."""
    for item in take_due(draft):
        room, _, about = item.partition("/")
        ROOMS[room](draft, about)
