"""Mastodon.py: registers, logs in, posts, reads, follows, votes, searches and pages by Link."""

import asyncio
import io
import threading
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from PIL import Image

from tests.factories import make_community
from tests.server.rig import Browser, Rig, csrf, shown_code

with warnings.catch_warnings():
    # Its dependencies warn about each other when they are imported.
    warnings.simplefilter("ignore")
    from mastodon import Mastodon, MastodonAPIError, MastodonNotFoundError

pytestmark = pytest.mark.client
T = TypeVar("T")


async def at(work: Callable[..., T], *arguments: Any, **options: Any) -> T:
    """Call the client, which blocks, in a thread, so that the instance can answer."""
    return await asyncio.to_thread(work, *arguments, **options)


async def logged_in(rig: Rig, browser: Browser, name: str) -> Mastodon:
    """Register the client as an app and let a member in, as its manual says."""
    client_id, secret = await at(Mastodon.create_app, "Mastodon.py", api_base_url=rig.url)
    client = Mastodon(client_id=client_id, client_secret=secret, api_base_url=rig.url)
    asked = await at(client.auth_request_url, allow_http=True, state="s")
    await browser.log_in(name)
    page = await browser.open(asked)
    fields = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": "urn:ietf:wg:oauth:2.0:oob",
        "scope": "read write follow push",
        "state": "s",
        "csrf_token": csrf(page),
        "decision": "allow",
    }
    code = shown_code(await browser.send("/oauth/authorize", fields))
    await at(client.log_in, code=code, allow_http=True)
    return client


def picture() -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", (200, 100), (10, 90, 140)).save(stream, "PNG")
    stream.seek(0)
    return stream


@pytest.fixture
async def anna(rig: Rig, browser: Browser) -> Mastodon:
    """A logged-in client."""
    await rig.member("anna")
    return await logged_in(rig, browser, "anna")


async def test_it_knows_the_instance_and_who_it_is(anna: Mastodon) -> None:
    assert (await at(anna.account_verify_credentials)).acct == "anna"
    assert (await at(anna.app_verify_credentials)).name == "Mastodon.py"
    instance = await at(anna.instance)
    assert instance.configuration.polls.max_options >= 4
    assert (await at(anna.instance_v2)).domain == "alpha.test"
    assert await at(anna.preferences)
    assert await at(anna.custom_emojis) == []
    assert await at(anna.followed_tags) == []
    assert await at(anna.filters_v2) == []
    assert await at(anna.announcements) == []


async def test_it_posts_with_an_image_a_poll_and_a_warning(anna: Mastodon) -> None:
    media = await at(anna.media_post, picture(), "image/png", description="Water", focus=(0.1, 0.2))
    assert media.blurhash
    changed = await at(anna.media_update, media.id, description="Calm water")
    assert changed.description == "Calm water"
    post = await at(
        anna.status_post,
        "Look #water",
        media_ids=[media.id],
        spoiler_text="Wet",
        visibility="unlisted",
        language="en",
        idempotency_key="k",
    )
    again = await at(anna.status_post, "Look #water", idempotency_key="k")
    assert again.id == post.id
    assert post.media_attachments[0].description == "Calm water"
    poll = await at(anna.make_poll, ["tea", "coffee"], 3600, multiple=True, hide_totals=True)
    asked = await at(anna.status_post, "What?", poll=poll)
    assert asked.poll.multiple is True
    assert asked.poll.options[0].votes_count is None


async def test_it_pages_home_to_the_end_by_link(anna: Mastodon) -> None:
    written = [(await at(anna.status_post, f"post {n}")).id for n in range(7)]
    page = await at(anna.timeline_home, limit=3)
    found = list(page)
    while page:
        page = await at(anna.fetch_next, page)
        found += page or []
    assert [post.id for post in found] == written[::-1]
    newest = await at(anna.timeline_home, limit=3, min_id=written[0])
    above = await at(anna.fetch_previous, newest)
    assert [post.id for post in above] == written[4:7][::-1]
    everything = await at(anna.fetch_remaining, await at(anna.timeline_home, limit=2))
    assert len(everything) == 7


