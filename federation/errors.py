"""Refusals and delays between servers, each with one stable reason.

`Reason` is the log event suffix, the metric label and the row in FEDERATION.md. `Rejected` is final
(the peer hears a 4xx and must not repeat it), `Deferred` is not (503, or a job that runs again).
A wrong 4xx loses data for ever and a wrong 5xx stalls a peer's ordered queue, so the kind is chosen
where the cause is known, never further up.
"""

from datetime import timedelta
from enum import StrEnum


class Reason(StrEnum):
    """Why something remote was refused or postponed."""

    # The request itself
    BODY_TOO_LARGE = "body_too_large"
    ENCODING_REFUSED = "encoding_refused"
    MEDIA_TYPE_REFUSED = "media_type_refused"
    JSON_MALFORMED = "json_malformed"
    SHAPE_REFUSED = "shape_refused"
    SCHEMA_REFUSED = "schema_refused"
    HEADER_REPEATED = "header_repeated"
    # Who says so
    SIGNATURE_MISSING = "signature_missing"
    SIGNATURE_MALFORMED = "signature_malformed"
    SIGNATURE_INVALID = "signature_invalid"
    SIGNATURE_COVERAGE = "signature_coverage"
    SIGNATURE_EXPIRED = "signature_expired"
    ALGORITHM_REFUSED = "algorithm_refused"
    DIGEST_MISMATCH = "digest_mismatch"
    KEY_REFUSED = "key_refused"
    KEY_UNREACHABLE = "key_unreachable"
    KEY_OWNER_MISMATCH = "key_owner_mismatch"
    PROOF_INVALID = "proof_invalid"
    PROOF_MISSING = "proof_missing"
    # Whose it is
    ACTOR_MISMATCH = "actor_mismatch"
    ORIGIN_MISMATCH = "origin_mismatch"
    ID_REFUSED = "id_refused"
    ID_MISMATCH = "id_mismatch"
    OWNER_MISMATCH = "owner_mismatch"
    LOCAL_ID_FROM_OUTSIDE = "local_id_from_outside"
    ACTOR_SUSPENDED = "actor_suspended"
    ACTOR_UNKNOWN = "actor_unknown"
    AUDIENCE_WIDENED = "audience_widened"
    NOT_ALLOWED = "not_allowed"
    NOT_A_PARTNER = "not_a_partner"
    NOT_FOR_US = "not_for_us"
    SELF_REFERENCE = "self_reference"
    TYPE_UNKNOWN = "type_unknown"
    OBJECT_UNKNOWN = "object_unknown"
    POLL_CLOSED = "poll_closed"
    # The way there
    ADDRESS_REFUSED = "address_refused"
    REDIRECT_REFUSED = "redirect_refused"
    RESPONSE_TOO_LARGE = "response_too_large"
    HOST_UNREACHABLE = "host_unreachable"
    TIMED_OUT = "timed_out"
    PEER_GONE = "peer_gone"
    PEER_REFUSED = "peer_refused"
    PEER_FAILING = "peer_failing"
    CIRCUIT_OPEN = "circuit_open"
    OVERLOADED = "overloaded"
    # Our own fault
    PROCESSING_FAILED = "processing_failed"


_STATUS = {
    Reason.BODY_TOO_LARGE: 413,
    Reason.ENCODING_REFUSED: 415,
    Reason.MEDIA_TYPE_REFUSED: 415,
    Reason.JSON_MALFORMED: 400,
    Reason.SHAPE_REFUSED: 400,
    Reason.SCHEMA_REFUSED: 400,
    Reason.HEADER_REPEATED: 400,
    Reason.SIGNATURE_MALFORMED: 400,
    Reason.ID_REFUSED: 400,
    Reason.SELF_REFERENCE: 400,
}
_UNAUTHENTICATED = frozenset(
    {
        Reason.SIGNATURE_MISSING,
        Reason.SIGNATURE_INVALID,
        Reason.SIGNATURE_COVERAGE,
        Reason.SIGNATURE_EXPIRED,
        Reason.ALGORITHM_REFUSED,
        Reason.DIGEST_MISMATCH,
        Reason.KEY_REFUSED,
        Reason.KEY_OWNER_MISMATCH,
        Reason.PROOF_INVALID,
    }
)


class FederationError(Exception):
    """Base of all that can go wrong between servers; `detail` is for our log only."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class Rejected(FederationError):
    """Final: nothing is stored, the sender must not repeat it."""

    @property
    def status(self) -> int:
        """The HTTP status a sender hears for this reason."""
        if self.reason in _UNAUTHENTICATED:
            return 401
        return _STATUS.get(self.reason, 403)


class SignatureInvalid(Rejected):
    """The signature, its coverage, its key or its digest does not hold."""


class Gone(Rejected):
    """The origin says that the document is deleted (410, or a Tombstone)."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(Reason.PEER_GONE, detail)


class Deferred(FederationError):
    """Not now: the same may work later; `retry_after` is the peer's own wish, if it had one."""

    status = 503

    def __init__(
        self, reason: Reason, detail: str = "", retry_after: timedelta | None = None
    ) -> None:
        super().__init__(reason, detail)
        self.retry_after = retry_after


class Unreachable(Deferred):
    """No answer from the peer: DNS, connection, TLS, time limit or a 5xx."""

    def __init__(
        self,
        detail: str = "",
        reason: Reason = Reason.HOST_UNREACHABLE,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(reason, detail, retry_after)
