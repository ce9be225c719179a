"""What a host and its partners write down when somebody speaks in their community."""

from typing import Any

import pytest

from federation.contexts import PUBLIC
from models import sql
from models.tables.account import Account
from models.tables.community import Community, Partner
from tests.factories import START, make_community, make_member, make_post
from tests.federation.inbound import Instance, RemoteActor
from tests.peer import Peer


@pytest.fixture
async def community(instance: Instance, peer: Peer) -> Community:
    """A community that alpha.example hosts, with the server at other.test as its partner."""
    made = await make_community()
    partner = RemoteActor(peer, "p", "other.test")
    await Partner.create(
        community=made,
        domain=partner.authority,
        actor_uri=f"{partner.base}/partner",
        key="",
        inbox=f"{partner.base}/inbox",
        joined_at=START,
    )
    instance.federation.communities.forget()
    return made


def into(community: Community, author: RemoteActor, **more: Any) -> dict[str, Any]:
    tag = [{"type": "Mention", "href": community.uri, "name": "@harbour@commons.example"}]
    note = author.note("Ahoy", to=[PUBLIC, community.uri], tag=tag, **more)
    return author.create(note)


async def events() -> list[str]:
    rows = await sql.rows("SELECT body FROM event WHERE kind = 'ActivityAccepted' ORDER BY id")
    return [row["body"] for row in rows]


async def log() -> list[tuple[int, str]]:
    rows = await sql.rows("SELECT seq, type FROM activity WHERE seq IS NOT NULL ORDER BY seq")
    return [(row["seq"], row["type"]) for row in rows]


async def test_the_host_logs_a_members_post_and_announces_it(
    instance: Instance, peer: Peer, community: Community
):
    member = RemoteActor(peer, "carla", "other.test")
    create = into(community, member)
    assert (await instance.give(member, create)).outcome == "accepted"
    assert await log() == [(1, "Create")]
    (event,) = await events()
    assert '"starts_thread":true' in event
    assert '"reached_directly":true' in event
    kept = await sql.row("SELECT body FROM activity WHERE uri = ?", [create["id"]])
    assert kept is not None
    assert bytes(kept["body"]) == member.request(create, instance.clock).body


async def test_the_host_lets_guests_in_and_passes_their_likes_on(
    instance: Instance, peer: Peer, community: Community
):
    guest = RemoteActor(peer, "guest")
    create = into(community, guest)
    await instance.give(guest, create)
    await instance.give(guest, guest.activity("Like", create["object"]["id"]))
    assert await log() == [(1, "Create"), (2, "Like")]
    assert all('"reached_directly":false' in event for event in await events())


async def test_a_deleted_post_leaves_the_log_without_its_words(
    instance: Instance, peer: Peer, community: Community
):
    member = RemoteActor(peer, "carla", "other.test")
    create = into(community, member)
    await instance.give(member, create)
    await instance.give(member, member.activity("Delete", create["object"]["id"], to=[PUBLIC]))
    assert await log() == [(1, "Create"), (2, "Delete")]
    kept = await sql.rows("SELECT type, body FROM activity WHERE seq IS NOT NULL ORDER BY seq")
    assert kept[0]["body"] is None
    assert kept[1]["body"] is not None


async def test_a_partners_organization_may_hand_on_what_is_proved(
    instance: Instance, peer: Peer, community: Community
):
    organization = RemoteActor(peer, "org", "other.test", kind="Organization")
    await Partner.filter(domain=organization.authority).update(actor_uri=organization.uri)
    instance.federation.communities.forget()
    guest = RemoteActor(peer, "guest")
    create = guest.proven(into(community, guest), instance.clock)
    assert (await instance.give(organization, create)).outcome == "accepted"
    assert await log() == [(1, "Create")]
    other = into(community, guest)
    await instance.deliver(organization, other)
    await instance.work()
    assert instance.noted.last("processing").reason == "object_unknown", "no proof, no origin"
    assert len(await log()) == 1


async def test_one_that_always_fails_is_parked_and_the_others_go_on(
    instance: Instance, peer: Peer, monkeypatch: pytest.MonkeyPatch
):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    await instance.resolver.account(bob.uri)
    good, bad = await make_post(anna), await make_post(anna)
    like = instance.handlers.of({"type": "Like"})
    receive = like.receive

    async def failing(wire: Any, verified: Any, plan: Any) -> Any:
        effect = await receive(wire, verified, plan)
        if wire.object.id == bad.uri:
            raise RuntimeError("the poison works")
        return effect

    monkeypatch.setattr(like, "receive", failing)
    for post in (good, bad):
        await instance.deliver(bob, bob.activity("Like", post.uri))
    failures = 0
    for _ in range(60):
        try:
            await instance.work()
        except RuntimeError:
            failures += 1
        instance.clock.advance(minutes=10)
    assert failures > 3
    rows = await sql.rows("SELECT likes_count FROM post ORDER BY id")
    assert [row["likes_count"] for row in rows] == [1, 0], "a failed effect is rolled back"
    rows = await sql.rows("SELECT state, reason FROM receipt ORDER BY id")
    assert [row["state"] for row in rows] == ["done", "parked"]
    assert instance.noted.last("processing").outcome == "parked"
    assert instance.noted.last("processing").reason == "processing_failed"


async def test_bytes_that_no_gate_let_in_hold_up_nobody(instance: Instance, peer: Peer):
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    for number, body in enumerate((b"{", b"[]", b"{}", b'{"actor": 1}')):
        await sql.write(
            "INSERT INTO receipt (activity_uri, sender_uri, lane, body, state, reason, attempts,"
            " received_at, next_at) VALUES (?, 'x', 0, ?, 'new', '', 0, 0, 0)",
            [f"x{number}", body],
        )
    await instance.give(bob, bob.activity("Follow", anna.uri))
    rows = await sql.rows("SELECT state FROM receipt ORDER BY id")
    assert [row["state"] for row in rows] == ["refused"] * 4 + ["done"]


async def test_an_actor_is_found_by_its_handle_and_only_once(instance: Instance, peer: Peer):
    bob = RemoteActor(peer, "bob")
    found = await instance.resolver.account_by_handle(f"@bob@{bob.authority}")
    again = await instance.resolver.account_by_handle(f"BOB@{bob.authority}")
    assert found.id == again.id
    assert peer.asked("/users/bob") == 1
    assert await Account.filter(uri=bob.uri).count() == 1
