"""The inbox: the one gate for what others send us.

What happens to a request, in this order, so that what costs nothing comes first:
content type and encoding; strict parsing within the limits; the schema; id, actor and object under
one origin, none of them ours; what the activity's own handler can refuse without knowing anything;
the signature, whose key may have to be fetched; the signer compared with the actor; suspensions.
Then a receipt is written, and only after its commit the sender hears 202. The effect comes later,
in `processing`.

Who may deliver for another: a partner's Organization or the Group of a community we share, because
they forward what is proved or can be fetched; anybody, if the activity carries its actor's proof,
which is verified here at once. All others are refused before any fetch.

Failure modes: what stays wrong is `Rejected` (4xx, nothing stored), what may pass is `Deferred`
(503: the key's server is silent, too much waits, the database is locked). A repeated delivery finds
its receipt and is told 202 again. An actor that we never knew and that announces its own end is
told 202 without a question, because its key cannot be fetched any more. Activities of a type that
nobody here understands are told 202 and forgotten.
"""

from typing import Any, Literal

import msgspec

from federation.accounts import is_refused
from federation.context import Federation
from federation.errors import FederationError, Gone, Reason, Rejected
from federation.hosts import HostWatch
from federation.mediatypes import is_activity_type
from federation.observer import Note
from federation.origin import origin_of, same_origin
from federation.parsing import parse
from federation.reading import reference
from federation.receiving import ReceiptWriter
from federation.registry import Handlers
from federation.signatures.proof import proof_key_id, verify_proof
from federation.signatures.request import SignedRequest
from models.actions.receipts import NewReceipt

Answer = Literal["accepted", "duplicate", "ignored"]


class Incoming(msgspec.Struct, frozen=True):
    """An activity whose shape and names are in order; nobody has vouched for it yet."""

    uri: str
    actor_uri: str
    type: str
    document: dict[str, Any]
    raw: bytes

    def receipt(self, sender_uri: str) -> NewReceipt:
        """Return the receipt to write once `sender_uri` is known to have brought it."""
        return NewReceipt(self.uri, self.actor_uri, sender_uri, self.raw)


