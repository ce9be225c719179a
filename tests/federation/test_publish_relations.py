"""Publishing to one person: likes, follows and the answers to them."""

import orjson
import pytest

from federation.publish import Publisher
from federation.signers import Signers
from models.actions import activities, reactions, relations
from models.actions.activities import NewActivity
from models.database import Database
from models.home import Home
from models.transaction import transaction
from tests.factories import make_account, make_post
from tests.federation.outbound import make_author
from tests.federation.test_publish import BETA, proved, said


@pytest.fixture
def publisher(home: Home) -> Publisher:
    return Publisher(home, Signers(home.clock))


async def test_a_like_goes_to_the_author_and_its_undo_follows(
    database: Database, home: Home, publisher: Publisher
) -> None:
    ada = await make_author()
    bo = await make_account("bo", "beta.example")
    post = await make_post(bo)
    await reactions.like(home, ada, post.id)
    await reactions.unlike(home, ada, post.id)
    await publisher.publish_due()
    (like, first), (undo, second) = await said()
    assert first == second == {BETA}
    assert (like["type"], like["object"]) == ("Like", post.uri)
    assert (undo["type"], undo["object"]["id"]) == ("Undo", like["id"])
    assert await proved(like) == await proved(undo) == ada.uri


async def test_a_follow_asks_the_one_it_concerns(
    database: Database, home: Home, publisher: Publisher
) -> None:
    ada = await make_author()
    bo = await make_account("bo", "beta.example")
    await relations.follow(home, ada, bo)
    await relations.unfollow(home, ada, bo)
    await publisher.publish_due()
    (follow, first), (undo, second) = await said()
    assert first == second == {BETA}
    assert (follow["type"], follow["object"], follow["to"]) == ("Follow", bo.uri, [bo.uri])
    assert (undo["type"], undo["object"]["id"]) == ("Undo", follow["id"])


async def test_an_accept_returns_the_follow_as_it_came(
    database: Database, home: Home, publisher: Publisher
) -> None:
    ada = await make_author()
    bo = await make_account("bo", "beta.example")
    uri = f"{bo.uri}/follows/1"
    follow = {"id": uri, "type": "Follow", "actor": bo.uri, "object": ada.uri, "to": None}
    async with transaction():
        new = NewActivity(
            uri=uri, type="Follow", actor_uri=bo.uri, object_uri=ada.uri, body=orjson.dumps(follow)
        )
        await activities.record(home.clock, [new])
    assert await relations.accept_follow(home, bo, ada, uri) == "accepted"
    await publisher.publish_due()
    ((accept, inboxes),) = await said()
    assert accept["type"] == "Accept"
    assert accept["object"] == follow
    assert inboxes == {BETA}
