"""The way in for requests: from a signature to the actor who made it.

Exactly one scheme is tried, chosen before anything is checked: a request with `Signature-Input` is
RFC 9421 and nothing else, any other is draft-cavage. There is no falling through from one to the
other, so an attacker cannot pick the weaker of two readings.

All that costs nothing comes first: shape, coverage, digest of the raw body, host, clock. Only then
is the key looked up, which may reach out to the sender's server. When the arithmetic fails, the key
may have been rotated: it is asked for anew once, and a second failure is final. A key server that
does not answer postpones the request (503), because a wrong 401 would lose an activity for ever.

What it does not do: notice a replay. The same bytes inside the time window verify again; that they
have no second effect is the work of the receipt, which is unique on sender and activity id. It does
not compare the sender with the activity's `actor` either, since it never parses the body: call
`VerifiedSender.must_be` for that, before any handler and before any fetch.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from federation.errors import Reason, Rejected, SignatureInvalid
from federation.origin import is_local
from federation.settings import FederationSettings
from federation.signatures import cavage, message
from federation.signatures.keyring import KeyRing
from federation.signatures.keys import PublicKey
from federation.signatures.request import DEFAULT_PORT, Claim, Scheme, SignedRequest
from models.ports import Clock


@dataclass(frozen=True, slots=True)
class VerifiedSender:
    """Who delivered a request, beyond doubt. Only `RequestVerifier` makes one."""

    key: PublicKey
    actor_uri: str
    scheme: Scheme
    signed_at: datetime

    def must_be(self, actor_uri: str) -> None:
        """Refuse a request in which somebody speaks for another: Rejected(ACTOR_MISMATCH)."""
        if actor_uri != self.actor_uri:
            raise Rejected(Reason.ACTOR_MISMATCH, f"{self.actor_uri} signed for {actor_uri[:200]}")


class RequestVerifier:
    """Verifies the signature of incoming requests for one instance."""

    def __init__(
        self,
        keys: KeyRing,
        clock: Clock,
        settings: FederationSettings,
        is_partner: Callable[[str], bool],
    ) -> None:
        """`is_partner` gets a key id and tells whether the partners' narrower clock applies."""
        self._keys = keys
        self._clock = clock
        self._is_partner = is_partner
        self._window = timedelta(seconds=settings.clock_skew_seconds)
        self._partner_window = timedelta(seconds=settings.partner_clock_skew_seconds)

    async def verify(self, request: SignedRequest, *, hosts: frozenset[str]) -> VerifiedSender:
        """Return who signed; `hosts` are the authorities that we serve, as in ids.

        Raises SignatureInvalid or another Rejected for what will never be valid, Gone when the
        sender's server says that it is deleted, Unreachable when its key could not be fetched.
        """
        if request.header("content-encoding") not in (None, "identity"):
            raise Rejected(Reason.ENCODING_REFUSED, "a digest covers the bytes of the wire")
        claim = read_claim(request)
        self._check_host(request, hosts)
        self._check_time(claim)
        if is_local(claim.key_id, hosts):
            # Our own actors never come in from outside, and we never fetch from ourselves.
            raise SignatureInvalid(Reason.KEY_REFUSED, "a key of ours")
        key = await self._keys.resolve(claim.key_id)
        if not claim.holds(key):
            key = await self._retry(claim, key)
        return VerifiedSender(key, key.owner, claim.scheme, claim.signed_at)

    async def _retry(self, claim: Claim, failed: PublicKey) -> PublicKey:
        """Ask the owner for the key once more; SignatureInvalid unless a new one fits."""
        key = await self._keys.resolve(claim.key_id, refresh=True)
        if key.is_same_key(failed) or not claim.holds(key):
            raise SignatureInvalid(Reason.SIGNATURE_INVALID, claim.key_id)
        return key

    def _check_host(self, request: SignedRequest, hosts: frozenset[str]) -> None:
        """The host is signed in both schemes; a signature for another server is no good here."""
        host = (request.header("host") or "").lower()
        if host.removesuffix(f":{DEFAULT_PORT[request.web_scheme]}") not in hosts:
            raise SignatureInvalid(Reason.SIGNATURE_INVALID, f"made for {host[:200]!r}")

    def _check_time(self, claim: Claim) -> None:
        window = self._partner_window if self._is_partner(claim.key_id) else self._window
        now = self._clock.now()
        if abs(now - claim.signed_at) > window:
            raise SignatureInvalid(Reason.SIGNATURE_EXPIRED, f"signed at {claim.signed_at}")
        if claim.expires_at is not None and now > claim.expires_at + window:
            raise SignatureInvalid(Reason.SIGNATURE_EXPIRED, f"expired at {claim.expires_at}")


def read_claim(request: SignedRequest) -> Claim:
    """Choose the scheme and read its claim; SignatureInvalid(SIGNATURE_MISSING) without any."""
    if not (request.method.isascii() and request.method.isalpha() and request.method.isupper()):
        raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, "method")
    if not request.target.startswith("/"):
        raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, "request target is not a path")
    if request.header("signature-input") is not None:
        return message.read_claim(request)
    if request.header("signature") is not None:
        return cavage.read_claim(request)
    raise SignatureInvalid(Reason.SIGNATURE_MISSING)
