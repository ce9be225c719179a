"""Both ends of the gate: an instance with everything that receives, and actors who send to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from multidict import CIMultiDict

from federation.context import Federation, open_federation
from federation.contexts import CONTEXT, PUBLIC
from federation.errors import Deferred, Reason, Rejected
from federation.inbox import Answer, Inbox
from federation.observer import Note
from federation.processing import Processor
from federation.receiving import ReceiptWriter
from federation.registry import Handlers
from federation.resolving import Resolver
from federation.settings import FederationSettings
from federation.signatures import cavage
from federation.signatures.digest import digest_of
from federation.signatures.keys import PrivateKey, generate_ed25519, generate_rsa
from federation.signatures.proof import add_proof
from federation.signatures.request import SignedRequest
from models import addresses, sql
from models.home import Home
from models.tables.account import Account, Key
from tests.clock import StillClock
from tests.factories import make_account
from tests.peer import LOOSE, QUICK, Peer

INBOX = "https://alpha.example/inbox"
_RSA: dict[str, PrivateKey] = {}


def rsa_key(actor: str) -> PrivateKey:
    """Return an RSA key under this actor's name; making one takes long, so two serve everybody."""
    kind = "odd" if len(actor) % 2 else "even"
    if kind not in _RSA:
        _RSA[kind] = generate_rsa("https://x.example/k", "https://x.example/k")
    return PrivateKey(addresses.main_key(actor), actor, "rsa", _RSA[kind].key)


class RemoteActor:
    """Somebody at a peer: a served document, keys, and a hand to sign with."""

    def __init__(
        self, peer: Peer, name: str, host: str = "peer.test", kind: str = "Person"
    ) -> None:
        self.peer, self.name, self.host, self.kind = peer, name, host, kind
        self.authority = f"{host}:{peer.port}"
        self.base = f"{peer.scheme}://{self.authority}"
        self.uri = f"{self.base}/users/{name}"
        self.rsa = rsa_key(self.uri)
        self.ed25519 = generate_ed25519(addresses.proof_key(self.uri), self.uri)
        self._count = 0
        self.serve()

    def document(self) -> dict[str, Any]:
        return {
            "@context": CONTEXT,
            "id": self.uri,
            "type": self.kind,
            "preferredUsername": self.name,
            "name": self.name.title(),
            "inbox": f"{self.uri}/inbox",
            "outbox": f"{self.uri}/outbox",
            "followers": f"{self.uri}/followers",
            "endpoints": {"sharedInbox": f"{self.base}/inbox"},
            "publicKey": self.rsa.public().to_wire(),
            "assertionMethod": [self.ed25519.public().to_wire()],
        }

    def serve(self) -> None:
        """Answer for the actor and its handle, as its own server."""
        self.peer.answer(f"/users/{self.name}", body=self.document())
        jrd = {
            "subject": f"acct:{self.name}@{self.authority}",
            "links": [
                {"rel": "self", "type": "application/activity+json", "href": self.uri},
            ],
        }
        resource = f"acct%3A{self.name}%40{self.host}%3A{self.peer.port}"
        self.peer.answer(f"/.well-known/webfinger?resource={resource}", body=jrd)
        self.peer.answer(
            f"/.well-known/webfinger?resource=acct:{self.name}@{self.authority}", body=jrd
        )

    def next_uri(self, what: str) -> str:
        self._count += 1
        return f"{self.uri}/{what}/{self._count}"

    def activity(self, kind: str, target: Any, /, **more: Any) -> dict[str, Any]:
        return {
            "@context": CONTEXT,
            "id": self.next_uri(kind.lower()),
            "type": kind,
            "actor": self.uri,
            "object": target,
            **more,
        }

    def note(self, text: str = "Hello", **more: Any) -> dict[str, Any]:
        return {
            "id": self.next_uri("posts"),
            "type": "Note",
            "attributedTo": self.uri,
            "content": f"<p>{text}</p>",
            "published": "2026-03-01T11:59:00Z",
            "to": [PUBLIC],
            "cc": [f"{self.uri}/followers"],
            **more,
        }

    def create(self, note: dict[str, Any], **more: Any) -> dict[str, Any]:
        return self.activity("Create", note, to=note["to"], cc=note["cc"], **more)

    def proven(self, document: dict[str, Any], clock: StillClock) -> dict[str, Any]:
        return add_proof(document, self.ed25519, clock.now())

    def request(self, document: Any, clock: StillClock, **headers: str) -> SignedRequest:
        """Return the request by which this actor delivers `document` (or raw bytes)."""
        body = document if isinstance(document, bytes) else orjson.dumps(document)
        signed = cavage.sign_request(self.rsa, "POST", INBOX, digest_of(body), clock.now())
        return SignedRequest("POST", "/inbox", CIMultiDict({**signed, **headers}), body)


