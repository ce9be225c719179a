"""Answering: one member of a panel says whether the decision holds.

Its members do not wait for each other: what they say is counted after the entries (R5).
"""

from typing import Literal

from models.rules.fold.agenda import ask
from models.rules.fold.desk import Desk
from models.rules.fold.void import Void, VoidReason


def answer(desk: Desk, appeal_id: str, outcome: Literal["reversed", "upheld"]) -> None:
    """Note the author's answer to an open appeal on whose panel it sits.

    Void with `moot`, `not_on_panel` or `already_done`. O(panel).
    """
    appeal = desk.get(f"appeal/{appeal_id}")
    if appeal["status"] != "open":
        raise Void(VoidReason.MOOT, appeal_id)
    if desk.author not in appeal["panel"]:
        raise Void(VoidReason.NOT_ON_PANEL, appeal_id)
    key = f"answer/{appeal_id}/{desk.author}"
    if desk.get(key) is not None:
        raise Void(VoidReason.ALREADY_DONE, key)
    desk.put(key, {"outcome": outcome, "entry": desk.id})
    ask(desk, desk.occasion.time, f"appeal/{appeal_id}")
