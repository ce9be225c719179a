"""Writing, changing, deleting and reacting to posts, as apps do it."""

import asyncio
from typing import Any

import msgspec
import pytest

from models.ids import to_milliseconds
from models.queries import statuses
from server.api.entities.status import Status, marks_of, present_body
from server.api.presenting import page_of, poll_of, reader_of
from server.fragments import Fragments
from tests.server.rig import Caller, Rig


async def test_a_post_has_everything_that_strict_decoders_want(rig: Rig) -> None:
    anna = await rig.member("anna")
    post = await anna.write("Ahoy #Sea https://example.org", language="de", sensitive=True)
    assert post["visibility"] == "public"
    assert post["language"] == "de"
    assert post["sensitive"] is True
    assert post["spoiler_text"] == ""
    assert post["account"]["acct"] == "anna"
    assert post["account"]["avatar"].startswith("http://alpha.test/static/")
    assert post["application"] == {"name": "Rig", "website": None}
    assert post["tags"] == [{"name": "sea", "url": "http://alpha.test/tags/sea"}]
    assert post["filtered"] == []
    assert post["poll"] is None
    assert post["reblog"] is None
    assert post["id"].isdigit()
    assert (await anna.get(f"/api/v1/statuses/{post['id']}")) == post


async def test_the_first_answer_of_an_idempotency_key_is_the_only_one(rig: Rig) -> None:
    anna, bela = await rig.member("anna"), await rig.member("bela")
    headers = {"Idempotency-Key": "once"}
    body = {"status": "Only once"}
    answers = await asyncio.gather(
        *(anna.ask("POST", "/api/v1/statuses", json=body, headers=headers) for _ in range(8))
    )
    assert {answer.status for answer in answers} == {200}
    assert len({answer.json["id"] for answer in answers}) == 1
    other = await bela.ask("POST", "/api/v1/statuses", json=body, headers=headers)
    assert other.json["id"] not in {answer.json["id"] for answer in answers}
    home = await anna.get("/api/v1/timelines/home")
    assert [post["content"] for post in home] == ["<p>Only once</p>"]


async def test_parameters_may_stand_in_query_form_or_json(rig: Rig) -> None:
    anna = await rig.member("anna")
    path = "/api/v1/statuses"
    poll = {"poll[options][]": ["a", "b"], "poll[expires_in]": "3600", "poll[multiple]": "on"}
    by_query = await anna.post(path, params={"status": "q", **poll})
    by_form = await anna.post(path, data={"status": "f", **poll})
    by_json = await anna.post(
        path, json={"status": "j", "poll": {"options": ["a", "b"], "expires_in": "3600"}}
    )
    untyped = await anna.post(
        path, data=b'{"status": "u"}', headers={"Content-Type": "application/octet-stream"}
    )
    assert by_query["poll"]["multiple"] is by_form["poll"]["multiple"] is True
    assert by_json["poll"]["multiple"] is False
    assert untyped["content"] == "<p>u</p>"


async def test_the_members_defaults_fill_what_the_app_leaves_out(rig: Rig) -> None:
    anna = await rig.member("anna", locale="de")
    source = {"privacy": "unlisted", "language": "fr"}
    answer = await anna.ask("PATCH", "/api/v1/accounts/update_credentials", json={"source": source})
    assert answer.json["source"]["privacy"] == "unlisted"
    post = await anna.write("Quiet")
    assert (post["visibility"], post["language"]) == ("unlisted", "fr")
    preferences = await anna.get("/api/v1/preferences")
    assert preferences["posting:default:visibility"] == "unlisted"


async def test_an_edit_keeps_what_was_said_before(rig: Rig) -> None:
    anna = await rig.member("anna")
    post = await anna.write("Frist", spoiler_text="CW")
    path = f"/api/v1/statuses/{post['id']}"
    changed = await anna.ask("PUT", path, json={"status": "First"})
    assert changed.json["content"] == "<p>First</p>"
    assert changed.json["edited_at"] is not None
    history = await anna.get(f"{path}/history")
    assert [each["content"] for each in history] == ["<p>Frist</p>", "<p>First</p>"]
    assert [each["spoiler_text"] for each in history] == ["CW", ""]
    assert await anna.get(f"{path}/source") == {
        "id": post["id"],
        "text": "First",
        "spoiler_text": "",
    }


