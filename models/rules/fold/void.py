"""Void: an entry that is well made and in its place, and means nothing in the state it meets."""

from enum import StrEnum


class VoidReason(StrEnum):
    """Why an entry had no effect; stable, for pages and logs."""

    TAKEN = "taken"


class Void(Exception):
    """The entry on the desk has no effect, for `reason`."""

    def __init__(self, reason: VoidReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
