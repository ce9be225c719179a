"""Every post and every actor of the corpus becomes a value of ours, or is named here."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from federation.discovery.webfinger import Handle
from federation.errors import Rejected
from federation.objects import profile, remote_post
from models.tables.account import Account
from tests.requirements import CORPUS

pytestmark = pytest.mark.corpus
FILES = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*.json"))
NOW = datetime(2026, 3, 1, tzinfo=UTC)
AUTHOR = Account(id=1, uri="https://peer.example/users/bob", username="bob")
UNREACHABLE = {
    "fep/fep-ef61-1.json": "an `ap:` id, which is no address",
}
"""Actors to whom nothing can be sent, and why."""
HOSTILE = "invalid/"


def objects(document: Any) -> list[dict[str, Any]]:
    """Return a document and everything that it embeds as `object`."""
    found: list[dict[str, Any]] = []
    while isinstance(document, dict):
        found.append(document)
        document = document.get("object")
    return found


def load(name: str) -> list[dict[str, Any]]:
    raw = (CORPUS / name).read_bytes()
    # The collectors put these where an id or a name stood.
    raw = raw.replace(b"SCRUBBED_ID", b"https://kbin.test/1").replace(b"{{DOMAIN}}", b"m.example")
    return objects(orjson.loads(raw))


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith(HOSTILE)])
def test_each_post_can_be_read(name: str):
    for document in load(name):
        kind = document.get("type")
        if not isinstance(kind, str) or kind not in remote_post.POST_TYPES:
            continue
        if "id" not in document or not document.get("attributedTo"):
            continue
        post = remote_post.from_wire(document, AUTHOR, (), NOW)
        assert post.uri == document["id"]
        assert post.content or post.name or post.media or post.poll or post.url, name
        if document.get("content"):
            assert post.content


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith(HOSTILE)])
def test_each_actor_can_be_read(name: str):
    for document in load(name):
        kind = document.get("type")
        if not isinstance(kind, str) or kind not in profile.ACTOR_TYPES or "id" not in document:
            continue
        if "inbox" not in document or name in UNREACHABLE:
            with pytest.raises(Rejected):
                profile.from_wire(document, Handle("name", "peer.example"))
            continue
        read = profile.from_wire(document, Handle("name", "peer.example"))
        assert read.uri == document["id"]
        assert read.inbox
