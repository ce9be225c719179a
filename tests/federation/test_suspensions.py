"""Suspensions travel: said to all who show the member's posts, heeded, and taken back."""

import pytest

from federation.errors import Reason
from federation.publish import Publisher
from federation.signers import Signers
from models import sql
from models.actions import members
from models.database import Database
from models.home import Home
from models.queries import visibility
from tests.factories import make_account, make_community, make_follow, make_member, make_partner
from tests.federation.inbound import Instance, RemoteActor, states
from tests.federation.outbound import make_author
from tests.federation.test_publish import proved, said
from tests.peer import Peer


async def is_shown(uri: str) -> bool:
    law, values = visibility.readable(None)
    found = await sql.row(
        f"SELECT p.id FROM post p{visibility.JOINS} WHERE p.uri = ? AND {law}", [uri, *values]
    )
    return found is not None


async def author_with_a_post(instance: Instance, peer: Peer) -> tuple[RemoteActor, str]:
    """Return somebody elsewhere, and a post of theirs that is shown here."""
    anna, bob = await make_member("anna"), RemoteActor(peer, "bob")
    await make_follow(anna, await instance.resolver.account(bob.uri))
    note = bob.note("Ahoy")
    await instance.give(bob, bob.create(note))
    assert await is_shown(note["id"])
    return bob, str(note["id"])


async def test_followers_and_all_partners_hear_of_a_suspension(
    database: Database, home: Home
) -> None:
    ada = await make_author()
    await make_partner(await make_community(), "beta.example")
    await make_follow(await make_account("fan", "far.example"), ada)
    await members.suspend(home, ada.id)
    publisher = Publisher(home, Signers(home.clock))
    await publisher.publish_due()
    await members.unsuspend(home, ada.id)
    await publisher.publish_due()
    (away, first), (back, second) = await said()
    assert first == second
    hosts = {inbox.split("/")[2] for inbox in first}
    assert hosts == {"beta.example", "far.example"}
    assert (away["type"], away["object"]["id"]) == ("Update", ada.uri)
    assert away["object"]["suspended"] is True
    assert "suspended" not in back["object"]
    assert await proved(away) == ada.uri


async def test_whom_their_own_server_suspends_is_hidden_until_it_says_otherwise(
    instance: Instance, peer: Peer
) -> None:
    bob, post = await author_with_a_post(instance, peer)
    # What the server hands out may be older than what the actor says.
    await instance.give(bob, bob.activity("Update", {**bob.document(), "suspended": True}))
    assert not await is_shown(post)
    instance.clock.advance(seconds=3)
    follow = bob.activity("Follow", "https://alpha.example/users/anna")
    refusal = await instance.refusal(bob.request(follow, instance.clock))
    assert refusal == (403, Reason.ACTOR_SUSPENDED)
    await instance.give(bob, bob.activity("Update", bob.document()))
    assert await is_shown(post)


async def test_whom_we_suspended_does_not_come_back_by_their_own_word(
    instance: Instance, peer: Peer
) -> None:
    bob, post = await author_with_a_post(instance, peer)
    account = await instance.resolver.account(bob.uri)
    await members.suspend(instance.federation.home, account.id)
    for state in ({"suspended": True}, {}):
        await instance.give(bob, bob.activity("Update", {**bob.document(), **state}))
        assert not await is_shown(post)


async def test_a_suspended_actor_can_still_end_itself(instance: Instance, peer: Peer) -> None:
    bob, _ = await author_with_a_post(instance, peer)
    await instance.give(bob, bob.activity("Update", {**bob.document(), "suspended": True}))
    await instance.give(bob, bob.activity("Delete", bob.uri))
    assert (await states())[-1] == ("done", "")
    row = await sql.row("SELECT deleted_at FROM account WHERE uri = ?", [bob.uri])
    assert row is not None
    assert row["deleted_at"] is not None


@pytest.mark.parametrize("kind", ["Update", "Delete"])
async def test_a_suspended_actor_says_nothing_about_others(
    instance: Instance, peer: Peer, kind: str
) -> None:
    bob, post = await author_with_a_post(instance, peer)
    await instance.give(bob, bob.activity("Update", {**bob.document(), "suspended": True}))
    instance.clock.advance(seconds=3)
    refusal = await instance.refusal(bob.request(bob.activity(kind, post), instance.clock))
    assert refusal == (403, Reason.ACTOR_SUSPENDED)


async def test_an_old_update_that_somebody_relays_does_not_undo_a_suspension(
    instance: Instance, peer: Peer
) -> None:
    bob, post = await author_with_a_post(instance, peer)
    eve = RemoteActor(peer, "eve")
    old = bob.proven(bob.activity("Update", bob.document()), instance.clock)
    silenced = {**bob.document(), "suspended": True}
    peer.answer(f"/users/{bob.name}", body=silenced)
    await instance.give(bob, bob.activity("Update", silenced))
    await instance.give(eve, old)
    assert (await states())[-1] == ("done", "")
    assert not await is_shown(post)
