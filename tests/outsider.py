"""An outsider: a small ActivityPub server of another make, with one person on it.

It shares nothing with Hanse but OpenSSL: documents and signing strings are written by hand from the
specifications, so that Hanse is not its own witness. It has an
actor, a WebFinger answer, an inbox that verifies what arrives, and posts that can be fetched.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

AS2 = "https://www.w3.org/ns/activitystreams"
PUBLIC = f"{AS2}#Public"
CONTENT_TYPE = "application/activity+json"
_PADDING, _HASH = PKCS1v15(), SHA256()


@dataclass
class Outsider:
    """The server and its person; use as an async context manager, which gives `host:port`."""

    port: int
    username: str
    routes: dict[str, str]
    """Authority to the address at which it really answers."""
    host: str = "outsider.test"
    inbox: list[dict[str, Any]] = field(default_factory=list)
    """What arrived with a signature that holds, in order."""
    refused: list[str] = field(default_factory=list)
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    _count: int = 0

    def __post_init__(self) -> None:
        self.key = generate_private_key(65537, 2048)

    @property
    def base(self) -> str:
        """The beginning of its ids."""
        return f"http://{self.host}:{self.port}"

    @property
    def uri(self) -> str:
        """The id of its person."""
        return f"{self.base}/people/{self.username}"

    @property
    def handle(self) -> str:
        """How its person is mentioned."""
        return f"@{self.username}@{self.host}:{self.port}"

    async def __aenter__(self) -> str:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(force_close=True),
            timeout=aiohttp.ClientTimeout(total=10.0),
        )
        self._runner = web.ServerRunner(
            web.Server(self._answer, access_log=None), shutdown_timeout=0.1
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"127.0.0.1:{self._runner.addresses[0][1]}"

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._runner.cleanup()

    def actor(self) -> dict[str, Any]:
        """Return the person's document."""
        pem = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return {
            "@context": [AS2, "https://w3id.org/security/v1"],
            "id": self.uri,
            "type": "Person",
            "preferredUsername": self.username,
            "name": self.username.title(),
            "inbox": f"{self.uri}/inbox",
            "outbox": f"{self.uri}/outbox",
            "followers": f"{self.uri}/followers",
            "publicKey": {
                "id": f"{self.uri}#main-key",
                "owner": self.uri,
                "publicKeyPem": pem.decode(),
            },
        }

    def activity(self, kind: str, target: Any, **more: Any) -> dict[str, Any]:
        """Return an activity of the person, which can be fetched under its id."""
        self._count += 1
        uri = f"{self.base}/activities/{self._count}"
        made = {
            "@context": AS2,
            "id": uri,
            "type": kind,
            "actor": self.uri,
            "object": target,
            **more,
        }
        self.documents[urlsplit(uri).path] = made
        return made

    def note(self, html: str, **more: Any) -> dict[str, Any]:
        """Return a public note of the person, which can be fetched under its id."""
        self._count += 1
        uri = f"{self.base}/notes/{self._count}"
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        made = {
            "id": uri,
            "type": "Note",
            "attributedTo": self.uri,
            "content": html,
            "published": now,
            "to": [PUBLIC],
            "cc": [f"{self.uri}/followers"],
            **more,
        }
        self.documents[urlsplit(uri).path] = {"@context": AS2, **made}
        return made

    def create(self, note: dict[str, Any]) -> dict[str, Any]:
        """Return the Create of a note."""
        return self.activity("Create", note, to=note["to"], cc=note["cc"])

    async def send(self, url: str, document: dict[str, Any]) -> int:
        """Deliver a document to an inbox; returns the status."""
        body = json.dumps(document).encode()
        target = urlsplit(url)
        digest = "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()
        headers = {
            "Host": target.netloc,
            "Date": format_datetime(datetime.now(UTC), usegmt=True),
            "Digest": digest,
            "Content-Type": CONTENT_TYPE,
        }
        covered = ("(request-target)", "host", "date", "digest", "content-type")
        pseudo = {"(request-target)": f"post {target.path}"}
        lines = [f"{name}: {pseudo.get(name) or headers[name.title()]}" for name in covered]
        signature = self.key.sign("\n".join(lines).encode(), _PADDING, _HASH)
        headers["Signature"] = (
            f'keyId="{self.uri}#main-key",algorithm="rsa-sha256",headers="{" ".join(covered)}",'
            f'signature="{base64.b64encode(signature).decode()}"'
        )
        real = self.routes[target.netloc] + target.path
        async with self._session.post(real, data=body, headers=headers) as answer:
            await answer.read()
            return answer.status

    async def fetch(self, uri: str) -> tuple[int, dict[str, Any]]:
        """Fetch a document of somebody else; returns the status and what came."""
        target = urlsplit(uri)
        headers = {"Host": target.netloc, "Accept": CONTENT_TYPE}
        url = self.routes[target.netloc] + target.path
        if target.query:
            url += f"?{target.query}"
        async with self._session.get(url, headers=headers) as answer:
            raw = await answer.read()
            is_json = "json" in answer.headers.get("Content-Type", "")
            return answer.status, json.loads(raw) if is_json else {}

    def received(self, kind: str) -> list[dict[str, Any]]:
        """Return what arrived of one type."""
        return [each for each in self.inbox if each["type"] == kind]

    def announced(self, uri: str) -> list[str]:
        """Return in which forms an object was announced: `object`, or the inner activity's type."""
        forms = []
        for announce in self.received("Announce"):
            inner = announce["object"]
            if inner == uri:
                forms.append("object")
            elif isinstance(inner, dict):
                target = inner.get("object")
                named = target.get("id") if isinstance(target, dict) else target
                if named == uri:
                    forms.append(inner["type"])
        return sorted(forms)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.method == "POST":
            return await self._take(request)
        if request.path == "/.well-known/webfinger":
            jrd = {
                "subject": f"acct:{self.handle[1:]}",
                "links": [{"rel": "self", "type": CONTENT_TYPE, "href": self.uri}],
            }
            return web.json_response(jrd, content_type="application/jrd+json")
        found = self.documents.get(request.path)
        if request.path == urlsplit(self.uri).path:
            found = self.actor()
        if found is None:
            return web.Response(status=404)
        return web.json_response(found, content_type=CONTENT_TYPE)

    async def _take(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        fault = await self._fault(request, body)
        if fault:
            self.refused.append(fault)
            return web.Response(status=401, text=fault)
        self.inbox.append(json.loads(body))
        return web.Response(status=202)

    async def _fault(self, request: web.BaseRequest, body: bytes) -> str:
        """Return what is wrong with a delivery's signature; empty when it holds."""
        digest = "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()
        if request.headers.get("Digest") != digest:
            return "the digest is of something else"
        given = dict(
            part.split("=", 1) for part in request.headers.get("Signature", "").split(",") if part
        )
        given = {name: value.strip('"') for name, value in given.items()}
        covered = given.get("headers", "").split()
        if not {"(request-target)", "host", "date", "digest"} <= set(covered):
            return "too little is signed"
        pseudo = {"(request-target)": f"post {request.path_qs}"}
        lines = [f"{name}: {pseudo.get(name) or request.headers[name]}" for name in covered]
        key = await self._key(given["keyId"])
        try:
            key.verify(
                base64.b64decode(given["signature"]), "\n".join(lines).encode(), _PADDING, _HASH
            )
        except InvalidSignature:
            return "the signature does not fit"
        actor = json.loads(body)["actor"]
        return "" if given["keyId"].startswith(actor) else "signed by somebody else"

    async def _key(self, key_id: str) -> RSAPublicKey:
        _, owner = await self.fetch(key_id.partition("#")[0])
        key = load_pem_public_key(owner["publicKey"]["publicKeyPem"].encode())
        if not isinstance(key, RSAPublicKey):
            raise TypeError(f"{key_id} is no RSA key")
        return key
