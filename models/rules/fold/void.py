"""Void: an entry that is well made, in its place, and means nothing in the state it meets (R5)."""

from enum import StrEnum


class VoidReason(StrEnum):
    """Why an entry had no effect; stable, for pages and logs."""

    TAKEN = "taken"
    # The author's standing.
    NOT_A_PARTNER = "not_a_partner"
    NOT_ENTITLED = "not_entitled"
    GONE = "gone"
    DISSOLVED = "dissolved"
    KEY_NOT_IN_FORCE = "key_not_in_force"
    SUSPENDED = "suspended"

    # Founding, joining, leaving, keys and evidence.
    HEIGHT_WRONG = "height_wrong"
    STATE_WRONG = "state_wrong"
    UNKNOWN_SUBJECT = "unknown_subject"
    KEY_REPLACED = "key_replaced"

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
    LOT_MISSING = "lot_missing"
    LOT_UNFIT = "lot_unfit"
    GOAL_UNKNOWN = "goal_unknown"
    TARGET_UNSOUND = "target_unsound"
    STEP_BLOCKED = "step_blocked"
    STEP_UNFIT = "step_unfit"
    RECEIPTS_MISSING = "receipts_missing"
    # Ballots.
    BALLOT_UNKNOWN = "ballot_unknown"
    BALLOT_CLOSED = "ballot_closed"
    BALLOT_UNSEEN = "ballot_unseen"
    MOTION_UNCLEAR = "motion_unclear"
    TOPIC_UNFIT = "topic_unfit"
    EFFECT_MALFORMED = "effect_malformed"
    EFFECT_UNFIT = "effect_unfit"
    AMENDMENT_UNFIT = "amendment_unfit"
    CHARTER_FAULTY = "charter_faulty"
    ELECTORATE_EMPTY = "electorate_empty"
    METHODS_MIXED = "methods_mixed"
    OPTIONS_UNFIT = "options_unfit"
    DEADLINE_UNFIT = "deadline_unfit"
    TEXT_MISSING = "text_missing"
    AGAIN_UNFIT = "again_unfit"
    VERSION_STALE = "version_stale"
    REVIEW_UNKNOWN = "review_unknown"
    CHOICE_UNFIT = "choice_unfit"
    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"
    AFTER_OWN_BOX = "after_own_box"
    BOX_REPEATED = "box_repeated"
    OPEN_EARLY = "open_early"
    OPEN_UNEXPECTED = "open_unexpected"
    OPEN_OUT_OF_TURN = "open_out_of_turn"
    OPEN_UNSORTED = "open_unsorted"
    OPEN_BEYOND = "open_beyond"


class Void(Exception):
    """The entry on the desk has no effect, for `reason`."""

    def __init__(self, reason: VoidReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
