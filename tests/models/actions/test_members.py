"""Members and actors: names are unique, trust can be taken away, strangers cannot pose as us."""

import asyncio

import msgspec
import pytest

from models import sql
from models.actions import accounts, members, notifications, posts, reactions, relations
from models.database import Database
from models.errors import Conflict, Forbidden, Invalid, NotFound
from models.home import Home
from models.tables.account import Account, Key, Member
from models.tables.community import Community
from models.tables.event import Event
from models.tables.notification import Notification
from models.tables.post import Post
from models.values.draft import Draft
from models.values.member import NewMember, ProfileChange, ProfileField
from models.values.profile import RemoteKey
from models.values.remote_post import RemoteBoost
from tests.clock import StillClock
from tests.models.actions.people import KEYS, community, member, profile, remote_post, stranger


async def test_a_member_has_addresses_keys_and_a_login(database: Database, home: Home) -> None:
    anna = await member(home, "Anna")
    assert anna.uri == "https://alpha.example/users/Anna"
    assert (anna.inbox, anna.shared_inbox) == (f"{anna.uri}/inbox", "https://alpha.example/inbox")
    keys = await accounts.keys_of(anna.id)
    assert [(key.kind, key.public, key.private) for key in keys] == [
        ("rsa", "P", "p"),
        ("ed25519", "E", "e"),
    ]
    assert (await accounts.by_handle("aNNa", "ALPHA.example")).id == anna.id  # type: ignore[union-attr]
    login = await Member.get(account_id=anna.id)
    assert (login.state, login.email_lower) == ("active", "anna@mail.example")


@pytest.mark.parametrize(
    "new",
    [
        NewMember(username="an na", email="a@b.example", password_hash="h"),
        NewMember(username="x" * 31, email="a@b.example", password_hash="h"),
        NewMember(username="partner", email="a@b.example", password_hash="h"),
        NewMember(username="ärger", email="a@b.example", password_hash="h"),
        NewMember(username="ok", email="nothing", password_hash="h"),
        NewMember(username="ok", email="a@b@c.example", password_hash="h"),
        NewMember(username="ok", email='"a,b"@c.example', password_hash="h"),
        NewMember(username="TAKEN", email="a@b.example", password_hash="h"),
        NewMember(username="ok", email="Taken@mail.example", password_hash="h"),
    ],
)
async def test_a_sign_up_that_cannot_be_leaves_nothing(
    database: Database, home: Home, new: NewMember
) -> None:
    await member(home, "taken")
    with pytest.raises(Invalid) as refused:
        await members.create(home, new, KEYS)
    assert refused.value.fields
    assert await Account.all().count() == 1
    assert await Key.all().count() == 2


async def test_twenty_sign_ups_of_one_name_are_one_member(database: Database, home: Home) -> None:
    made = await asyncio.gather(
        *(
            members.create(
                home, NewMember(username="anna", email=f"{n}@x.example", password_hash="h"), KEYS
            )
            for n in range(20)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Account) for each in made) == 1
    assert await Member.all().count() == 1


async def test_who_waits_is_let_in_or_forgotten(database: Database, home: Home) -> None:
    admin = await member(home, "boss", role="admin")
    anna = await member(home, "anna", state="waiting")
    ben = await member(home, "ben", state="waiting")
    assert await Notification.filter(account_id=admin.id, kind="admin.sign_up").count() == 2
    await members.approve(home, anna.id)
    await members.reject(home, ben.id)
    assert (await Member.get(account_id=anna.id)).approved_at == home.clock.now()
    assert await accounts.by_id(ben.id) is None
    for act in (members.approve, members.reject):
        with pytest.raises(NotFound):
            await act(home, anna.id)


async def _login(account: Account) -> None:
    await sql.write(
        "INSERT INTO web_session (session_digest, account_id, csrf, user_agent, created_at,"
        " expires_at) VALUES ('d', ?, 'c', '', 0, 1)",
        [account.id],
    )
    app = await sql.write(
        "INSERT INTO oauth_app (client_id, secret_digest, name, website, redirect_uris, scopes,"
        " created_at) VALUES ('c', 's', 'n', '', '[]', 'read', 0) RETURNING id"
    )
    await sql.write(
        "INSERT INTO oauth_token (token_digest, app_id, account_id, scopes, created_at)"
        " VALUES ('t', ?, ?, 'read', 0)",
        [app[0]["id"], account.id],
    )


