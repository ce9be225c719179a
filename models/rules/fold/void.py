"""Void: an entry that is well made and in its place, and means nothing in the state it meets."""

from enum import StrEnum


class VoidReason(StrEnum):
    """Why an entry had no effect; stable, for pages and logs."""

    TAKEN = "taken"
    # The author's standing.
    NOT_A_PARTNER = "not_a_partner"
    NOT_ENTITLED = "not_entitled"
    GONE = "gone"
    KEY_NOT_IN_FORCE = "key_not_in_force"
    SUSPENDED = "suspended"

    # Moderation, shared work and exit.
    UNKNOWN_TARGET = "unknown_target"
    NOT_YOURS = "not_yours"
    OWN_ACT = "own_act"
    ALREADY_DONE = "already_done"
    MOOT = "moot"
    TOO_MANY = "too_many"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    SPAN_UNSOUND = "span_unsound"
    ROLE_UNFIT = "role_unfit"
    NOT_ON_SHIFT = "not_on_shift"
    SHIFT_COVERED = "shift_covered"
    CLAUSE_UNKNOWN = "clause_unknown"
    REASONS_MISSING = "reasons_missing"
    NOT_ON_PANEL = "not_on_panel"
    GOAL_UNKNOWN = "goal_unknown"
    TARGET_UNSOUND = "target_unsound"
    STEP_BLOCKED = "step_blocked"
    STEP_UNFIT = "step_unfit"
    RECEIPTS_MISSING = "receipts_missing"


class Void(Exception):
    """The entry on the desk has no effect, for `reason`."""

    def __init__(self, reason: VoidReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
