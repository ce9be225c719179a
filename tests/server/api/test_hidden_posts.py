"""What a reader may not see is absent at every door, and looks like what never was (group V)."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.server.rig import Caller, Rig

READING = ("", "/context", "/history", "/favourited_by", "/reblogged_by")
ACTING = ("favourite", "unfavourite", "reblog", "unreblog", "bookmark", "unbookmark")


@dataclass
class Town:
    """An author with a post of every visibility, and readers of every kind."""

    posts: dict[str, Any]
    readers: dict[str, Caller]
    author: Caller


MAY_READ = {
    "public": {"anonymous", "stranger", "follower", "mentioned", "former", "author"},
    "unlisted": {"anonymous", "stranger", "follower", "mentioned", "former", "author"},
    "private": {"follower", "mentioned", "author"},
    "direct": {"mentioned", "author"},
}


@pytest.fixture
async def town(rig: Rig) -> Town:
    author = await rig.member("author")
    names = ("stranger", "follower", "mentioned", "former", "blocked")
    readers = {name: await rig.member(name) for name in names}
    for name in ("follower", "former", "blocked"):
        await readers[name].post(f"/api/v1/accounts/{author.id}/follow")
    await readers["former"].post(f"/api/v1/accounts/{author.id}/unfollow")
    posts = {
        visibility: await author.write(
            f"secret of @mentioned {visibility}",
            visibility=visibility,
            poll={"options": ["a", "b"], "expires_in": 600},
        )
        for visibility in MAY_READ
    }
    await author.post(f"/api/v1/accounts/{readers['blocked'].id}/block")
    readers |= {"anonymous": rig.anybody(), "author": author}
    return Town(posts, readers, author)


async def test_every_door_shows_a_post_to_its_readers_only(town: Town) -> None:
    for visibility, post in town.posts.items():
        for name, reader in town.readers.items():
            expected = 200 if name in MAY_READ[visibility] else 404
            for suffix in READING:
                answer = await reader.ask("GET", f"/api/v1/statuses/{post['id']}{suffix}")
                assert answer.status == expected, (visibility, name, suffix)
                if expected == 404:
                    assert answer.json == {"error": "Record not found", "code": "not_found"}
            poll = await reader.ask("GET", f"/api/v1/polls/{post['id']}")
            assert poll.status == expected, (visibility, name)


async def test_no_reaction_tells_whether_a_hidden_post_exists(town: Town) -> None:
    for visibility, post in town.posts.items():
        for name, reader in town.readers.items():
            if name in MAY_READ[visibility] or name == "anonymous":
                continue
            for verb in ACTING:
                hidden = await reader.ask("POST", f"/api/v1/statuses/{post['id']}/{verb}")
                absent = await reader.ask("POST", f"/api/v1/statuses/12345/{verb}")
                assert hidden.status == absent.status == 404, (visibility, name, verb)
                assert hidden.body == absent.body
            vote = await reader.ask(
                "POST", f"/api/v1/polls/{post['id']}/votes", json={"choices": [0]}
            )
            assert vote.status == 404
            reply = await reader.ask(
                "POST", "/api/v1/statuses", json={"status": "?", "in_reply_to_id": post["id"]}
            )
            assert reply.status == 404


async def test_lists_searches_and_pages_hold_nothing_hidden(town: Town) -> None:
    doors = (
        f"/api/v1/accounts/{town.author.id}/statuses",
        "/api/v1/timelines/public",
        "/api/v1/timelines/public?local=true",
        "/api/v1/timelines/home",
    )
    for name, reader in town.readers.items():
        for door in doors:
            if name == "anonymous" and door.endswith("home"):
                continue
            for post in await reader.get(door):
                visibility = post["visibility"]
                assert name in MAY_READ[visibility], (name, door, visibility)
        if name != "anonymous":
            found = await reader.get("/api/v2/search?q=secret&type=statuses")
            assert all(name in MAY_READ[post["visibility"]] for post in found["statuses"])
        every = "&".join(f"id[]={post['id']}" for post in town.posts.values())
        many = await reader.get(f"/api/v1/statuses?{every}")
        expected = {each for each, readers in MAY_READ.items() if name in readers}
        assert {post["visibility"] for post in many} == expected


async def test_a_kept_fragment_opens_no_post_to_whoever_asks_next(town: Town) -> None:
    post = town.posts["direct"]
    await town.author.get(f"/api/v1/statuses/{post['id']}")
    found = await town.readers["stranger"].get(f"/api/v2/search?resolve=true&q={post['uri']}")
    assert found["statuses"] == []


async def test_a_followers_only_post_is_boosted_by_its_author_alone(town: Town) -> None:
    path = f"/api/v1/statuses/{town.posts['private']['id']}/reblog"
    assert (await town.readers["follower"].ask("POST", path)).status == 404
    assert (await town.author.ask("POST", path)).status == 200


async def test_only_the_author_gets_the_source_or_may_change_a_post(town: Town) -> None:
    path = f"/api/v1/statuses/{town.posts['public']['id']}"
    stranger = town.readers["stranger"]
    assert (await stranger.ask("GET", f"{path}/source")).status == 404
    assert (await stranger.ask("PUT", path, json={"status": "mine"})).status == 404
    assert (await stranger.ask("DELETE", path)).status == 404


async def test_a_public_answer_to_a_private_post_leaks_no_parent(town: Town) -> None:
    parent = town.posts["private"]
    answer = await town.readers["follower"].write(
        "loud answer", in_reply_to_id=parent["id"], visibility="public"
    )
    around = await town.readers["stranger"].get(f"/api/v1/statuses/{answer['id']}/context")
    assert around["ancestors"] == []


async def test_nobody_reaches_somebody_elses_notifications_or_markers(town: Town) -> None:
    mentioned, stranger = town.readers["mentioned"], town.readers["stranger"]
    mine = await mentioned.get("/api/v1/notifications")
    assert mine
    for notification in mine:
        path = f"/api/v1/notifications/{notification['id']}"
        assert (await stranger.ask("GET", path)).status == 404
        assert (await stranger.ask("POST", f"{path}/dismiss")).status == 404
    assert await mentioned.get("/api/v1/notifications") == mine