class Noted:
    """Remembers what the observer was told."""

    def __init__(self) -> None:
        self.notes: list[Note] = []

    def note(self, note: Note) -> None:
        self.notes.append(note)

    def last(self, stage: str) -> Note:
        return [each for each in self.notes if each.stage == stage][-1]


class Instance:
    """alpha.example with all that receives."""

    def __init__(self, federation: Federation, clock: StillClock, noted: Noted) -> None:
        self.federation, self.clock, self.noted = federation, clock, noted
        self.resolver = Resolver(federation)
        self.handlers = Handlers(federation, self.resolver)
        self.inbox = Inbox(self.handlers, ReceiptWriter(clock))
        self.processor = Processor(self.handlers)

    async def deliver(self, sender: RemoteActor, document: Any, **headers: str) -> Answer:
        """Let `sender` deliver a document through the gate."""
        return await self.inbox.receive(sender.request(document, self.clock, **headers))

    async def work(self) -> None:
        """Handle all that is due, the slow road included."""
        while await self.processor.run_once():
            pass
        await self.processor.settled()

    async def give(self, sender: RemoteActor, document: Any) -> Note:
        """Deliver and handle; returns what processing noted last."""
        await self.deliver(sender, document)
        await self.work()
        return self.noted.last("processing")

    async def refusal(self, request: SignedRequest) -> tuple[int, Reason]:
        """Return the status and the reason with which the gate refuses; nothing may be stored."""
        before = await counts()
        with pytest.raises((Rejected, Deferred)) as caught:
            await self.inbox.receive(request)
        assert await counts() == before, "a refusal left rows behind"
        assert self.noted.last("gate").reason == caught.value.reason
        return caught.value.status, caught.value.reason


async def counts() -> dict[str, int]:
    """Return how many rows the tables have that something remote may fill."""
    tables = ("receipt", "activity", "post", "account", "post_like", "follow", "home_entry")
    return {
        table: (await sql.rows(f"SELECT count(*) AS n FROM {table}"))[0]["n"] for table in tables
    }


async def states() -> list[tuple[str, str]]:
    """Return state and reason of every receipt in order."""
    rows = await sql.rows("SELECT state, reason FROM receipt ORDER BY id")
    return [(row["state"], row["reason"]) for row in rows]


async def make_system_actor(home: Home) -> Account:
    """Create the instance actor with its keys."""
    uri = addresses.instance_actor(home.base_url)
    account = await make_account(home.domain, home.domain, uri=uri, type="Application")
    rsa = generate_rsa(addresses.main_key(uri), uri)
    ed25519 = generate_ed25519(addresses.proof_key(uri), uri)
    for key, public in ((rsa, rsa.public().pem()), (ed25519, ed25519.public().multibase())):
        await Key.create(
            account=account,
            uri=key.key_id,
            kind=key.kind,
            public=public,
            private=key.pem().decode(),
            created_at=home.clock.now(),
        )
    return account


@asynccontextmanager
async def running_instance(
    home: Home, clock: StillClock, settings: FederationSettings = QUICK
) -> AsyncIterator[Instance]:
    """Open an instance on the database of the test."""
    await make_system_actor(home)
    noted = Noted()
    async with open_federation(
        home, settings, LOOSE, user_agent="Hanse/test", observer=noted
    ) as federation:
        instance = Instance(federation, clock, noted)
        try:
            yield instance
        finally:
            await instance.processor.close()
