"""Nobody can make a `Verified` but the three functions that verify."""

from datetime import UTC, datetime

import pytest

from federation.errors import Reason, Rejected
from federation.fetching import FetchedDocument
from federation.signatures.keys import generate_ed25519
from federation.signatures.proof import add_proof
from federation.verified import Verified, by_fetch, by_proof, by_signature
from models.tables.account import Account

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BOB = "https://peer.example/users/bob"
EVE = "https://peer.example/users/eve"
ACTOR = Account(id=1, uri=BOB)
LIKE = {"id": f"{BOB}/likes/1", "type": "Like", "actor": BOB, "object": "https://a.example/1"}


def test_the_constructor_is_sealed():
    with pytest.raises(TypeError):
        Verified(object(), LIKE["id"], LIKE, b"", ACTOR, "signature", None)


def test_a_signature_of_somebody_else_verifies_nothing():
    with pytest.raises(Rejected) as caught:
        by_signature(LIKE["id"], LIKE, b"", ACTOR, EVE)
    assert caught.value.reason == Reason.ACTOR_MISMATCH


def test_a_proof_by_a_colleague_verifies_nothing():
    key = generate_ed25519(f"{EVE}#ed25519-key", EVE)
    with pytest.raises(Rejected) as caught:
        by_proof(add_proof(LIKE, key, NOW), b"", ACTOR, key.public(), now=NOW, relayed_by=EVE)
    assert caught.value.reason == Reason.PROOF_INVALID


def test_a_document_of_another_server_verifies_nothing():
    elsewhere = FetchedDocument(uri="https://evil.example/1", body=LIKE, raw=b"", fetched_at=NOW)
    with pytest.raises(Rejected) as caught:
        by_fetch(elsewhere, ACTOR, relayed_by=EVE)
    assert caught.value.reason == Reason.ORIGIN_MISMATCH
