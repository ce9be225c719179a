"""Filling: an instance with members, people of other servers and up to 100,000 posts in a home.

Written into the database of an instance that does not run. Rows that an action would make one by
one are inserted at once; what matters for the measurement (indexes, home entries, follows, keys) is
as the actions leave it.
"""

from datetime import UTC, datetime, timedelta

import msgspec

from models import ids, sql
from models.actions import accounts, oauth
from models.home import Home
from models.tables.account import Account
from models.tables.relation import Follow
from models.transaction import transaction
from models.values.oauth import NewApp
from models.values.profile import RemoteKey, RemoteProfile
from server import members
from server.members import Newcomer
from server.settings import Settings
from tests.load.abroad import HOSTS, host
from tests.load.authors import Author

FEW = 10
PEOPLE = ("reader", "writer", "known", "famous")
"""Who reads, who has no followers, who has some and who has a thousand."""
_SCOPES = "read write follow push"
_CHUNK = 5_000
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
_CONTENT = (
    "<p>The boat came in late, so the repair evening begins at eight. Bring the blue lamp, two "
    "clamps and whatever is broken at home; we have tea, soldering irons and time.</p>"
)
_POST = (
    "INSERT INTO post (id, uri, url, author_id, community_id, type, in_reply_to_id,"
    " in_reply_to_uri, thread_id, boost_of_id, visibility, name, content, source, spoiler,"
    " is_sensitive, language, emojis, application, published_at, edited_at, received_at,"
    " deleted_at, is_local, likes_count, boosts_count, replies_count, revision)"
    " VALUES (?, ?, ?, ?, NULL, 'Note', NULL, NULL, ?, NULL, 'public', '', ?, '', '', ?, 'en',"
    " '[]', '', ?, NULL, ?, NULL, ?, 0, 0, 0, 0)"
)


class Person(msgspec.Struct, frozen=True):
    """A member and a token of theirs."""

    account_id: int
    token: str


async def people(settings: Settings, outsiders: list[Author]) -> dict[str, Person]:
    """Make our members, the authors whom the reader follows, and the followers of the others."""
    async with members.at_home(settings) as home:
        app = await oauth.create_app(
            home, NewApp(name="bench", redirect_uris=("urn:ietf:wg:oauth:2.0:oob",), scopes=_SCOPES)
        )
        made: dict[str, Person] = {}
        for name in PEOPLE:
            newcomer = Newcomer(username=name, email=f"{name}@mail.example", password="x" * 20)
            account = await members.add(home, newcomer)
            issued = await oauth.create_token(home, app.id, account.id, _SCOPES)
            made[name] = Person(account.id, issued.token)
        writers = [await accounts.store_remote(home, _profile(each)) for each in outsiders]
        await _tie([made["reader"].account_id], [each.id for each in writers])
        crowd = await _crowd(home, outsiders[0].port)
        await _tie(crowd, [made["famous"].account_id])
        await _tie(crowd[-FEW:], [made["known"].account_id])
        return made


async def posts(settings: Settings, outsiders: list[Author], start: int, end: int) -> None:
    """Write the posts `start` to `end` of the authors, each older than the one before."""
    async with members.at_home(settings) as home:
        known = await accounts.by_uris([each.uri for each in outsiders])
        reader = await accounts.by_handle("reader", home.domain)
        if reader is None:
            raise RuntimeError("nobody reads here")
        for first in range(start, end, _CHUNK):
            numbers = range(first, min(first + _CHUNK, end))
            written, entries = [], []
            for number in numbers:
                author = outsiders[number % len(outsiders)]
                row = _post(author, known[author.uri].id, number)
                written.append(row)
                entries.append([reader.id, row[0]])
            async with transaction():
                await sql.write_many(_POST, written)
                await sql.write_many(
                    "INSERT INTO home_entry (owner_id, post_id) VALUES (?, ?)", entries
                )


def _post(author: Author, author_id: int, number: int) -> list[object]:
    uri = f"{author.base}/notes/old-{number}"
    moment = _BEGINNING - timedelta(minutes=number)
    identifier, at = ids.post_id(moment, uri, moment), ids.to_milliseconds(moment)
    return [identifier, uri, uri, author_id, identifier, _CONTENT, False, at, at, False]


def _profile(author: Author) -> RemoteProfile:
    actor = author.actor()
    key = actor["publicKey"]
    return RemoteProfile(
        uri=author.uri,
        type="Person",
        username=actor["preferredUsername"],
        domain=author.base.partition("://")[2],
        inbox=actor["inbox"],
        shared_inbox=actor["endpoints"]["sharedInbox"],
        display_name=actor["name"],
        followers_uri=actor["followers"],
        keys=(RemoteKey(uri=key["id"], kind="rsa", public=key["publicKeyPem"]),),
    )


async def _crowd(home: Home, port: int) -> list[int]:
    """Return a thousand people, each on a server with a shared inbox of its own."""
    now = home.clock.now()
    crowd = []
    for number in range(HOSTS):
        base = f"http://{host(number)}:{port}"
        uri = f"{base}/users/f{number}"
        crowd.append(
            Account(
                uri=uri,
                type="Person",
                username=f"f{number}",
                username_lower=f"f{number}",
                domain=f"{host(number)}:{port}",
                inbox=f"{uri}/inbox",
                shared_inbox=f"{base}/inbox",
                followers_uri=f"{uri}/followers",
                created_at=now,
                updated_at=now,
                fetched_at=now,
            )
        )
    await Account.bulk_create(crowd, batch_size=200)
    found = await sql.rows(
        "SELECT id FROM account WHERE username LIKE 'f%' AND type = 'Person'"
        " AND domain LIKE 'h%' ORDER BY id"
    )
    return [row["id"] for row in found]


async def _tie(followers: list[int], targets: list[int]) -> None:
    now = datetime.now(UTC)
    ties = [
        Follow(
            follower_id=follower,
            target_id=target,
            state="accepted",
            uri=f"http://abroad.test/follows/{follower}/{target}",
            created_at=now,
        )
        for follower in followers
        for target in targets
    ]
    await Follow.bulk_create(ties, batch_size=200)
