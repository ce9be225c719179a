"""Authors: people of other servers with keys of their own, and what they send, signed in advance.

The signing is written by hand from draft-cavage, so that nothing of the server under test helps to
make what it is given. Activities are signed before the clock starts.
"""

import base64
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.load.abroad import Documents, host

COUNT = 50
_AS2 = "https://www.w3.org/ns/activitystreams"
_PUBLIC = f"{_AS2}#Public"
_TEXT = (
    "The boat came in late, so the repair evening begins at eight. Bring the blue lamp, two clamps "
    "and whatever is broken at home; we have tea, soldering irons and time. "
)


@dataclass(frozen=True, slots=True)
class Author:
    """A person on a server of their own."""

    number: int
    port: int
    key: RSAPrivateKey

    @property
    def base(self) -> str:
        """The beginning of their ids."""
        return f"http://{host(self.number)}:{self.port}"

    @property
    def uri(self) -> str:
        """The id of their actor."""
        return f"{self.base}/users/a{self.number}"

    @property
    def handle(self) -> str:
        """How they are mentioned."""
        return f"a{self.number}@{host(self.number)}:{self.port}"

    def actor(self) -> dict[str, Any]:
        """Return their document."""
        pem = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return {
            "@context": [_AS2, "https://w3id.org/security/v1"],
            "id": self.uri,
            "type": "Person",
            "preferredUsername": f"a{self.number}",
            "name": f"Author {self.number}",
            "inbox": f"{self.uri}/inbox",
            "outbox": f"{self.uri}/outbox",
            "followers": f"{self.uri}/followers",
            "endpoints": {"sharedInbox": f"{self.base}/inbox"},
            "publicKey": {
                "id": f"{self.uri}#main-key",
                "owner": self.uri,
                "publicKeyPem": pem.decode(),
            },
        }

    def webfinger(self) -> dict[str, Any]:
        """Return what their server says about their handle."""
        link = {"rel": "self", "type": "application/activity+json", "href": self.uri}
        return {"subject": f"acct:{self.handle}", "links": [link]}

    def create(self, name: str) -> dict[str, Any]:
        """Return the Create of a public note; `name` makes its id."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        note = {
            "id": f"{self.base}/notes/{name}",
            "type": "Note",
            "attributedTo": self.uri,
            "content": f"<p>{_TEXT} {name}</p>",
            "published": now,
            "url": f"{self.base}/@a{self.number}/{name}",
            "sensitive": False,
            "attachment": [],
            "tag": [],
            "to": [_PUBLIC],
            "cc": [f"{self.uri}/followers"],
        }
        return {
            "@context": [_AS2, "https://w3id.org/security/v1"],
            "id": f"{self.base}/notes/{name}/activity",
            "type": "Create",
            "actor": self.uri,
            "published": now,
            "to": note["to"],
            "cc": note["cc"],
            "object": note,
        }

    def signed(self, inbox: str, document: dict[str, Any]) -> bytes:
        """Return the request that delivers a document to an inbox."""
        body = json.dumps(document).encode()
        target = urlsplit(inbox)
        headers = {
            "host": target.netloc,
            "date": format_datetime(datetime.now(UTC), usegmt=True),
            "digest": "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode(),
            "content-type": "application/activity+json",
        }
        lines = [f"(request-target): post {target.path}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        signature = self.key.sign("\n".join(lines).encode(), PKCS1v15(), SHA256())
        headers["signature"] = (
            f'keyId="{self.uri}#main-key",algorithm="rsa-sha256",'
            f'headers="(request-target) host date digest content-type",'
            f'signature="{base64.b64encode(signature).decode()}"'
        )
        headers["content-length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"POST {target.path} HTTP/1.1\r\n{head}\r\n".encode() + body


def authors(port: int, count: int = COUNT) -> list[Author]:
    """Return people with fresh keys; the keys are made on all cores."""
    with ThreadPoolExecutor() as threads:
        keys = threads.map(lambda _: generate_private_key(65537, 2048), range(count))
        return [Author(number, port, key) for number, key in enumerate(keys)]


def documents(people: list[Author]) -> Documents:
    """Return what their servers show."""
    shown = {}
    for each in people:
        name = f"{host(each.number)}:{each.port}"
        shown[f"{name} /users/a{each.number}"] = json.dumps(each.actor()).encode()
        shown[f"{name} /.well-known/webfinger"] = json.dumps(each.webfinger()).encode()
    return Documents(shown)
