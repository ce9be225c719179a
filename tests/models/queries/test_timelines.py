"""Timelines: what stands in each, and what does not."""

from datetime import timedelta

from models.database import Database
from models.home import Home
from models.queries import statuses, timelines
from models.queries.paging import Page
from models.queries.timelines import Choice
from models.tables.media import Media
from models.tables.relation import Block, Mute
from tests.clock import StillClock
from tests.factories import (
    START,
    make_account,
    make_community,
    make_follow,
    make_partner,
    make_post,
    put_home,
)

_PAGE = Page(limit=40)


async def test_home_leaves_out_whom_the_reader_blocks_or_mutes_and_their_boosted_posts(
    database: Database, home: Home, clock: StillClock
) -> None:
    reader, friend, blocked, muted = [await make_account() for _ in range(4)]
    await Block.create(account=reader, target=blocked, uri="", created_at=START)
    expires = clock.now() + timedelta(hours=1)
    await Mute.create(account=reader, target=muted, created_at=START, expires_at=expires)
    shown = await make_post(friend)
    from_muted = await make_post(muted)
    boost_of_muted = await make_post(friend, boost_of=from_muted)
    from_blocked = await make_post(blocked)
    boost_of_blocked = await make_post(friend, boost_of=from_blocked)
    everything = (shown, from_muted, boost_of_muted, from_blocked, boost_of_blocked)
    await put_home(reader, *everything)
    assert await timelines.home(home, reader.id, _PAGE) == [shown.id]
    clock.advance(hours=2)
    unmuted = [boost_of_muted.id, from_muted.id, shown.id]
    assert await timelines.home(home, reader.id, _PAGE) == unmuted


async def test_home_leaves_out_suspended_authors_and_those_who_block_the_reader(
    database: Database, home: Home
) -> None:
    reader, friend, blocker = [await make_account() for _ in range(3)]
    suspended = await make_account(suspended_at=START)
    await Block.create(account=blocker, target=reader, uri="", created_at=START)
    shown = await make_post(friend)
    gone = [await make_post(each) for each in (suspended, blocker)]
    boosts = [await make_post(friend, boost_of=post) for post in gone]
    await put_home(reader, shown, *gone, *boosts)
    assert await timelines.home(home, reader.id, _PAGE) == [shown.id]


async def test_home_shows_a_community_post_once(database: Database, home: Home) -> None:
    community = await make_community()
    group = await community.account
    joined, follower, friend, author = [await make_account() for _ in range(4)]
    post = await make_post(author, community=community)
    wrapper = await make_post(group, boost_of=post, community=community)
    boost = await make_post(friend, boost_of=post)
    await put_home(joined, wrapper)
    await put_home(follower, post, wrapper, boost)
    assert await timelines.home(home, joined.id, _PAGE) == [wrapper.id]
    assert await timelines.home(home, follower.id, _PAGE) == [boost.id, post.id]
    stamped = await timelines.stamped_home(home, follower.id, _PAGE)
    assert {each.id: each for each in stamped} == await statuses.stamps([boost.id, post.id])
    assert [each.content_id for each in stamped] == [post.id, post.id]


async def test_home_is_nobody_elses(database: Database, home: Home) -> None:
    reader, other, author = [await make_account() for _ in range(3)]
    await put_home(reader, await make_post(author))
    assert await timelines.home(home, other.id, _PAGE) == []


async def test_public_is_the_venture_without_boosts_answers_and_strangers(
    database: Database, home: Home
) -> None:
    community = await make_community()
    await make_partner(community, "beta.example")
    await make_partner(community, "left.example", left_at=START)
    ours = await make_account()
    partner, left = (
        await make_account(domain="beta.example"),
        await make_account(domain="left.example"),
    )
    guest = await make_account(domain="far.example")
    mine = await make_post(ours)
    self_answer = await make_post(ours, reply_to=mine)
    theirs = await make_post(partner)
    guests = await make_post(guest, community=community)
    await make_post(ours, reply_to=theirs)
    await make_post(ours, in_reply_to_uri="https://unknown.example/1")
    await make_post(ours, boost_of=theirs)
    await make_post(guest)
    await make_post(left)
    for visibility in ("unlisted", "private", "direct"):
        await make_post(ours, visibility=visibility)
    for viewer_id in (None, guest.id):
        found = await timelines.public(home, viewer_id, _PAGE)
        assert found == [guests.id, theirs.id, self_answer.id, mine.id]
    local = await timelines.public(home, None, _PAGE, Choice(is_local=True))
    assert local == [self_answer.id, mine.id]
    remote = await timelines.public(home, None, _PAGE, Choice(is_local=False))
    assert remote == [guests.id, theirs.id]


