"""Publishing: each event becomes the right activities, proved, for the right inboxes, all or
nothing."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from federation.contexts import PUBLIC
from federation.publish import BUILDERS, Publisher
from federation.signatures.keys import public_from_multibase
from federation.signatures.proof import verify_proof
from federation.signers import Signers
from models import addresses, events, leases, outbox, sql
from models.actions import activities, posts
from models.actions.activities import NewActivity
from models.database import Database
from models.events import ActivityAccepted, Event, PostPublished
from models.home import Home
from models.leases import LeaseLost
from models.tables.account import Account
from models.tables.community import Community
from models.transaction import transaction
from models.values.draft import Draft, PostChange
from tests.clock import StillClock
from tests.factories import make_account, make_community, make_follow, make_partner, make_post
from tests.federation.outbound import give_keys, make_author

HOST_OF_ALPHA = "https://alpha.example"


@pytest.fixture
def publisher(home: Home) -> Publisher:
    return Publisher(home, Signers(home.clock))


async def said() -> list[tuple[dict[str, Any], set[str]]]:
    """Return every activity of ours in order, with the inboxes that it must still reach."""
    rows = await sql.rows("SELECT id, body FROM activity WHERE is_local ORDER BY id")
    found = []
    for row in rows:
        inboxes = await sql.rows(
            "SELECT t.inbox FROM delivery d JOIN destination t ON t.id = d.destination_id"
            " WHERE d.activity_id = ?",
            [row["id"]],
        )
        body = orjson.loads(row["body"]) if row["body"] is not None else {}
        found.append((body, {each["inbox"] for each in inboxes}))
    return found


async def proved(document: dict[str, Any]) -> str:
    """Return the owner whose key proves a document; raises if the proof does not hold."""
    key_id = document["proof"]["verificationMethod"]
    row = await sql.row(
        "SELECT k.public, a.uri FROM key k JOIN account a ON a.id = k.account_id WHERE k.uri = ?",
        [key_id],
    )
    assert row is not None
    verify_proof(document, public_from_multibase(row["public"], key_id, row["uri"]))
    return str(row["uri"])


async def record(home: Home, event: Event) -> None:
    async with transaction():
        await outbox.record(home.clock, event)


async def harbour(*, is_hosted: bool = True) -> tuple[Community, Account]:
    """Create a community of alpha, beta and gamma with its Group."""
    if is_hosted:
        community = await make_community()
        group = await Account.get(id=community.account_id)
        await give_keys(group)
        await make_partner(community, "beta.example")
    else:
        uri = "https://beta.example/c/harbour"
        group = await make_account("harbour", "beta.example", uri=uri, type="Group")
        community = await Community.create(
            uri=uri,
            slug="harbour",
            domain="beta.example",
            name="Harbour",
            account=group,
            state="active",
            roster_version=1,
            created_at=group.created_at,
        )
        await make_partner(community, "alpha.example", is_self=True)
        await make_partner(community, "beta.example", is_host=True)
    await make_partner(community, "gamma.example")
    partner = await make_account(
        "partner", uri=addresses.partner_actor(HOST_OF_ALPHA), type="Organization"
    )
    await give_keys(partner)
    return community, group


def inbox(domain: str) -> str:
    return f"https://{domain}/inbox"


BETA, GAMMA, ALSO = inbox("beta.example"), inbox("gamma.example"), inbox("delta.example")


async def test_every_event_has_a_builder() -> None:
    kinds = {
        kind
        for kind in vars(events).values()
        if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
    }
    assert BUILDERS.keys() == kinds


async def test_a_post_goes_once_to_each_server_of_its_followers(
    database: Database, home: Home, publisher: Publisher
) -> None:
    ada = await make_author()
    for name in ("one", "two"):
        await make_follow(await make_account(name, "beta.example"), ada)
    await make_follow(await make_account("three", "gamma.example"), ada)
    await make_follow(await make_account("four", "delta.example"), ada, state="pending")
    await make_follow(await make_account("local"), ada)
    post = await posts.publish(home, ada, Draft(text="Hello #world"))
    assert await publisher.publish_due() == 1
    ((create, inboxes),) = await said()
    assert inboxes == {BETA, GAMMA}
    assert create["type"] == "Create"
    assert create["id"] == addresses.create(post.uri)
    assert create["to"] == [PUBLIC]
    assert await proved(create) == ada.uri
    assert await proved(create["object"]) == ada.uri
    assert create["object"]["id"] == post.uri
    assert await publisher.publish_due() == 0


async def test_a_direct_message_reaches_the_mentioned_ones_only_and_is_not_public(
    database: Database, home: Home, publisher: Publisher
) -> None:
    ada = await make_author()
    bo = await make_account("bo", "beta.example")
    await make_follow(await make_account("cy", "gamma.example"), ada)
    await posts.publish(home, ada, Draft(text="@bo@beta.example psst", visibility="direct"))
    await publisher.publish_due()
    ((create, inboxes),) = await said()
    assert inboxes == {BETA}
    assert create["to"] == [bo.uri]
    assert PUBLIC not in (*create["to"], *create["cc"])
    row = await sql.row("SELECT audience FROM activity")
    assert row is not None
    assert row["audience"] == "addressed"


async def test_a_community_post_goes_to_every_partner_directly_and_into_our_log(
    database: Database, home: Home, publisher: Publisher
) -> None:
    community, group = await harbour(is_hosted=False)
    ada = await make_author()
    await make_follow(ada, group)
    await posts.publish(home, ada, Draft(text="Hello @harbour@beta.example"))
    await publisher.publish_due()
    ((create, inboxes),) = await said()
    assert inboxes == {BETA, GAMMA}
    assert create["audience"] == group.uri
    assert any(tag.get("href") == group.uri for tag in create["object"]["tag"])
    row = await sql.row("SELECT community_id, seq FROM activity")
    assert row == {"community_id": community.id, "seq": 1}
    partners = await sql.rows("SELECT is_partner FROM destination")
    assert all(bool(each["is_partner"]) for each in partners)


async def test_the_host_announces_a_new_thread_in_both_forms_and_a_reply_in_one(
    database: Database, home: Home, publisher: Publisher
) -> None:
    _, group = await harbour()
    ada = await make_author()
    await make_follow(ada, group)
    await make_follow(await make_account("fan", "delta.example"), group)
    await make_follow(await make_account("member", "beta.example"), group)
    post = await posts.publish(home, ada, Draft(text="Hello @harbour@commons.example"))
    await publisher.publish_due()
    (create, direct), (wrapped, far), (plain, also_far) = await said()
    assert direct == {BETA, GAMMA}
    assert wrapped["type"] == plain["type"] == "Announce"
    assert far == also_far == {ALSO}
    assert wrapped["object"] == create
    assert wrapped["id"] == addresses.announce(group.uri, create["id"], "activity")
    assert plain["object"] == post.uri
    assert plain["id"] == addresses.announce(group.uri, post.uri, "post")
    assert wrapped["cc"] == [addresses.followers(group.uri)]
    assert await proved(wrapped) == await proved(plain) == group.uri
    assert await proved(wrapped["object"]) == ada.uri
    await posts.publish(home, ada, Draft(text="And more", in_reply_to_id=post.id))
    await publisher.publish_due()
    assert [body["type"] for body, _ in (await said())[3:]] == ["Create", "Announce"]


async def test_deleting_a_thread_takes_the_announce_back_and_erases_every_copy(
    database: Database, home: Home, publisher: Publisher
) -> None:
    _, group = await harbour()
    ada = await make_author()
    await make_follow(ada, group)
    await make_follow(await make_account("fan", "delta.example"), group)
    post = await posts.publish(home, ada, Draft(text="Hello @harbour@commons.example"))
    await publisher.publish_due()
    await posts.withdraw(home, ada, post.id)
    await publisher.publish_due()
    found = await said()
    assert [body.get("type") for body, _ in found[:3]] == [None, None, None]
    (delete, direct), (announced, far), (undo, also_far) = found[3:]
    assert delete["type"] == "Delete"
    assert delete["object"]["type"] == "Tombstone"
    assert delete["object"]["formerType"] == "Note"
    assert direct == {BETA, GAMMA}
    assert announced["object"] == delete
    assert undo["object"]["id"] == addresses.announce(group.uri, post.uri, "post")
    assert far == also_far == {ALSO}


async def _received(home: Home, actor: Account, community: Community) -> int:
    """Store an activity as processing would have, and return its number."""
    uri = f"{actor.uri}/activities/1"
    body = orjson.dumps({"id": uri, "type": "Create", "actor": actor.uri, "object": "x", "é": 1.50})
    async with transaction():
        known = await activities.record(
            home.clock,
            [
                NewActivity(
                    uri=uri,
                    type="Create",
                    actor_uri=actor.uri,
                    object_uri=f"{actor.uri}/posts/1",
                    audience="public",
                    community_id=community.id,
                    body=body,
                )
            ],
        )
    return known[uri]


async def test_the_host_relays_an_activity_unchanged_to_all_but_its_author(
    database: Database, home: Home, publisher: Publisher
) -> None:
    community, group = await harbour()
    await make_follow(await make_account("fan", "delta.example"), group)
    bo = await make_account("bo", "beta.example")
    activity_id = await _received(home, bo, community)
    await record(
        home,
        ActivityAccepted(
            actor_id=bo.id,
            activity_id=activity_id,
            community_id=community.id,
            starts_thread=True,
            reached_directly=True,
        ),
    )
    await publisher.publish_due()
    (wrapped, relayed), (plain, far) = await said()
    assert relayed == {GAMMA, ALSO}
    assert far == {ALSO}
    assert plain["object"] == f"{bo.uri}/posts/1"
    row = await sql.row("SELECT body FROM activity WHERE id = ?", [activity_id])
    assert row is not None
    assert wrapped["object"] == orjson.loads(row["body"])


async def test_another_partner_passes_on_the_exact_bytes_that_only_it_received(
    database: Database, home: Home, publisher: Publisher
) -> None:
    community, _ = await harbour(is_hosted=False)
    stranger = await make_account("stranger", "delta.example")
    activity_id = await _received(home, stranger, community)
    accepted = ActivityAccepted(
        actor_id=stranger.id, activity_id=activity_id, community_id=community.id
    )
    await record(home, accepted)
    await publisher.publish_due()
    assert await said() == []
    rows = await sql.rows(
        "SELECT t.inbox, a.uri AS signer FROM delivery d"
        " JOIN destination t ON t.id = d.destination_id JOIN account a ON a.id = d.signer_id"
        " WHERE d.activity_id = ? ORDER BY t.inbox",
        [activity_id],
    )
    speaker = addresses.partner_actor(HOST_OF_ALPHA)
    assert [(row["inbox"], row["signer"]) for row in rows] == [(BETA, speaker), (GAMMA, speaker)]


async def test_what_reached_every_partner_directly_is_not_passed_on(
    database: Database, home: Home, publisher: Publisher
) -> None:
    community, _ = await harbour(is_hosted=False)
    bo = await make_account("bo", "beta.example")
    activity_id = await _received(home, bo, community)
    await record(
        home,
        ActivityAccepted(
            actor_id=bo.id,
            activity_id=activity_id,
            community_id=community.id,
            reached_directly=True,
        ),
    )
    assert await publisher.publish_due() == 1
    assert await sql.rows("SELECT id FROM delivery") == []


async def test_an_edit_reaches_whom_the_post_reached(
    database: Database, home: Home, publisher: Publisher, clock: StillClock
) -> None:
    ada = await make_author()
    await make_follow(await make_account("one", "beta.example"), ada)
    post = await posts.publish(home, ada, Draft(text="Helo"))
    await publisher.publish_due()
    clock.advance(minutes=1)
    await posts.edit(home, ada, post.id, PostChange(text="Hello"))
    await publisher.publish_due()
    _, (update, inboxes) = await said()
    assert update["type"] == "Update"
    assert update["object"]["content"] == "<p>Hello</p>"
    assert "updated" in update["object"]
    assert inboxes == {BETA}


async def test_an_event_that_cannot_be_built_holds_up_its_own_lane_only(
    database: Database, home: Home, publisher: Publisher, clock: StillClock
) -> None:
    keyless = await make_account("keyless")
    ada = await make_author()
    assert keyless.id % outbox.LANES != ada.id % outbox.LANES
    for author in (keyless, ada, keyless):
        post = await make_post(author)
        await record(home, PostPublished(actor_id=author.id, post_id=post.id))
    assert await publisher.publish_due() == 1
    assert [body["actor"] for body, _ in await said()] == [ada.uri]
    await give_keys(keyless)
    clock.advance(seconds=5)
    publisher = Publisher(home, Signers(clock))
    assert await publisher.publish_due() == 2
    assert len(await said()) == 3


async def test_a_publisher_that_lost_its_lease_writes_nothing(
    database: Database, home: Home, publisher: Publisher, clock: StillClock
) -> None:
    ada = await make_author()
    post = await make_post(ada)
    await record(home, PostPublished(actor_id=ada.id, post_id=post.id))
    assert await leases.acquire(clock, "publish", "slept", timedelta(seconds=30))
    assert not await publisher.step()
    slept = leases.Held("publish", "slept", 1)
    clock.advance(minutes=1)
    other = Publisher(home, Signers(clock))
    assert await other.step()
    post = await make_post(ada)
    await record(home, PostPublished(actor_id=ada.id, post_id=post.id))
    with pytest.raises(LeaseLost):
        await publisher.publish_due(slept)
    assert len(await said()) == 1
    assert await other.step()
    assert len(await said()) == 2