@pytest.mark.parametrize("act", ["password", "role", "suspend"])
async def test_whatever_takes_trust_away_ends_every_login(
    database: Database, home: Home, act: str
) -> None:
    anna = await member(home, "anna")
    await _login(anna)
    if act == "password":
        await members.set_password(home, anna.id, "new")
    elif act == "role":
        await members.set_role(home, anna.id, "moderator")
    else:
        await members.suspend(home, anna.id)
        assert (await Account.get(id=anna.id)).suspended_at is not None
        await members.unsuspend(home, anna.id)
        assert (await Account.get(id=anna.id)).suspended_at is None
    assert await sql.rows("SELECT id FROM web_session") == []
    assert await sql.rows("SELECT id FROM oauth_token WHERE revoked_at IS NULL") == []


async def test_others_hear_of_a_suspension_and_of_its_end_once_each(
    database: Database, home: Home
) -> None:
    anna = await member(home, "anna")
    bob = await stranger(home, "bob")
    for act, count in ((members.suspend, 1), (members.unsuspend, 2)):
        for _ in range(2):
            await act(home, anna.id)
            await act(home, bob.id)
        events = await Event.filter(kind="ProfileChanged")
        assert {event.body["actor_id"] for event in events} == {anna.id}
        assert len(events) == count


async def test_a_suspension_ends_by_whoever_made_it(database: Database, home: Home) -> None:
    bob = await stranger(home, "bob")
    silenced = msgspec.structs.replace(profile("bob"), is_suspended=True)

    async def is_suspended() -> bool:
        return (await Account.get(id=bob.id)).suspended_at is not None

    assert (await accounts.store_remote(home, silenced)).suspended_at is not None
    assert await is_suspended()
    assert (await accounts.store_remote(home, profile("bob"))).suspended_at is None
    await accounts.store_remote(home, silenced)
    await members.suspend(home, bob.id)
    await accounts.store_remote(home, profile("bob"))
    assert await is_suspended(), "its own server undid what our staff decided"
    await members.unsuspend(home, bob.id)
    assert not await is_suspended()


async def test_a_profile_is_shown_safely_and_told_to_others(database: Database, home: Home) -> None:
    anna = await member(home, "anna")
    change = ProfileChange(
        display_name="Anna\n<b>",
        note="I walk\nhttps://example.org <script>",
        fields=(
            ProfileField(name="Web", value="https://example.org"),
            ProfileField(name="", value=""),
        ),
        default_visibility="unlisted",
    )
    shown = await members.update_profile(home, anna, change)
    assert shown.display_name == "Anna <b>"
    assert "<script>" not in shown.note
    assert shown.note_source.startswith("I walk\n")
    assert len(shown.fields_shown) == 1
    assert shown.revision == anna.revision + 1
    assert (await Member.get(account_id=anna.id)).default_visibility == "unlisted"
    assert await Event.filter(kind="ProfileChanged").count() == 1
    await members.update_profile(home, anna, ProfileChange(default_sensitive=True))
    assert await Event.filter(kind="ProfileChanged").count() == 1
    for wrong in (ProfileChange(display_name="x" * 31), ProfileChange(note="x" * 1_001)):
        with pytest.raises(Invalid):
            await members.update_profile(home, anna, wrong)


async def test_the_instances_own_actors_are_made_once(database: Database, home: Home) -> None:
    for _ in range(2):
        await members.ensure_system_actors(home, lambda: KEYS, "Alpha")
    rows = await Account.all().order_by("id")
    assert [(row.type, row.username, row.uri) for row in rows] == [
        ("Application", "alpha.example", "https://alpha.example/actor"),
        ("Organization", "partner", "https://alpha.example/partner"),
    ]
    assert await Key.all().count() == 4


async def test_a_group_and_a_person_never_share_a_name(database: Database, home: Home) -> None:
    row = await community(home)
    with pytest.raises(Conflict):
        await members.create_group(home, row, KEYS)
    assert await Community.all().count() == 1


