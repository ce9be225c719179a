"""Reactions and polls: counted once each, however many at once, and only by who may."""

import asyncio

import pytest

from models.actions import polls, posts, reactions, relations
from models.database import Database
from models.errors import Invalid, NotFound
from models.home import Home
from models.tables.event import Event
from models.tables.notification import Notification
from models.tables.poll import Poll, PollVote
from models.tables.post import Post
from models.tables.reaction import Bookmark, Like
from models.values.draft import Draft, PollDraft
from models.values.remote_post import RemoteOption, RemotePoll
from tests.clock import StillClock
from tests.models.actions.people import member, remote_post, stranger

ASKED = PollDraft(options=("yes", "no", "maybe"), expires_in_seconds=600)


async def test_twenty_likes_at_once_are_one(database: Database, home: Home) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    post = await posts.publish(home, anna, Draft(text="hi"))
    await asyncio.gather(*(reactions.like(home, ben, post.id) for _ in range(20)))
    assert (await Post.get(id=post.id)).likes_count == 1
    assert await Event.filter(kind="PostLiked").count() == 1
    assert await Notification.filter(account_id=anna.id, kind="favourite").count() == 1
    await asyncio.gather(*(reactions.unlike(home, ben, post.id) for _ in range(20)))
    assert (await Post.get(id=post.id)).likes_count == 0
    assert await Event.filter(kind="LikeWithdrawn").count() == 1
    assert await Notification.all().count() == 0


async def test_twenty_people_at_once_are_twenty_likes(database: Database, home: Home) -> None:
    anna = await member(home, "anna")
    people = [await stranger(home, f"p{number}") for number in range(20)]
    post = await posts.publish(home, anna, Draft(text="hi"))
    await asyncio.gather(
        *(
            reactions.accept_like(home, person, post.uri, f"{person.uri}/likes/1")
            for person in people
        )
    )
    assert (await Post.get(id=post.id)).likes_count == 20


async def test_liking_is_no_way_to_find_a_hidden_post(database: Database, home: Home) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    fay = await stranger(home, "fay")
    hidden = await posts.publish(home, anna, Draft(text="us", visibility="private"))
    for act in (reactions.like, reactions.bookmark):
        with pytest.raises(NotFound) as absent:
            await act(home, ben, 12345)
        with pytest.raises(NotFound) as forbidden:
            await act(home, ben, hidden.id)
        assert absent.value.public == forbidden.value.public
    outcome = await reactions.accept_like(home, fay, hidden.uri, "https://far.example/l/1")
    assert outcome.outcome == "ignored"
    assert await Like.all().count() == 0
    assert await Bookmark.all().count() == 0


async def test_a_blocked_person_can_neither_see_nor_like(database: Database, home: Home) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    post = await posts.publish(home, anna, Draft(text="hi"))
    await relations.block(home, anna, ben)
    with pytest.raises(NotFound):
        await reactions.like(home, ben, post.id)


async def test_a_remote_like_is_taken_back_by_its_own_name_or_the_posts(
    database: Database, home: Home
) -> None:
    anna, fay = await member(home, "anna"), await stranger(home, "fay")
    post = await posts.publish(home, anna, Draft(text="hi"))
    like_uri = "https://far.example/likes/1"
    for undo in ({"like_uri": like_uri}, {"object_uri": post.uri}):
        assert (await reactions.accept_like(home, fay, post.uri, like_uri)).outcome == "accepted"
        assert (await reactions.accept_like(home, fay, post.uri, like_uri)).outcome == "duplicate"
        assert (await reactions.accept_unlike(home, fay, **undo)).outcome == "accepted"
        assert (await reactions.accept_unlike(home, fay, **undo)).outcome == "duplicate"
    assert (await Post.get(id=post.id)).likes_count == 0


async def test_a_boost_is_liked_and_kept_as_what_it_boosts(database: Database, home: Home) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    post = await posts.publish(home, anna, Draft(text="hi"))
    wrapper = await posts.boost(home, anna, post.id)
    assert await reactions.like(home, ben, wrapper.id) == post.id
    assert await reactions.bookmark(home, ben, wrapper.id) == post.id
    await reactions.unlike(home, ben, wrapper.id)
    await reactions.unbookmark(home, ben, wrapper.id)
    assert (await Like.all().count(), await Bookmark.all().count()) == (0, 0)


