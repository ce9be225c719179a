"""What we emit: valid by our own schemas, exact where other servers are strict, readable by us."""

from typing import Any

from federation.contexts import PUBLIC
from federation.objects import actor, collection, note, remote_post
from federation.settings import FederationSettings
from federation.validation import Schemas
from models import addresses
from models.actions import posts
from models.database import Database
from models.home import Home
from models.queries import documents
from models.tables.account import Account, Key
from models.values.draft import Draft, PollDraft
from tests.factories import make_community, make_follow, make_member

SCHEMAS = Schemas.load(FederationSettings())


def nulls(document: Any) -> list[str]:
    """Return the names of members that are null, which some peers choke on."""
    if isinstance(document, dict):
        return [name for name, value in document.items() if value is None] + [
            name for value in document.values() for name in nulls(value)
        ]
    if isinstance(document, list):
        return [name for value in document for name in nulls(value)]
    return []


async def emitted(home: Home, author: Account, draft: Draft) -> dict[str, Any]:
    post = await posts.publish(home, author, draft)
    facts = await documents.post(post.id)
    assert facts is not None
    wire = note.document(home, facts)
    SCHEMAS.validate(wire)
    assert nulls(wire) == []
    for name in ("to", "cc", "tag", "attachment"):
        assert isinstance(wire[name], list), name
    assert isinstance(wire["attributedTo"], str)
    return wire


async def test_a_post_in_a_community_names_its_group(database: Database, home: Home):
    anna, community = await make_member("anna"), await make_community()
    group = await Account.get(id=community.account_id)
    await make_follow(anna, group)
    wire = await emitted(
        home, anna, Draft(text="Ahoy @harbour@commons.example #Sea", language="de")
    )
    assert wire["to"] == [PUBLIC, group.uri]
    assert wire["audience"] == group.uri
    assert [tag["href"] for tag in wire["tag"] if tag["type"] == "Mention"] == [group.uri]
    assert "#Sea" in [tag["name"] for tag in wire["tag"]]
    assert wire["contentMap"] == {"de": wire["content"]}
    assert wire["context"] == addresses.context(wire["id"])
    assert wire["published"].endswith("Z")


async def test_audiences_follow_the_visibility(database: Database, home: Home):
    anna, eve = await make_member("anna"), await make_member("eve")
    text = "Hello @eve"
    public = await emitted(home, anna, Draft(text=text))
    unlisted = await emitted(home, anna, Draft(text=text, visibility="unlisted"))
    private = await emitted(home, anna, Draft(text=text, visibility="private"))
    direct = await emitted(home, anna, Draft(text=text, visibility="direct"))
    assert (public["to"], public["cc"]) == ([PUBLIC], [anna.followers_uri, eve.uri])
    assert (unlisted["to"], unlisted["cc"]) == ([anna.followers_uri], [PUBLIC, eve.uri])
    assert (private["to"], private["cc"]) == ([anna.followers_uri], [eve.uri])
    assert (direct["to"], direct["cc"]) == ([eve.uri], [])


async def test_a_poll_is_a_question_that_we_can_read_again(database: Database, home: Home):
    anna = await make_member("anna")
    poll = PollDraft(options=("Yes", "No"), expires_in_seconds=3_600, is_multiple=True)
    wire = await emitted(home, anna, Draft(text="Shall we?", spoiler="Careful", poll=poll))
    assert wire["type"] == "Question"
    assert wire["summary"] == "Careful"
    read = remote_post.from_wire(wire, anna, (), home.clock.now())
    assert read.poll is not None
    assert [option.title for option in read.poll.options] == ["Yes", "No"]
    assert read.poll.is_multiple
    assert read.poll.expires_at is not None
    assert read.published_at == home.clock.now()


async def test_a_deleted_post_is_a_tombstone(database: Database, home: Home):
    anna = await make_member("anna")
    post = await posts.publish(home, anna, Draft(text="Gone"))
    await posts.withdraw(home, anna, post.id)
    facts = await documents.post(post.id)
    assert facts is not None
    wire = note.document(home, facts)
    SCHEMAS.validate(wire)
    assert wire["type"] == "Tombstone"
    assert "Gone" not in str(wire)


async def test_a_group_says_what_every_server_wants_to_know(database: Database, home: Home):
    community = await make_community()
    await Key.create(
        account_id=community.account_id,
        uri=addresses.main_key(community.uri),
        kind="rsa",
        public="-----BEGIN PUBLIC KEY-----",
        created_at=home.clock.now(),
    )
    facts = await documents.actor_by_uri(community.uri)
    assert facts is not None
    wire = actor.document(home, facts)
    SCHEMAS.validate(wire)
    assert nulls(wire) == []
    assert wire["type"] == "Group"
    assert wire["attributedTo"] == wire["moderators"] == addresses.moderators(community.uri)
    assert wire["publicKey"]["owner"] == community.uri
    assert {"inbox", "outbox", "followers", "featured", "postingRestrictedToMods"} <= wire.keys()


async def test_a_collection_and_its_page_are_valid():
    uri = "https://alpha.example/users/anna/followers"
    head = collection.to_wire(uri, 2, f"{uri}?page=1")
    page = collection.page(f"{uri}?page=1", uri, ["https://peer.example/users/bob"])
    SCHEMAS.validate(head)
    SCHEMAS.validate(page)
    assert page["partOf"] == head["id"]