async def test_a_remote_actor_is_renewed_with_its_keys(database: Database, home: Home) -> None:
    first = await stranger(home, "fay", note="<b>hi</b><script>x</script>")
    key = RemoteKey(uri=f"{first.uri}#second", kind="ed25519", public="z6Mk")
    again = await stranger(home, "fay", display_name="Fay", keys=(key,), followers_count=7)
    assert again.id == first.id
    assert again.revision == first.revision + 1
    assert (again.display_name, again.followers_count) == ("Fay", 7)
    assert first.note == "<b>hi</b>"
    assert [each.uri for each in await accounts.keys_of(again.id)] == [key.uri]


async def test_nobody_takes_over_a_foreign_key(database: Database, home: Home) -> None:
    fay = await stranger(home, "fay")
    stolen = RemoteKey(uri=f"{fay.uri}#main-key", kind="rsa", public="EVIL")
    await stranger(home, "eve", "evil.example", keys=(stolen,))
    key = await Key.get(uri=stolen.uri)
    assert (key.account_id, key.public) == (fay.id, "PEM")


@pytest.mark.parametrize(
    ("uri", "domain"),
    [
        ("https://alpha.example/users/anna", "far.example"),
        ("https://commons.example/c/trails", "far.example"),
        ("https://far.example/users/x", "Alpha.example"),
    ],
)
async def test_nobody_elsewhere_poses_as_one_of_us(
    database: Database, home: Home, uri: str, domain: str
) -> None:
    with pytest.raises(Forbidden):
        await accounts.store_remote(home, profile("anna", domain, uri=uri))
    assert await Account.all().count() == 0


async def test_a_handle_that_moved_to_another_actor_is_its(database: Database, home: Home) -> None:
    old = await stranger(home, "fay")
    new = await stranger(home, "fay", uri="https://far.example/ap/1")
    assert (await accounts.by_handle("fay", "far.example")).id == new.id  # type: ignore[union-attr]
    assert (await accounts.by_uri(old.uri)).id == old.id  # type: ignore[union-attr]


async def test_a_deleted_actor_takes_everything_along_and_never_returns(
    database: Database, home: Home, clock: StillClock
) -> None:
    anna, fay = await member(home, "anna"), await stranger(home, "fay")
    follow = await relations.follow(home, anna, fay)
    await relations.accept_answer(home, fay, follow.uri, True)
    await relations.accept_follow(home, fay, anna, "https://far.example/f/1")
    mine = await posts.publish(home, anna, Draft(text="hi"))
    reply = remote_post(fay, in_reply_to_uri=mine.uri, published_at=clock.now())
    await posts.accept(home, reply)
    await reactions.accept_like(home, fay, mine.uri, "https://far.example/l/1")
    boost = RemoteBoost(
        uri="https://far.example/b/1", actor=fay, object_uri=mine.uri, published_at=clock.now()
    )
    await posts.accept_boost(home, boost)
    assert await accounts.mark_deleted(home, fay.uri)
    assert not await accounts.mark_deleted(home, fay.uri)
    post = await Post.get(id=mine.id)
    assert (post.likes_count, post.boosts_count, post.replies_count) == (0, 0, 0)
    row = await Account.get(id=anna.id)
    assert (row.followers_count, row.following_count) == (0, 0)
    gone = await Post.get(uri=reply.uri)
    assert gone.deleted_at is not None
    assert gone.content == ""
    assert await Notification.filter(account_id=anna.id).count() == 0
    assert await accounts.keys_of(fay.id) == []
    renewed = await stranger(home, "fay", display_name="Back")
    assert renewed.deleted_at is not None
    assert renewed.display_name == ""


async def test_markers_and_notifications_are_ones_own(database: Database, home: Home) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    await relations.follow(home, ben, anna)
    first = await notifications.set_marker(home, anna, "home", "12")
    second = await notifications.set_marker(home, anna, "home", "13")
    assert (first.version, second.version, second.last_read_id) == (1, 2, "13")
    assert list(await notifications.markers(anna, ["home", "notifications"])) == ["home"]
    for timeline, last in (("local", "1"), ("home", "x"), ("home", "1" * 40)):
        with pytest.raises(Invalid):
            await notifications.set_marker(home, anna, timeline, last)
    told = await Notification.get(account_id=anna.id)
    with pytest.raises(NotFound):
        await notifications.dismiss(home, ben, told.id)
    await notifications.dismiss(home, anna, told.id)
    assert await Notification.all().count() == 0
