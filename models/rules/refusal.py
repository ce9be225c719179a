"""Refusals: the named reasons for which a governance object is not taken.

An object that is refused is not stored and has no effect. (An entry that is well made, signed and
in its place but means nothing in the state it meets is another matter: it stays in its author's
log, and the fold notes why it had no effect.)
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
    KEY_MALFORMED = "key_malformed"
    SIGNATURE_INVALID = "signature_invalid"
    UNKNOWN_PARTNER = "unknown_partner"


class Refused(Exception):
    """An object was refused for `reason`; `detail` is for the log."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