async def test_one_voter_is_counted_once_even_at_once(database: Database, home: Home) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    post = await posts.publish(home, anna, Draft(text="?", poll=ASKED))
    outcomes = await asyncio.gather(
        *(polls.vote(home, ben, post.id, [number % 3]) for number in range(20)),
        return_exceptions=True,
    )
    assert sum(1 for each in outcomes if not isinstance(each, BaseException)) == 1
    assert all(isinstance(each, Invalid) for each in outcomes if isinstance(each, BaseException))
    poll = await Poll.get(post_id=post.id)
    assert (poll.votes_count, poll.voters_count) == (1, 1)
    assert sum(option["votes"] for option in poll.options) == 1


@pytest.mark.parametrize("choices", [[], [3], [-1], [0, 1]])
async def test_a_vote_must_be_a_choice(database: Database, home: Home, choices: list[int]) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    post = await posts.publish(home, anna, Draft(text="?", poll=ASKED))
    with pytest.raises(Invalid):
        await polls.vote(home, ben, post.id, choices)
    with pytest.raises(Invalid):
        await polls.vote(home, anna, post.id, [0])
    assert (await Poll.get(post_id=post.id)).votes_count == 0


async def test_nobody_votes_after_the_end_and_everybody_hears_of_it(
    database: Database, home: Home, clock: StillClock
) -> None:
    anna, ben, cleo = [await member(home, name) for name in ("anna", "ben", "cleo")]
    post = await posts.publish(home, anna, Draft(text="?", poll=ASKED))
    await polls.vote(home, ben, post.id, [1])
    assert await polls.close_due(home) == 0
    clock.advance(minutes=10)
    with pytest.raises(Invalid, match="already ended"):
        await polls.vote(home, cleo, post.id, [1])
    assert await polls.close_due(home) == 1
    assert await polls.close_due(home) == 0
    told = {row.account_id for row in await Notification.filter(kind="poll")}
    assert told == {anna.id, ben.id}
    assert await Event.filter(kind="PollTallied").count() == 1


async def test_new_counts_are_told_together(
    database: Database, home: Home, clock: StillClock
) -> None:
    anna = await member(home, "anna")
    post = await posts.publish(home, anna, Draft(text="?", poll=ASKED))
    for number in range(3):
        voter = await stranger(home, f"v{number}")
        assert await polls.accept_vote(home, voter, post.id, "no", f"{voter.uri}/1") == "accepted"
    assert await polls.tell_due(home) == 0
    clock.advance(seconds=31)
    assert await polls.tell_due(home) == 1
    assert await polls.tell_due(home) == 0
    assert await Event.filter(kind="PollTallied").count() == 1
    assert (await Poll.get(post_id=post.id)).options[1]["votes"] == 3


async def test_remote_votes_are_counted_as_the_poll_allows(database: Database, home: Home) -> None:
    anna, fay = await member(home, "anna"), await stranger(home, "fay")
    one = await posts.publish(home, anna, Draft(text="?", poll=ASKED))
    uri = "https://far.example/votes/1"
    assert await polls.accept_vote(home, fay, one.id, "yes", uri) == "accepted"
    assert await polls.accept_vote(home, fay, one.id, "yes", uri) == "duplicate"
    assert await polls.accept_vote(home, fay, one.id, "no", uri) == "refused"
    assert await polls.accept_vote(home, fay, one.id, "perhaps", uri) == "refused"
    many = PollDraft(options=("a", "b"), expires_in_seconds=600, is_multiple=True)
    several = await posts.publish(home, anna, Draft(text="?", poll=many))
    assert await polls.accept_vote(home, fay, several.id, "a", uri) == "accepted"
    assert await polls.accept_vote(home, fay, several.id, "b", uri) == "accepted"
    poll = await Poll.get(post_id=several.id)
    assert (poll.votes_count, poll.voters_count) == (2, 1)
    hidden = await posts.publish(home, anna, Draft(text="?", poll=many, visibility="private"))
    assert await polls.accept_vote(home, fay, hidden.id, "a", uri) == "refused"


async def test_a_vote_in_a_remote_poll_travels_to_its_home(
    database: Database, home: Home, clock: StillClock
) -> None:
    anna, fay = await member(home, "anna"), await stranger(home, "fay")
    asked = RemotePoll(options=(RemoteOption(title="a", votes=4), RemoteOption(title="b")))
    post = remote_post(fay, type="Question", poll=asked, published_at=clock.now())
    accepted = await posts.accept(home, post, received_via="fetch")
    assert accepted.post_id is not None
    await polls.vote(home, anna, accepted.post_id, [0])
    assert await Event.filter(kind="VoteCast").count() == 1
    assert (await Poll.get()).options[0]["votes"] == 5
    assert (await PollVote.get()).account_id == anna.id
    clock.advance(minutes=1)
    assert await polls.tell_due(home) == 0