async def test_a_deleted_post_gives_its_text_back_and_is_gone_for_all(rig: Rig) -> None:
    anna, bela = await rig.member("anna"), await rig.member("bela")
    post = await anna.write("Oops *x*")
    path = f"/api/v1/statuses/{post['id']}"
    foreign = await bela.ask("DELETE", path)
    assert foreign.status == 404
    gone = await anna.ask("DELETE", path)
    assert gone.json["text"] == "Oops *x*"
    for caller in (anna, bela, rig.anybody()):
        await caller.get(path, 404)
    assert (await anna.ask("DELETE", path)).status == 404


async def test_a_boost_is_answered_by_its_wrapper_and_taken_back_by_the_post(rig: Rig) -> None:
    anna, bela = await rig.member("anna"), await rig.member("bela")
    post = await anna.write("Pass it on")
    path = f"/api/v1/statuses/{post['id']}"
    boost = await bela.post(f"{path}/reblog")
    again = await bela.post(f"{path}/reblog")
    assert boost["id"] == again["id"] != post["id"]
    assert boost["reblog"]["id"] == post["id"]
    assert boost["reblog"]["reblogged"] is boost["reblogged"] is True
    assert boost["reblog"]["reblogs_count"] == 1
    assert [each["acct"] for each in await anna.get(f"{path}/reblogged_by")] == ["bela"]
    back = await bela.post(f"{path}/unreblog")
    assert (back["id"], back["reblogged"], back["reblogs_count"]) == (post["id"], False, 0)


@pytest.mark.parametrize(
    ("verb", "undo", "mark", "listing"),
    [
        ("favourite", "unfavourite", "favourited", "favourites"),
        ("bookmark", "unbookmark", "bookmarked", "bookmarks"),
    ],
)
async def test_a_reaction_shows_until_it_is_taken_back(
    rig: Rig, verb: str, undo: str, mark: str, listing: str
) -> None:
    anna = await rig.member("anna")
    post = await anna.write("Nice")
    path = f"/api/v1/statuses/{post['id']}"
    assert (await anna.post(f"{path}/{verb}"))[mark] is True
    assert (await anna.post(f"{path}/{verb}"))[mark] is True
    assert [each["id"] for each in await anna.get(f"/api/v1/{listing}")] == [post["id"]]
    assert (await anna.get(path))[mark] is True
    assert (await anna.post(f"{path}/{undo}"))[mark] is False
    assert await anna.get(f"/api/v1/{listing}") == []


async def test_a_vote_counts_once_and_shows_to_its_voter_only(rig: Rig) -> None:
    anna, bela = await rig.member("anna"), await rig.member("bela")
    post = await anna.write("Which?", poll={"options": ["a", "b"], "expires_in": 600})
    assert post["poll"]["voted"] is True
    assert post["poll"]["own_votes"] == []
    path = f"/api/v1/polls/{post['id']}"
    assert (await bela.get(path))["voted"] is False
    voted = await bela.post(f"{path}/votes?choices[]=1")
    assert voted["own_votes"] == [1]
    assert [each["votes_count"] for each in voted["options"]] == [0, 1]
    refused = await bela.ask("POST", f"{path}/votes", json={"choices": [0]})
    assert refused.status == 422
    assert "already voted" in refused.json["error"]
    assert "voted" not in await rig.anybody().get(path)


async def test_hidden_totals_stay_hidden_until_the_end(rig: Rig) -> None:
    anna = await rig.member("anna")
    poll = {"options": ["a", "b"], "expires_in": 600, "hide_totals": True}
    post = await anna.write("Secret", poll=poll)
    assert [each["votes_count"] for each in post["poll"]["options"]] == [None, None]
    assert post["poll"]["votes_count"] == 0


