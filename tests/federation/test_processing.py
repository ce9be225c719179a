"""From a signed request to its effect: the receipt, the batch, the slow road, the second time."""

import asyncio

from federation.contexts import PUBLIC
from models import sql
from tests.factories import make_follow, make_member, make_post
from tests.federation.inbound import Instance, RemoteActor, counts, states
from tests.peer import Peer


async def post_of(uri: str) -> sql.Row | None:
    return await sql.row("SELECT * FROM post WHERE uri = ?", [uri])


async def mention_of(member_uri: str) -> dict[str, str]:
    return {"type": "Mention", "href": member_uri, "name": "@anna@alpha.example"}


async def test_a_post_that_mentions_a_member_becomes_visible(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    note = bob.note("Ahoy", tag=[await mention_of(anna.uri)])
    outcome = await instance.give(bob, bob.create(note))
    assert outcome.outcome == "accepted", outcome
    stored = await post_of(note["id"])
    assert stored is not None
    assert "Ahoy" in stored["content"]
    assert await states() == [("done", "")]


async def test_a_repeated_delivery_has_no_second_effect(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    create = bob.create(bob.note(tag=[await mention_of(anna.uri)]))
    await instance.give(bob, create)
    before = await counts()
    assert await instance.deliver(bob, create) == "duplicate"
    await instance.work()
    assert await counts() == before


async def test_a_hundred_deliveries_at_once_are_one_receipt(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    create = bob.create(bob.note(tag=[await mention_of(anna.uri)]))
    await asyncio.gather(*(instance.deliver(bob, create) for _ in range(100)))
    await instance.work()
    assert (await counts())["receipt"] == 1
    assert (await counts())["post"] == 1


async def test_what_concerns_nobody_here_is_not_kept(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    note = bob.note()
    outcome = await instance.give(bob, bob.create(note))
    assert (outcome.outcome, outcome.reason) == ("ignored", "not_for_us")
    assert await post_of(note["id"]) is None


async def test_edit_like_and_delete_follow_their_post_in_one_batch(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    carla = RemoteActor(peer, "carla")
    note = bob.note("First", tag=[await mention_of(anna.uri)])
    await instance.resolver.account(bob.uri)
    await instance.resolver.account(carla.uri)
    await instance.deliver(bob, bob.create(note))
    edited = {**note, "content": "<p>Second</p>", "updated": "2026-03-01T11:59:30Z"}
    await instance.deliver(bob, bob.activity("Update", edited, to=[PUBLIC]))
    await instance.deliver(carla, carla.activity("Like", note["id"]))
    await instance.work()
    stored = await post_of(note["id"])
    assert stored is not None
    assert "Second" in stored["content"]
    assert stored["likes_count"] == 1
    await instance.give(bob, bob.activity("Delete", {"id": note["id"], "type": "Tombstone"}))
    stored = await post_of(note["id"])
    assert stored is not None
    assert stored["deleted_at"] is not None
    assert "Second" not in stored["content"]


async def test_a_delete_before_its_create_wins(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    await instance.resolver.account(bob.uri)
    note = bob.note(tag=[await mention_of(anna.uri)])
    await instance.give(bob, bob.activity("Delete", note["id"]))
    await instance.give(bob, bob.create(note))
    stored = await post_of(note["id"])
    assert stored is None or stored["deleted_at"] is not None


async def test_an_undo_before_its_like_wins(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    post = await make_post(anna)
    like = bob.activity("Like", post.uri)
    await instance.give(bob, bob.activity("Undo", like))
    await instance.give(bob, like)
    stored = await post_of(post.uri)
    assert stored is not None
    assert stored["likes_count"] == 0


async def test_follow_and_undo(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    follow = bob.activity("Follow", anna.uri)
    await instance.give(bob, follow)
    rows = await sql.rows("SELECT state, uri FROM follow")
    assert rows == [{"state": "accepted", "uri": follow["id"]}]
    kinds = await sql.rows("SELECT kind FROM event")
    assert {"kind": "FollowAnswered"} in kinds
    await instance.give(bob, bob.activity("Undo", follow))
    assert await sql.rows("SELECT state FROM follow") == []


async def test_a_reply_fetches_its_unknown_parent(instance: Instance, peer: Peer):
    anna, bob, carla = await make_member("anna"), RemoteActor(peer, "bob"), RemoteActor(peer, "c")
    root, middle = carla.note("Root"), None
    middle = carla.note("Middle", inReplyTo=root["id"])
    for each in (root, middle):
        path = each["id"].partition(str(peer.port))[2]
        peer.answer(path, body={"@context": "https://www.w3.org/ns/activitystreams", **each})
    reply = bob.note("Reply", inReplyTo=middle["id"], tag=[await mention_of(anna.uri)])
    await instance.give(bob, bob.create(reply))
    stored, parent, top = [await post_of(n["id"]) for n in (reply, middle, root)]
    assert stored is not None
    assert parent is not None
    assert top is not None
    assert stored["in_reply_to_id"] == parent["id"]
    assert stored["thread_id"] == top["id"]


async def test_a_reply_waits_for_a_silent_parent_and_then_stands_alone(
    instance: Instance, peer: Peer
):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    reply = bob.note(
        inReplyTo=f"{peer.scheme}://other.test:1/posts/1", tag=[await mention_of(anna.uri)]
    )
    outcome = await instance.give(bob, bob.create(reply))
    assert outcome.outcome == "deferred", outcome
    assert await post_of(reply["id"]) is None
    for _ in range(3):
        instance.clock.advance(hours=2)
        await instance.work()
    stored = await post_of(reply["id"])
    assert stored is not None
    assert stored["in_reply_to_id"] is None


async def test_a_boost_is_fetched_from_the_origin_of_the_post(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    carla = RemoteActor(peer, "carla", host="other.test")
    note = carla.note("Original")
    peer.answer(
        note["id"].partition(str(peer.port))[2],
        body={"@context": "https://www.w3.org/ns/activitystreams", **note},
    )
    await make_follow(anna, await instance.resolver.account(bob.uri))
    forged = {**note, "content": "<p>Forged</p>"}
    outcome = await instance.give(bob, bob.activity("Announce", forged, to=[PUBLIC]))
    assert outcome.outcome == "accepted", outcome
    stored = await post_of(note["id"])
    assert stored is not None
    assert "Original" in stored["content"]
    assert stored["boosts_count"] == 1


async def test_one_bad_activity_does_not_spoil_its_batch(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    await instance.resolver.account(bob.uri)
    await instance.deliver(bob, bob.activity("Like", "https://alpha.example/users/x/posts/none"))
    good = bob.create(bob.note(tag=[await mention_of(anna.uri)]))
    await instance.deliver(bob, good)
    await instance.work()
    assert sorted(await states()) == [("done", ""), ("refused", "object_unknown")]


async def test_an_actor_that_ends_takes_its_posts_along(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    note = bob.note("Soon gone", tag=[await mention_of(anna.uri)])
    await instance.give(bob, bob.create(note))
    await instance.give(bob, bob.activity("Delete", bob.uri))
    row = await sql.row("SELECT deleted_at FROM account WHERE uri = ?", [bob.uri])
    assert row is not None
    assert row["deleted_at"] is not None
    stored = await post_of(note["id"])
    assert stored is None or "Soon gone" not in stored["content"]
