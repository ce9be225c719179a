"""Sending: one activity to one inbox, signed at this moment.

`delivery` enters with a lane and its next item. A signature carries its own date, so it is made for
each attempt; the body and its digest are made once for all inboxes. draft-cavage goes first,
because everybody reads it; a host that answers 401 (or 400, while nothing is known of it) is asked
once more with RFC 9421, and what it understood is remembered. Nothing is stored here and nothing is
retried.
"""

import random
from collections import OrderedDict
from datetime import timedelta

import msgspec

from federation import retry
from federation.errors import Reason, Rejected, Unreachable
from federation.net.circuit import Circuit
from federation.net.client import HTTPClient, PostResult
from federation.retry import Answer
from federation.settings import FederationSettings
from federation.signatures.digest import BodyDigest, digest_of
from federation.signatures.keys import PrivateKey
from federation.signatures.pool import Signing, SigningPool
from federation.signatures.request import Scheme
from federation.signers import NoKeyError, Signers
from models.actions.deliveries import Lane
from models.ports import Clock
from models.queries.deliveries import Packet

_HOSTS = 10_000


class Envelope(msgspec.Struct, frozen=True):
    """An activity's bytes with their digest, shared by all its deliveries."""

    uri: str
    body: bytes
    digest: BodyDigest

    @classmethod
    def of(cls, packet: Packet) -> "Envelope | None":
        """Seal a packet; None when its activity was erased."""
        if packet.body is None:
            return None
        return cls(packet.uri, packet.body, digest_of(packet.body))


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one attempt; `pause` is how long to leave the lane alone if it must wait."""

    answer: Answer
    reason: str = ""
    pause: timedelta = timedelta(0)
    is_attempt: bool = True
    """False when nothing left the house, because the host is known to be down."""
    detail: str = ""


class Sender:
    """Posts for all lanes of one process; knows how each host wants to be signed for."""

    def __init__(
        self,
        client: HTTPClient,
        pool: SigningPool,
        signers: Signers,
        *,
        circuit: Circuit,
        settings: FederationSettings,
        clock: Clock,
        chance: random.Random | None = None,
    ) -> None:
        self._client = client
        self._pool = pool
        self._signers = signers
        self._circuit = circuit
        self._settings = settings
        self._clock = clock
        self._chance = chance or random.Random()  # noqa: S311 - jitter, not a secret
        self._schemes: OrderedDict[str, Scheme] = OrderedDict()

    async def send(self, lane: Lane, envelope: Envelope, signer_id: int) -> Sent:
        """Try once, or twice where the kind of signature may be the obstacle; never raises."""
        if not self._circuit.allow(lane.host):
            pause = timedelta(seconds=max(self._circuit.retry_in_seconds(lane.host), 1.0))
            return Sent(
                answer=Answer.LATER, reason=Reason.CIRCUIT_OPEN, pause=pause, is_attempt=False
            )
        try:
            pair = await self._signers.pair(signer_id)
            result = await self._knock(lane, envelope, pair.rsa)
        except NoKeyError as error:
            return Sent(answer=Answer.REFUSED, reason=Reason.KEY_REFUSED, detail=str(error))
        except Unreachable as error:
            self._circuit.failure(lane.host)
            return self._later(lane, error.reason, error.retry_after, error.detail)
        except Rejected as error:
            # Our own guard said no: perhaps its name resolves to a better address tomorrow.
            return self._later(lane, error.reason, None, error.detail)
        if result.status >= 500:
            self._circuit.failure(lane.host)
        else:
            self._circuit.success(lane.host)
        answer = retry.meaning(result.status, is_partner=lane.is_partner)
        if answer is Answer.DONE:
            return Sent(answer=answer)
        reason = retry.reason_of(result.status)
        detail = f"{result.status} {result.excerpt[:200]}"
        if answer is Answer.LATER:
            return self._later(lane, reason, result.retry_after, detail)
        return Sent(answer=answer, reason=reason, detail=detail)

    async def _knock(self, lane: Lane, envelope: Envelope, key: PrivateKey) -> PostResult:
        known = self._schemes.get(lane.host)
        first: Scheme = known or "cavage"
        result = await self._post(lane.inbox, envelope, key, first)
        if 200 <= result.status < 300:
            if known is None:
                self._remember(lane.host, first)
            return result
        if result.status == 401 or (result.status == 400 and known is None):
            other: Scheme = "rfc9421" if first == "cavage" else "cavage"
            second = await self._post(lane.inbox, envelope, key, other)
            if 200 <= second.status < 300:
                self._remember(lane.host, other)
                return second
        return result

    async def _post(
        self, inbox: str, envelope: Envelope, key: PrivateKey, scheme: Scheme
    ) -> PostResult:
        headers = await self._pool.sign(Signing(key, "POST", inbox, envelope.digest, scheme))
        return await self._client.post(inbox, envelope.body, headers)

    def _remember(self, host: str, scheme: Scheme) -> None:
        self._schemes[host] = scheme
        self._schemes.move_to_end(host)
        if len(self._schemes) > _HOSTS:
            self._schemes.popitem(last=False)

    def _later(self, lane: Lane, reason: Reason, wish: timedelta | None, detail: str) -> Sent:
        pause = retry.delay(lane.failures + 1, self._settings, self._chance, wish)
        return Sent(answer=Answer.LATER, reason=reason, pause=pause, detail=detail)