class Inbox:
    """The gate of one process."""

    def __init__(
        self, handlers: Handlers, writer: ReceiptWriter, hosts: HostWatch | None = None
    ) -> None:
        """`hosts` is told of every server whose signature held: it is up, so deliver to it."""
        self._ctx: Federation = handlers.federation
        self._handlers = handlers
        self._writer = writer
        self._hosts = hosts

    async def receive(self, request: SignedRequest) -> Answer:
        """Return what to tell the sender with 202; raises Rejected (4xx) or Deferred (503)."""
        incoming: Incoming | None = None
        try:
            self._check_headers(request)
            incoming = self._read(request.body)
            answer, reason = await self._admit(request, incoming)
        except FederationError as refusal:
            self._note(request, incoming, refusal=refusal)
            raise
        self._note(request, incoming, answer=answer, reason=reason)
        return answer

    def read(self, raw: bytes) -> Incoming:
        """Return bytes that came by another road (a partner's log) as an activity, or refuse them.

        The caller writes the receipt under the name of whoever handed it on, and `processing`
        demands proof or asks the origin. TYPE_UNKNOWN is raised here.
        """
        incoming = self._read(raw)
        self._handlers.read(incoming.document)
        return incoming

    def _check_headers(self, request: SignedRequest) -> None:
        if not is_activity_type(request.header("content-type") or ""):
            raise Rejected(Reason.MEDIA_TYPE_REFUSED, str(request.header("content-type"))[:80])
        if request.header("content-encoding") not in (None, "identity"):
            raise Rejected(Reason.ENCODING_REFUSED, "a digest covers the bytes of the wire")

    def _read(self, raw: bytes) -> Incoming:
        document = parse(raw, self._ctx.settings)
        if document.get("actor") is None:
            raise Rejected(Reason.SCHEMA_REFUSED, "no actor: not an activity")
        self._ctx.schemas.validate(document)
        uri, actor_uri = self._handlers.authenticator.names(document)
        return Incoming(uri, actor_uri, str(document["type"])[:64], document, raw)

    async def _admit(
        self, request: SignedRequest, incoming: Incoming
    ) -> tuple[Answer, Reason | None]:
        try:
            self._handlers.read(incoming.document)
        except Rejected as refusal:
            if refusal.reason is not Reason.TYPE_UNKNOWN:
                raise
            return "ignored", Reason.TYPE_UNKNOWN
        actor = await self._ctx.accounts.lately(incoming.actor_uri)
        ends_itself = _is_own_end(incoming)
        if actor is None and ends_itself:
            return "ignored", Reason.ACTOR_UNKNOWN
        if actor is not None and not ends_itself and is_refused(actor, incoming.document):
            raise Rejected(Reason.ACTOR_SUSPENDED, incoming.actor_uri)
        sender_uri = await self._sender(request, incoming, ends_itself=ends_itself)
        if self._hosts is not None:
            self._hosts.seen(origin_of(sender_uri).authority)
        if sender_uri != incoming.actor_uri:
            await self._check_relay(incoming, sender_uri)
        is_new = await self._writer.write(incoming.receipt(sender_uri))
        return ("accepted" if is_new else "duplicate"), None

    async def _sender(
        self, request: SignedRequest, incoming: Incoming, *, ends_itself: bool
    ) -> str:
        """Return whose signature brought it."""
        try:
            sender = await self._ctx.verifier.verify(request, hosts=self._ctx.home.hosts)
        except Gone:
            # Its server says 410 for the actor itself: better proof of a Delete than any key.
            if not ends_itself:
                raise
            await self._confirm_end(incoming.actor_uri)
            return incoming.actor_uri
        return sender.actor_uri

    async def _confirm_end(self, actor_uri: str) -> None:
        """Return if the actor's own server says that it is gone; Rejected otherwise."""
        try:
            await self._ctx.fetcher.document(actor_uri)
        except Gone:
            return
        raise Rejected(Reason.SIGNATURE_INVALID, f"{actor_uri} is still there")

    async def _check_relay(self, incoming: Incoming, sender_uri: str) -> None:
        """Refuse who delivers for another without being trusted to forward or able to prove it."""
        await self._ctx.communities.refresh()
        known = self._ctx.communities
        if known.is_partner_actor(sender_uri) or known.by_group(sender_uri) is not None:
            return
        key_id = proof_key_id(incoming.document)
        if key_id is None or not same_origin(key_id, incoming.actor_uri):
            raise Rejected(
                Reason.ACTOR_MISMATCH, f"{sender_uri} signed for {incoming.actor_uri[:200]}"
            )
        key = await self._ctx.keys.resolve(key_id)
        if key.owner != incoming.actor_uri:
            raise Rejected(Reason.ACTOR_MISMATCH, f"{key_id[:200]} is of {key.owner}")
        verify_proof(incoming.document, key, now=self._ctx.clock.now())

    def _note(
        self,
        request: SignedRequest,
        incoming: Incoming | None,
        *,
        answer: Answer = "accepted",
        reason: Reason | None = None,
        refusal: FederationError | None = None,
    ) -> None:
        outcome: Literal["accepted", "duplicate", "ignored", "rejected", "deferred"] = answer
        detail = ""
        if refusal is not None:
            outcome = "rejected" if isinstance(refusal, Rejected) else "deferred"
            reason, detail = refusal.reason, refusal.detail
        self._ctx.observer.note(
            Note(
                stage="gate",
                outcome=outcome,
                reason=str(reason or ""),
                activity_uri=incoming.uri if incoming else "",
                type=incoming.type if incoming else "",
                sender=incoming.actor_uri if incoming else "",
                size=len(request.body),
                detail=detail,
            )
        )


def _is_own_end(incoming: Incoming) -> bool:
    document = incoming.document
    return incoming.type == "Delete" and reference(document.get("object")) == incoming.actor_uri