async def test_public_can_be_asked_for_media_only(database: Database, home: Home) -> None:
    author = await make_account()
    with_media, _ = await make_post(author), await make_post(author)
    await Media.create(account=author, post_id=with_media.id, kind="image", created_at=START)
    found = await timelines.public(home, None, _PAGE, Choice(has_media=True))
    assert found == [with_media.id]


async def test_a_community_timeline_has_its_threads_and_not_their_answers(
    database: Database, home: Home
) -> None:
    community, other = await make_community(), await make_community("quay")
    group = await community.account
    author = await make_account()
    first = await make_post(author, community=community)
    second = await make_post(author, community=community, visibility="unlisted")
    await make_post(author, reply_to=first)
    await make_post(group, boost_of=first, community=community)
    await make_post(author, community=other)
    await make_post(author)
    found = await timelines.community(home, None, community.id, _PAGE)
    assert found == [second.id, first.id]


async def test_a_tag_timeline_has_public_posts_only_however_the_tag_is_written(
    database: Database, home: Home
) -> None:
    author, follower = await make_account(), await make_account()
    await make_follow(follower, author)
    first = await make_post(author, tags=("Hafen",))
    second = await make_post(author, tags=("hafen", "see"))
    await make_post(author, tags=("see",))
    for visibility in ("unlisted", "private", "direct"):
        await make_post(author, tags=("hafen",), visibility=visibility)
    assert await timelines.tag(home, follower.id, "HAFEN", _PAGE) == [second.id, first.id]
    both = await timelines.tag(home, None, "hafen", _PAGE, Choice(tag="See"))
    assert both == [second.id]
    assert await timelines.tag(home, None, "haf", _PAGE) == []
    older = await timelines.tag(home, None, "hafen", Page(max_id=second.id))
    assert older == [first.id]


async def test_an_account_shows_each_reader_what_is_for_them(
    database: Database, home: Home
) -> None:
    author, follower, named, blocked = [await make_account() for _ in range(4)]
    await make_follow(follower, author)
    await Block.create(account=author, target=blocked, uri="", created_at=START)
    public = await make_post(author)
    private = await make_post(author, visibility="private")
    direct = await make_post(author, visibility="direct", mentions=(named,))
    for viewer, expected in (
        (None, [public]),
        (blocked.id, []),
        (follower.id, [private, public]),
        (named.id, [direct, public]),
        (author.id, [direct, private, public]),
    ):
        found = await timelines.account(home, viewer, author.id, _PAGE)
        assert found == [post.id for post in expected]


async def test_an_account_can_be_asked_without_answers_or_boosts_or_by_tag(
    database: Database, home: Home
) -> None:
    author, other = await make_account(), await make_account()
    theirs = await make_post(other)
    plain = await make_post(author, tags=("rope",))
    answer = await make_post(author, reply_to=theirs)
    on_itself = await make_post(author, reply_to=plain)
    boost = await make_post(author, boost_of=theirs)
    for choice, expected in (
        (Choice(), [boost, on_itself, answer, plain]),
        (Choice(has_replies=False), [boost, on_itself, plain]),
        (Choice(has_boosts=False), [on_itself, answer, plain]),
        (Choice(tag="Rope"), [plain]),
    ):
        found = await timelines.account(home, None, author.id, _PAGE, choice)
        assert found == [post.id for post in expected], choice


async def test_a_muted_person_stays_readable_on_their_own_profile(
    database: Database, home: Home
) -> None:
    reader, muted, worse = [await make_account() for _ in range(3)]
    for target in (muted, worse):
        await Mute.create(account=reader, target=target, created_at=START)
    own = await make_post(muted)
    await make_post(muted, boost_of=await make_post(worse))
    assert await timelines.account(home, reader.id, muted.id, _PAGE) == [own.id]