async def test_it_reads_threads_and_reacts(rig: Rig, anna: Mastodon) -> None:
    bela = await rig.member("bela")
    post = await at(anna.status_post, "Root")
    reply = await bela.write("@anna leaf", in_reply_to_id=str(post.id))
    context = await at(anna.status_context, post.id)
    assert [str(each.id) for each in context.descendants] == [reply["id"]]
    answer = await at(anna.status_reply, await at(anna.status, reply["id"]), "thanks")
    assert answer.mentions[0].acct == "bela"
    liked = await at(anna.status_favourite, reply["id"])
    assert liked.favourited is True
    boosted = await at(anna.status_reblog, reply["id"])
    assert str(boosted.reblog.id) == reply["id"]
    assert (await at(anna.status_unreblog, reply["id"])).reblogged is False
    assert (await at(anna.status_bookmark, reply["id"])).bookmarked is True
    assert [str(each.id) for each in await at(anna.bookmarks)] == [reply["id"]]
    edited = await at(anna.status_update, post.id, "Root, better")
    assert edited.edited_at is not None
    assert len(await at(anna.status_history, post.id)) == 2
    assert (await at(anna.status_source, post.id)).text == "Root, better"
    gone = await at(anna.status_delete, post.id)
    assert gone.text == "Root, better"
    with pytest.raises(MastodonNotFoundError):
        await at(anna.status, post.id)


async def test_it_joins_a_group_posts_into_it_and_reads_it(rig: Rig, anna: Mastodon) -> None:
    community = await make_community(domain="commons.test")
    found = await at(anna.search_v2, "@harbour@commons.test", result_type="accounts", resolve=True)
    group = found.accounts[0]
    assert (group.acct, group.group) == ("harbour@commons.test", True)
    assert (await at(anna.account_follow, group.id)).following is True
    post = await at(anna.status_post, "Ahoy @harbour@commons.test")
    (wrapper,) = await at(anna.account_statuses, group.id)
    assert wrapper.account.id == group.id
    assert wrapper.reblog.id == post.id
    lists = await at(anna.lists)
    assert [each.title for each in lists] == [community.name]
    shown = await at(anna.timeline_list, lists[0].id)
    assert [each.id for each in shown] == [post.id]
    assert await at(anna.account_followers, group.id)


async def test_it_meets_people(rig: Rig, anna: Mastodon) -> None:
    bela = await rig.member("bela")
    target = await at(anna.account_lookup, "bela")
    assert str(target.id) == bela.id
    assert [each.acct for each in await at(anna.account_search, "bel")] == ["bela"]
    for on, off, mark in (
        (anna.account_follow, anna.account_unfollow, "following"),
        (anna.account_mute, anna.account_unmute, "muting"),
        (anna.account_block, anna.account_unblock, "blocking"),
    ):
        assert (await at(on, target.id))[mark] is True
        assert (await at(off, target.id))[mark] is False
    assert (await at(anna.account_relationships, [target.id]))[0].following is False
    changed = await at(
        anna.account_update_credentials,
        display_name="Anna A",
        note="I sail",
        fields=[("Boat", "Dinghy")],
        locked=True,
        avatar=picture(),
        avatar_mime_type="image/png",
    )
    assert changed.display_name == "Anna A"
    assert changed.fields[0].name == "Boat"
    await bela.post(f"/api/v1/accounts/{changed.id}/follow")
    (waiting,) = await at(anna.follow_requests)
    assert (await at(anna.follow_request_authorize, waiting.id)).followed_by is True


async def test_it_hears_what_happened(rig: Rig, anna: Mastodon) -> None:
    bela = await rig.member("bela")
    post = await at(anna.status_post, "Like me")
    await bela.post(f"/api/v1/statuses/{post.id}/favourite")
    await bela.write("@anna hello")
    told = await at(anna.notifications)
    assert [each.type for each in told] == ["mention", "favourite"]
    grouped = await at(anna.grouped_notifications)
    assert {each.type for each in grouped.notification_groups} == {"mention", "favourite"}
    await at(anna.markers_set, ["notifications"], [told[0].id])
    marked = await at(anna.markers_get, ["notifications"])
    assert str(marked["notifications"].last_read_id) == str(told[0].id)
    await at(anna.notifications_dismiss, told[0].id)
    await at(anna.notifications_clear)
    assert await at(anna.notifications) == []


async def test_it_votes_once(rig: Rig, anna: Mastodon) -> None:
    bela = await rig.member("bela")
    post = await bela.write("?", poll={"options": ["a", "b"], "expires_in": 600})
    voted = await at(anna.poll_vote, post["id"], [1])
    assert voted.own_votes == [1]
    with pytest.raises(MastodonAPIError, match="already voted"):
        await at(anna.poll_vote, post["id"], [0])


async def test_a_revoked_login_is_over(anna: Mastodon) -> None:
    token = anna.access_token
    await at(anna.revoke_access_token, allow_http=True)
    stale = Mastodon(access_token=token, api_base_url=anna.api_base_url)
    with pytest.raises(MastodonAPIError):
        await at(stale.account_verify_credentials)
    assert threading.active_count() < 40