async def test_a_thread_has_its_answers_in_order_around_a_post(rig: Rig) -> None:
    anna, bela = await rig.member("anna"), await rig.member("bela")
    root = await anna.write("root")
    middle = await bela.write("@anna middle", in_reply_to_id=root["id"])
    leaf = await anna.write("@bela leaf", in_reply_to_id=middle["id"])
    around = await anna.get(f"/api/v1/statuses/{middle['id']}/context")
    assert [each["id"] for each in around["ancestors"]] == [root["id"]]
    assert [each["id"] for each in around["descendants"]] == [leaf["id"]]
    assert around["descendants"][0]["in_reply_to_account_id"] == bela.id


async def struct_of(rig: Rig, post_id: int, viewer: Caller) -> Status:
    """Return a status as its struct, made without any cache."""
    viewer_id = int(viewer.id)
    row = (await statuses.load([post_id], viewer_id))[0]

    def whole(each: dict[str, Any], inner: Status | None) -> Status:
        body = msgspec.structs.asdict(present_body(rig.assembly.home, each))
        flags = (row["boost"] or row)["flags"]
        reader = reader_of(each["author_id"], viewer_id, flags)
        poll = None if each["poll"] is None else poll_of(rig.desk, each["poll"], reader)
        marks = msgspec.structs.asdict(marks_of(flags))
        return Status(**body, **marks, poll=poll, reblog=inner)

    return whole(row, None if row["boost"] is None else whole(row["boost"], None))


async def test_joined_fragments_are_what_the_structs_say(rig: Rig) -> None:
    anna, bela = await rig.member("anna"), await rig.member("bela")
    plain = await anna.write("Plain @bela #tag", spoiler_text="w")
    poll = await anna.write("Poll", poll={"options": ["a", "b"], "expires_in": 600})
    boost = await bela.post(f"/api/v1/statuses/{plain['id']}/reblog")
    await bela.post(f"/api/v1/statuses/{plain['id']}/favourite")
    await bela.post(f"/api/v1/polls/{poll['id']}/votes", json={"choices": [0]})
    ids = [int(each["id"]) for each in (plain, poll, boost)]
    for viewer in (anna, bela):
        for _ in ("fresh", "kept"):
            page = await page_of(rig.desk, ids, int(viewer.id))
            shown = msgspec.json.decode(page, type=list[Status])
            assert shown == [await struct_of(rig, each, viewer) for each in ids]


async def test_a_kept_fragment_goes_when_post_or_author_change(rig: Rig) -> None:
    anna, bela = await rig.member("anna"), await rig.member("bela")
    post = await anna.write("Before")
    path = f"/api/v1/statuses/{post['id']}"
    boost = await bela.post(f"{path}/reblog")
    await anna.ask("PUT", path, json={"status": "After"})
    await anna.ask("PATCH", "/api/v1/accounts/update_credentials", json={"display_name": "Anna A"})
    shown = await bela.get(f"/api/v1/statuses/{boost['id']}")
    assert shown["reblog"]["content"] == "<p>After</p>"
    assert shown["reblog"]["account"]["display_name"] == "Anna A"


def test_fragments_are_bounded_and_forget_the_older_half() -> None:
    kept = Fragments()
    fragment: Any = msgspec.defstruct("F", ["state"])((1,))
    for number in range(4_001):
        kept.put(number, fragment)
    assert kept.get(0, (1,)) is None
    assert kept.get(4_000, (1,)) is fragment
    assert kept.get(3_999, (2,)) is None


async def test_a_closed_poll_shows_its_end_without_any_change_of_the_post(rig: Rig) -> None:
    anna = await rig.member("anna")
    post = await anna.write("Soon over", poll={"options": ["a", "b"], "expires_in": 600})
    row = (await statuses.load([int(post["id"])], int(anna.id)))[0]["poll"]
    now = to_milliseconds(rig.assembly.home.clock.now())
    row["expires_at"] = now - 1
    assert poll_of(rig.desk, row, None).expired is True
    row["expires_at"] = now + 60_000
    assert poll_of(rig.desk, row, None).expired is False
