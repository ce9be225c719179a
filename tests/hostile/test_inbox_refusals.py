"""Every refusal of the gate, provoked: its status, its reason, and not one row left behind.

Groups H, K and O of the attack catalogue as they look from the inbox; the signature's own variants
are in `test_signatures_requests`, the parser's in `test_json_shapes`.
"""

import asyncio

import orjson
import pytest

from federation.contexts import CONTEXT, PUBLIC
from federation.errors import Deferred, Reason
from federation.receiving import ReceiptWriter
from federation.signatures.keys import generate_ed25519
from federation.signatures.proof import add_proof
from federation.signatures.request import SignedRequest
from models import sql
from models.actions.receipts import NewReceipt
from tests.factories import make_member, make_post
from tests.federation.inbound import Instance, RemoteActor, counts
from tests.peer import Peer

OURS = "https://alpha.example/users/anna"


async def refused(
    instance: Instance, sender: RemoteActor, document: object, status: int, reason: Reason
) -> None:
    request = sender.request(document, instance.clock)
    assert await instance.refusal(request) == (status, reason)


async def test_a_body_over_the_limit(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    large = bob.activity("Like", OURS, content="x" * 1_100_000)
    await refused(instance, bob, large, 413, Reason.BODY_TOO_LARGE)


async def test_a_compressed_body(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    request = bob.request(bob.activity("Follow", OURS), instance.clock)
    request.headers["Content-Encoding"] = "gzip"  # type: ignore[index]
    assert await instance.refusal(request) == (415, Reason.ENCODING_REFUSED)


async def test_a_body_of_another_type(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    request = bob.request(bob.activity("Follow", OURS), instance.clock)
    request.headers["Content-Type"] = "application/json"  # type: ignore[index]
    assert await instance.refusal(request) == (415, Reason.MEDIA_TYPE_REFUSED)


async def test_a_body_that_is_no_json(instance: Instance, peer: Peer):
    await refused(instance, RemoteActor(peer, "bob"), b"{", 400, Reason.JSON_MALFORMED)


@pytest.mark.parametrize("body", [b"[]", b"1", b'"x"', b"null"])
async def test_a_body_that_is_no_object(instance: Instance, peer: Peer, body: bytes):
    await refused(instance, RemoteActor(peer, "bob"), body, 400, Reason.SHAPE_REFUSED)


async def test_an_object_instead_of_an_activity(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    await refused(instance, bob, bob.note(), 400, Reason.SCHEMA_REFUSED)


async def test_two_types_at_once(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    document = {**bob.activity("Delete", OURS), "type": ["Create", "Delete"]}
    await refused(instance, bob, document, 400, Reason.SHAPE_REFUSED)


async def test_a_number_as_object(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    await refused(instance, bob, bob.activity("Like", 1), 400, Reason.SCHEMA_REFUSED)


@pytest.mark.parametrize(
    "claimed", ["acct:bob@peer.test", "data:,x", "https://u:p@peer.test/1", "https://127.1/x"]
)
async def test_an_id_that_cannot_be_one(instance: Instance, peer: Peer, claimed: str):
    bob = RemoteActor(peer, "bob")
    document = {**bob.activity("Follow", OURS), "id": claimed}
    await refused(instance, bob, document, 400, Reason.ID_REFUSED)


async def test_an_activity_without_an_id(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    document = bob.activity("Follow", OURS)
    del document["id"]
    await refused(instance, bob, document, 400, Reason.ID_REFUSED)


async def test_an_id_of_ours_from_outside(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    document = {**bob.activity("Follow", OURS), "id": "https://alpha.example/activities/1"}
    await refused(instance, bob, document, 403, Reason.LOCAL_ID_FROM_OUTSIDE)


async def test_an_actor_of_ours_from_outside(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    document = {**bob.activity("Follow", OURS), "actor": OURS}
    await refused(instance, bob, document, 403, Reason.LOCAL_ID_FROM_OUTSIDE)


async def test_an_id_of_another_origin(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    document = {**bob.activity("Follow", OURS), "id": peer.url("/f/1", "other.test")}
    await refused(instance, bob, document, 403, Reason.ORIGIN_MISMATCH)


async def test_h1_no_signature(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    request = bob.request(bob.activity("Follow", OURS), instance.clock)
    del request.headers["Signature"]  # type: ignore[attr-defined]
    assert await instance.refusal(request) == (401, Reason.SIGNATURE_MISSING)


async def test_h2_a_swapped_body(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    request = bob.request(bob.activity("Follow", OURS), instance.clock)
    other = orjson.dumps(bob.activity("Follow", f"{OURS}2"))
    swapped = SignedRequest("POST", "/inbox", request.headers, other)
    assert await instance.refusal(swapped) == (401, Reason.DIGEST_MISMATCH)
    assert peer.requests == []


async def test_h7_a_signature_of_yesterday(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    request = bob.request(bob.activity("Follow", OURS), instance.clock)
    instance.clock.advance(hours=13)
    assert await instance.refusal(request) == (401, Reason.SIGNATURE_EXPIRED)


async def test_h8_a_repeated_signature_header(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    request = bob.request(bob.activity("Follow", OURS), instance.clock)
    request.headers.add("Signature", "x")  # type: ignore[attr-defined]
    assert await instance.refusal(request) == (400, Reason.HEADER_REPEATED)


async def test_h12_a_replay_inside_the_window(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    post = await make_post(anna)
    request = bob.request(bob.activity("Like", post.uri), instance.clock)
    assert await instance.inbox.receive(request) == "accepted"
    await instance.work()
    before = await counts()
    assert await instance.inbox.receive(request) == "duplicate"
    await instance.work()
    assert await counts() == before


async def test_h14_mallory_signs_for_alice(instance: Instance, peer: Peer):
    await make_member("anna")
    alice, mallory = RemoteActor(peer, "alice"), RemoteActor(peer, "mallory", "other.test")
    await refused(instance, mallory, alice.activity("Follow", OURS), 403, Reason.ACTOR_MISMATCH)
    assert peer.asked("/users/alice") == 0, "nobody was asked about the victim"


async def test_a_forged_proof_under_anothers_name(instance: Instance, peer: Peer):
    alice, mallory = RemoteActor(peer, "alice"), RemoteActor(peer, "mallory", "other.test")
    real = alice.ed25519
    alice.ed25519 = generate_ed25519(real.key_id, alice.uri)
    forged = alice.proven(alice.activity("Follow", OURS), instance.clock)
    await refused(instance, mallory, forged, 401, Reason.PROOF_INVALID)


async def test_a_proof_by_the_relay_itself(instance: Instance, peer: Peer):
    alice, mallory = RemoteActor(peer, "alice"), RemoteActor(peer, "mallory", "other.test")
    forged = add_proof(alice.activity("Follow", OURS), mallory.ed25519, instance.clock.now())
    await refused(instance, mallory, forged, 403, Reason.ACTOR_MISMATCH)


async def test_k3_a_key_id_that_serves_another_key(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    peer.answer("/users/bob", body={**bob.document(), "publicKey": {"id": f"{bob.uri}#other"}})
    await refused(instance, bob, bob.activity("Follow", OURS), 401, Reason.KEY_REFUSED)


async def test_k5_a_key_server_that_is_down(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    peer.answer("/users/bob", status=500)
    await refused(instance, bob, bob.activity("Follow", OURS), 503, Reason.KEY_UNREACHABLE)
    asked = peer.asked("/users/bob")
    await refused(instance, bob, bob.activity("Follow", OURS), 503, Reason.KEY_UNREACHABLE)
    assert peer.asked("/users/bob") == asked, "a failure is remembered"


async def test_k8_an_unknown_actor_that_ends_itself_costs_nothing(instance: Instance, peer: Peer):
    ghost = RemoteActor(peer, "ghost")
    peer.answer("/users/ghost", status=410)
    before = await counts()
    assert await instance.deliver(ghost, ghost.activity("Delete", ghost.uri)) == "ignored"
    assert await counts() == before
    assert peer.requests == []


async def test_an_activity_in_an_unknown_dialect_is_ignored(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    before = await counts()
    assert await instance.deliver(bob, bob.activity("View", OURS)) == "ignored"
    assert instance.noted.last("gate").reason == Reason.TYPE_UNKNOWN
    assert await counts() == before


async def test_j13_an_undo_of_itself(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    document = bob.activity("Undo", "")
    document["object"] = document["id"]
    await refused(instance, bob, document, 400, Reason.SELF_REFERENCE)


async def test_a_suspended_actor(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    await instance.resolver.account(bob.uri)
    await sql.write("UPDATE account SET suspended_at = 1 WHERE uri = ?", [bob.uri])
    await refused(instance, bob, bob.activity("Follow", OURS), 403, Reason.ACTOR_SUSPENDED)


async def test_o3_two_owners_of_one_object(instance: Instance, peer: Peer):
    bob, victim = RemoteActor(peer, "bob"), RemoteActor(peer, "victim")
    note = bob.note(attributedTo=[bob.uri, victim.uri])
    await refused(instance, bob, bob.create(note), 403, Reason.OWNER_MISMATCH)


async def test_o4_an_owner_that_is_a_number(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    note = bob.note(attributedTo=1)
    await refused(instance, bob, bob.create(note), 400, Reason.SCHEMA_REFUSED)


async def test_an_object_of_another_owner(instance: Instance, peer: Peer):
    bob, victim = RemoteActor(peer, "bob"), RemoteActor(peer, "victim")
    note = bob.note(attributedTo=victim.uri)
    await refused(instance, bob, bob.create(note), 403, Reason.OWNER_MISMATCH)


@pytest.mark.parametrize("kind", ["Create", "Update", "Delete"])
async def test_o5_o6_an_object_of_another_origin(instance: Instance, peer: Peer, kind: str):
    bob, victim = RemoteActor(peer, "bob"), RemoteActor(peer, "victim", "other.test")
    note = {**victim.note(), "attributedTo": bob.uri}
    await refused(instance, bob, bob.activity(kind, note), 403, Reason.ORIGIN_MISMATCH)


async def test_an_undo_of_what_somebody_else_did(instance: Instance, peer: Peer):
    bob, victim = RemoteActor(peer, "bob"), RemoteActor(peer, "victim")
    undo = bob.activity("Undo", victim.activity("Follow", OURS))
    await refused(instance, bob, undo, 403, Reason.ACTOR_MISMATCH)


async def test_a_remapped_context(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    document = bob.activity("Follow", OURS)
    document["@context"] = [*CONTEXT, {"actor": "https://evil.example/not-an-actor"}]
    await refused(instance, bob, document, 400, Reason.SHAPE_REFUSED)


async def test_too_many_addressees(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    crowd = [f"https://peer.example/users/{number}" for number in range(1_001)]
    await refused(
        instance, bob, bob.activity("Like", OURS, to=[PUBLIC, *crowd]), 400, Reason.SHAPE_REFUSED
    )


async def test_more_receipts_than_may_wait(instance: Instance, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("federation.receiving._MOST_WAITING", 2)
    writer = ReceiptWriter(instance.clock)
    receipts = [NewReceipt(f"https://p.example/{n}", "a", "a", b"{}") for n in range(9)]
    outcomes = await asyncio.gather(
        *(writer.write(each) for each in receipts), return_exceptions=True
    )
    refused_ones = [each for each in outcomes if isinstance(each, Deferred)]
    assert {each.reason for each in refused_ones} == {Reason.OVERLOADED}
    rows = await sql.rows("SELECT count(*) AS n FROM receipt")
    assert rows[0]["n"] == len(outcomes) - len(refused_ones)
