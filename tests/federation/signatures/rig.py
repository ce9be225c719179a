"""Real keys, a clock that tests own, and a peer that signs requests the way it likes.

`Peer` builds signing strings by hand, straight from the two specifications, so that the code under
test is never its own witness.
"""

import asyncio
import base64
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from multidict import CIMultiDict

from federation.errors import FederationError
from federation.settings import FederationSettings
from federation.signatures.keyring import KeyRing
from federation.signatures.keys import PrivateKey, PublicKey, generate_ed25519, generate_rsa
from federation.signatures.request import SignedRequest
from federation.signatures.verifier import RequestVerifier

HOME = "hanse.example"
HOSTS = frozenset({HOME})
ALICE = "https://peer.example/users/alice"
BODY = b'{"type":"Create","actor":"https://peer.example/users/alice"}'
RSA = generate_rsa(f"{ALICE}#main-key", ALICE)
OTHER_RSA = generate_rsa(f"{ALICE}#main-key", ALICE)
ED25519 = generate_ed25519(f"{ALICE}#ed25519-key", ALICE)


class ManualClock:
    """Time that moves only when a test says so."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
        self.seconds = 1_000.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        self.seconds += seconds


@dataclass
class KeyServer:
    """What the database holds, what the peers' servers answer, and how often they were asked."""

    stored: dict[str, PublicKey] = field(default_factory=dict)
    published: dict[str, PublicKey | FederationError] = field(default_factory=dict)
    loads: list[str] = field(default_factory=list)
    fetches: list[str] = field(default_factory=list)

    async def load(self, key_id: str) -> PublicKey | None:
        self.loads.append(key_id)
        await asyncio.sleep(0)
        return self.stored.get(key_id)

    async def fetch(self, key_id: str) -> PublicKey:
        self.fetches.append(key_id)
        await asyncio.sleep(0)
        answer = self.published[key_id]
        if isinstance(answer, FederationError):
            raise answer
        return answer


class House:
    """One instance's verifier with everything it stands on."""

    def __init__(self, *partners: str) -> None:
        self.clock = ManualClock()
        self.server = KeyServer()
        for key in (RSA, ED25519):
            self.server.published[key.key_id] = key.public()
        settings = FederationSettings()
        self.ring = KeyRing(self.server.load, self.server.fetch, self.clock, settings)
        self.verifier = RequestVerifier(
            self.ring, self.clock, settings, lambda key_id: key_id.startswith(partners)
        )

    async def verify(self, request: SignedRequest):
        return await self.verifier.verify(request, hosts=HOSTS)


@dataclass
class Peer:
    """A foreign server; every field is something that an attacker or an old program gets wrong."""

    now: datetime
    key: PrivateKey = RSA
    method: str = "POST"
    target: str = "/inbox"
    body: bytes = BODY
    host: str = HOME
    covered: str = "(request-target) host date digest content-type"
    algorithm: str | None = "rsa-sha256"
    signed_target: str | None = None
    key_id: str | None = None
    extra: dict[str, str] = field(default_factory=dict)
    date: str | None = None

    def headers(self) -> CIMultiDict[str]:
        digest = base64.b64encode(hashlib.sha256(self.body).digest()).decode()
        headers = CIMultiDict(
            {
                "Host": self.host,
                "Date": self.date or format_datetime(self.now, usegmt=True),
                "Content-Type": "application/activity+json",
                "User-Agent": "peer/1.0",
            }
        )
        if self.body:
            headers["Digest"] = f"SHA-256={digest}"
        return headers

    def cavage(self) -> SignedRequest:
        """Sign as draft-cavage says, with exactly the list of headers in `covered`."""
        headers = self.headers()
        pseudo = {
            "(request-target)": f"{self.method.lower()} {self.signed_target or self.target}",
            **{f"({name})": value for name, value in self.extra.items()},
        }
        lines = [f"{name}: {pseudo.get(name) or headers[name]}" for name in self.covered.split()]
        signature = base64.b64encode(self.key.sign("\n".join(lines).encode())).decode()
        parameters = [f'keyId="{self.key_id or self.key.key_id}"']
        if self.algorithm is not None:
            parameters.append(f'algorithm="{self.algorithm}"')
        parameters += [f"{name}={value}" for name, value in self.extra.items()]
        parameters += [f'headers="{self.covered}"', f'signature="{signature}"']
        headers["Signature"] = ",".join(parameters)
        return SignedRequest(self.method, self.target, headers, self.body)

    def rfc9421(
        self,
        components: tuple[str, ...] = ("@method", "@target-uri", "content-digest"),
        parameters: str | None = None,
        label: str = "sig1",
    ) -> SignedRequest:
        """Sign as RFC 9421 says, with exactly these components and parameters."""
        headers = self.headers()
        digest = base64.b64encode(hashlib.sha256(self.body).digest()).decode()
        headers["Content-Digest"] = f"sha-256=:{digest}:"
        values = {
            "@method": self.method,
            "@target-uri": f"https://{self.host}{self.signed_target or self.target}",
            "@authority": self.host,
        }
        if parameters is None:
            parameters = f';created={int(self.now.timestamp())};keyid="{self.key.key_id}"'
        quoted = " ".join(f'"{name}"' for name in components)
        signature_input = f"({quoted}){parameters}"
        lines = [f'"{name}": {values.get(name) or headers[name]}' for name in components]
        lines.append(f'"@signature-params": {signature_input}')
        signature = base64.b64encode(self.key.sign("\n".join(lines).encode())).decode()
        headers["Signature-Input"] = f"{label}={signature_input}"
        headers["Signature"] = f"{label}=:{signature}:"
        return SignedRequest(self.method, self.target, headers, self.body)
