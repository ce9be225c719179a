"""What passes the gate and is refused later: rights, audiences and polls, group O and others."""

from typing import Any

from federation.contexts import PUBLIC
from federation.errors import Reason
from models import sql
from models.actions import posts
from models.values.draft import Draft, PollDraft
from tests.factories import make_follow, make_member
from tests.federation.inbound import Instance, RemoteActor, states
from tests.peer import Peer


async def post_of(uri: str) -> sql.Row | None:
    return await sql.row("SELECT * FROM post WHERE uri = ?", [uri])


def to_anna(anna_uri: str) -> dict[str, Any]:
    tag = {"type": "Mention", "href": anna_uri, "name": "@anna@alpha.example"}
    return {"to": [anna_uri], "cc": [], "tag": [tag]}


async def test_o8_a_second_create_cannot_widen_the_audience(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    note = bob.note("Between us", **to_anna(anna.uri))
    await instance.give(bob, bob.create(note))
    outcome = await instance.give(bob, bob.create({**note, "to": [PUBLIC]}))
    assert outcome.reason == Reason.AUDIENCE_WIDENED
    stored = await post_of(note["id"])
    assert stored is not None
    assert stored["visibility"] == "direct"


async def test_v10_an_update_cannot_add_readers(instance: Instance, peer: Peer):
    anna, eve = await make_member("anna"), await make_member("eve")
    bob = RemoteActor(peer, "bob")
    note = bob.note("Between us", **to_anna(anna.uri))
    await instance.give(bob, bob.create(note))
    wider = {**note, **to_anna(eve.uri), "content": "<p>Now you too</p>"}
    wider |= {"updated": "2026-03-01T11:59:59Z", "to": [PUBLIC, eve.uri]}
    await instance.give(bob, bob.activity("Update", wider))
    stored = await post_of(note["id"])
    assert stored is not None
    assert stored["visibility"] == "direct"


async def test_o5_a_colleague_of_the_same_server_cannot_edit(instance: Instance, peer: Peer):
    anna, bob, eve = await make_member("anna"), RemoteActor(peer, "bob"), RemoteActor(peer, "eve")
    note = bob.note("Mine", **to_anna(anna.uri))
    await instance.give(bob, bob.create(note))
    taken = {**note, "content": "<p>Hers</p>", "updated": "2026-03-01T11:59:59Z"}
    del taken["attributedTo"]
    await instance.give(eve, eve.activity("Update", taken))
    stored = await post_of(note["id"])
    assert stored is not None
    assert "Mine" in stored["content"]


async def test_o6_a_colleague_of_the_same_server_cannot_delete(instance: Instance, peer: Peer):
    anna, bob, eve = await make_member("anna"), RemoteActor(peer, "bob"), RemoteActor(peer, "eve")
    note = bob.note("Mine", **to_anna(anna.uri))
    await instance.give(bob, bob.create(note))
    outcome = await instance.give(eve, eve.activity("Delete", note["id"]))
    assert outcome.reason == Reason.OWNER_MISMATCH
    stored = await post_of(note["id"])
    assert stored is not None
    assert stored["deleted_at"] is None


async def test_another_actor_cannot_be_renamed(instance: Instance, peer: Peer):
    bob, eve = RemoteActor(peer, "bob"), RemoteActor(peer, "eve")
    await instance.resolver.account(bob.uri)
    await instance.give(eve, eve.activity("Update", {**bob.document(), "name": "Not Bob"}))
    assert (await states())[-1] == ("refused", Reason.OWNER_MISMATCH)
    row = await sql.row("SELECT display_name FROM account WHERE uri = ?", [bob.uri])
    assert row == {"display_name": "Bob"}


async def test_a_vote_counts_once_and_not_after_the_end(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    poll = PollDraft(options=("Yes", "No"), expires_in_seconds=3_600)
    home = instance.federation.home
    post = await posts.publish(home, anna, Draft(text="Shall we?", poll=poll))

    def vote(option: str) -> dict[str, Any]:
        note = bob.note(name=option, inReplyTo=post.uri, to=[anna.uri], cc=[])
        del note["content"]
        return bob.create(note)

    assert (await instance.give(bob, vote("Yes"))).outcome == "accepted"
    assert (await instance.give(bob, vote("No"))).reason == Reason.POLL_CLOSED
    assert (await instance.give(bob, vote("Perhaps"))).reason == Reason.POLL_CLOSED
    instance.clock.advance(hours=2)
    carla = RemoteActor(peer, "carla")
    late = carla.note(name="No", inReplyTo=post.uri, to=[anna.uri], cc=[])
    del late["content"]
    assert (await instance.give(carla, carla.create(late))).reason == Reason.POLL_CLOSED
    rows = await sql.rows("SELECT choice FROM poll_vote")
    assert [row["choice"] for row in rows] == [0]


async def test_a_vote_in_a_poll_of_somebody_else_is_refused(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    note = bob.note(name="Yes", inReplyTo=peer.url("/posts/9"))
    del note["content"]
    await instance.give(bob, bob.create(note))
    assert await states() == [("refused", Reason.NOT_FOR_US)]


async def test_an_answer_to_a_follow_that_nobody_sent(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    follow = {"id": peer.url("/f/1"), "type": "Follow", "actor": peer.url("/x"), "object": bob.uri}
    await instance.give(bob, bob.activity("Accept", follow))
    assert await states() == [("refused", Reason.NOT_FOR_US)]


async def test_only_the_followed_can_accept(instance: Instance, peer: Peer):
    anna, bob, eve = await make_member("anna"), RemoteActor(peer, "bob"), RemoteActor(peer, "eve")
    target = await instance.resolver.account(bob.uri)
    follow = await make_follow(anna, target, state="pending")
    shown = {"id": follow.uri, "type": "Follow", "actor": anna.uri, "object": bob.uri}
    await instance.give(eve, eve.activity("Accept", shown))
    assert await sql.rows("SELECT state FROM follow") == [{"state": "pending"}]
    await instance.give(bob, bob.activity("Accept", shown))
    assert await sql.rows("SELECT state FROM follow") == [{"state": "accepted"}]
    await instance.give(bob, bob.activity("Reject", shown))
    assert await sql.rows("SELECT state FROM follow WHERE state = 'accepted'") == []


async def test_a_ban_by_a_stranger_is_refused_and_a_block_is_not(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    await instance.give(bob, bob.activity("Block", anna.uri, target=peer.url("/c/x")))
    assert await states() == [("refused", Reason.NOT_ALLOWED)]
    block = bob.activity("Block", anna.uri)
    await instance.give(bob, block)
    assert len(await sql.rows("SELECT id FROM block")) == 1
    await instance.give(bob, bob.activity("Undo", block))
    assert await sql.rows("SELECT id FROM block") == []


async def test_what_is_understood_but_not_done_leaves_nothing(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    for document in (
        bob.activity("Dislike", anna.uri),
        bob.activity("Flag", [anna.uri], content="Spam"),
        bob.activity("Add", anna.uri, target=f"{bob.uri}/featured"),
        bob.activity("Remove", anna.uri, target=f"{bob.uri}/featured"),
        bob.activity("Move", bob.uri, target=peer.url("/users/new")),
    ):
        outcome = await instance.give(bob, document)
        assert (outcome.outcome, outcome.reason) == ("ignored", Reason.NOT_ALLOWED)
    assert await sql.rows("SELECT id FROM activity") == []


async def test_an_offer_by_a_stranger_is_refused(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    offer = bob.activity("Offer", {"id": peer.url("/r/1"), "type": "Roster"})
    await instance.give(bob, offer)
    state, reason = (await states())[0]
    assert state == "refused"
    assert reason
    assert await sql.rows("SELECT id FROM roster_draft") == []


async def test_an_unknown_kind_of_object_is_refused(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    await instance.give(bob, bob.create({**bob.note(), "type": "Library"}))
    assert await states() == [("refused", Reason.TYPE_UNKNOWN)]


async def test_k6_a_rotated_key_costs_one_refresh(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    await instance.give(bob, bob.activity("Follow", anna.uri))
    other = RemoteActor(peer, "rob1")
    other.rsa, bob.rsa = bob.rsa, type(bob.rsa)(bob.rsa.key_id, bob.uri, "rsa", other.rsa.key)
    bob.serve()
    instance.clock.advance(minutes=10)
    asked = peer.asked("/users/bob")
    assert await instance.deliver(bob, bob.activity("Follow", anna.uri)) == "accepted"
    assert peer.asked("/users/bob") == asked + 1


async def test_a_thread_is_climbed_only_so_far(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    parent = None
    for _ in range(130):
        more = {"inReplyTo": parent} if parent else {}
        note = bob.note(**more)
        peer.answer(
            note["id"].partition(str(peer.port))[2],
            body={"@context": "https://www.w3.org/ns/activitystreams", **note},
        )
        parent = note["id"]
    reply = bob.note("Deep", inReplyTo=parent, **to_anna(anna.uri))
    await instance.give(bob, bob.create(reply))
    rows = await sql.rows("SELECT count(*) AS n FROM post")
    assert rows[0]["n"] == instance.federation.settings.thread_fetch_depth + 1


async def test_d5_a_crowd_of_new_actors_is_slowed_down(instance: Instance, peer: Peer):
    anna = await make_member("anna")
    for number in range(125):
        actor = RemoteActor(peer, f"n{number}")
        await instance.deliver(actor, actor.activity("Follow", anna.uri))
    await instance.work()
    outcomes = {reason for state, reason in await states() if state == "deferred"}
    assert outcomes == {Reason.OVERLOADED}
    assert len(await sql.rows("SELECT id FROM follow")) == 120
    instance.clock.advance(hours=1)
    await instance.work()
    assert len(await sql.rows("SELECT id FROM follow")) == 125
