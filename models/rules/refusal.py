"""Refusals: the named reasons for which a governance object is not taken.

Under all rules: an object that is refused is not stored and has no effect. (An entry that is well
made, signed and in its place but means nothing in the state it meets is another matter: it stays in
its author's log, and the fold notes why it had no effect.)
"""

from enum import StrEnum


class Refusal(StrEnum):
    """Why an object was refused; stable, for logs, metrics and pages."""

    # Any object.
    OVERSIZED = "oversized"
    NOT_JSON = "not_json"
    NOT_CANONICAL = "not_canonical"
    MALFORMED = "malformed"
    OTHER_COMMUNITY = "other_community"
    SIGNATURE_INVALID = "signature_invalid"
    UNKNOWN_PARTNER = "unknown_partner"

    # Entries, in their place in a log (models/rules/log, models/rules/acts).
    BODY_MALFORMED = "body_malformed"
    PLACE_WRONG = "place_wrong"
    ANCHOR_BACKWARDS = "anchor_backwards"
    ROSTER_BACKWARDS = "roster_backwards"
    KEY_NOT_IN_FORCE = "key_not_in_force"
    KEY_REUSED = "key_reused"
    POSSESSION_UNPROVEN = "possession_unproven"
    RECOVERY_UNFIT = "recovery_unfit"
    EVIDENCE_UNPROVEN = "evidence_unproven"

    # Minutes, seals and statuses (models/rules/minutes).
    HEIGHT_WRONG = "height_wrong"
    TERM_WRONG = "term_wrong"
    TIME_WRONG = "time_wrong"
    ROSTER_WRONG = "roster_wrong"
    SECRETARY_WRONG = "secretary_wrong"
    NOT_A_SEALER = "not_a_sealer"
    CERTIFICATE_INVALID = "certificate_invalid"
    START_INVALID = "start_invalid"
    EXCLUSION_INVALID = "exclusion_invalid"
    CUT_SHRINKS = "cut_shrinks"
    CUT_TOO_FAR = "cut_too_far"
    LOG_CLOSED = "log_closed"
    LOG_DISPUTED = "log_disputed"
    ANCHOR_WRONG = "anchor_wrong"
    FOUNDERS_MISSING = "founders_missing"
    HANDOVER_PENDING = "handover_pending"
    STATE_WRONG = "state_wrong"
    CLOSES_WRONG = "closes_wrong"
    SETTLED_OTHERWISE = "settled_otherwise"

    # What reaches one partner (models/rules/partner).
    CLOCK_WRONG = "clock_wrong"
    OMITS = "omits"
    TOO_MUCH = "too_much"
    RECOVERING = "recovering"
    NOT_NOW = "not_now"


class Refused(Exception):
    """An object was refused for `reason`; `detail` is for the log."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
