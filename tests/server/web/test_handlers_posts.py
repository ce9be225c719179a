"""Threads over HTTP: the conversation around a post, in order, and what is not shown of it."""

import pytest

from models.tables.media import Media
from models.tables.poll import Poll
from server.web.filling import threads
from tests.factories import (
    START,
    make_account,
    make_community,
    make_member,
    make_partner,
    make_post,
)


def token(post):
    return post.uri.rpartition("/")[2]


@pytest.fixture
async def community(database):
    made = await make_community("harbour", name="Open Quay")
    await make_partner(made, "beta.example", name="Beta Rail")
    return made


async def test_thread_of_a_member_stands_at_the_members_address(visitor, community):
    jana = await make_member("jana")
    guest = await make_account("shira", "elsewhere.example")
    root = await make_post(jana, "Berth four is free", community_id=community.id)
    await make_post(guest, "How long?", reply_to=root)
    page = await visitor.get(f"/@jana/{token(root)}")
    assert page.status == 200
    assert not page.holds("Berth four is free", "How long?", "Open Quay", "1 reply")
    assert not page.holds(
        f'rel="canonical" href="https://alpha.example/@jana/{token(root)}"',
        f'type="application/activity+json" href="{root.uri}"',
        'property="og:description" content="Berth four is free"',
        'name="fediverse:creator" content="@jana@alpha.example"',
    )


async def test_thread_of_another_partner_is_shown_with_its_origin_as_canonical(visitor, community):
    theirs = await make_account("tomasz", "beta.example")
    root = await make_post(
        theirs, "Train at nine", community_id=community.id, url="https://beta.example/@tomasz/x"
    )
    for host in ("alpha.example", "commons.example"):
        page = await visitor.get(f"/posts/{root.id}", host)
        assert page.status == 200
        assert not page.holds("Train at nine", "Beta Rail")
        assert 'rel="canonical" href="https://beta.example/@tomasz/x"' in page.text


async def test_one_post_has_one_address_at_each_host(visitor, community):
    jana = await make_member("jana")
    root = await make_post(jana, community_id=community.id)
    boost = await make_post(community.account, boost_of=root)
    own = f"/@jana/{token(root)}"
    assert (await visitor.get(f"/posts/{root.id}")).target == own
    assert (await visitor.get(f"/posts/{boost.id}")).target == own
    assert (await visitor.get(f"/posts/{root.id}", "commons.example")).status == 200
    assert (await visitor.get(own, "commons.example")).target == f"/posts/{root.id}"
    assert (await visitor.get(f"/users/jana/posts/{token(root)}")).target == (
        f"https://alpha.example{own}"
    )


async def test_post_from_elsewhere_outside_of_our_communities_is_shown_at_its_origin(visitor):
    stranger = await make_account("shira", "elsewhere.example")
    post = await make_post(stranger, url="https://elsewhere.example/@shira/1")
    assert (await visitor.get(f"/posts/{post.id}")).target == "https://elsewhere.example/@shira/1"


async def test_replies_stand_below_what_they_answer(visitor, community):
    jana = await make_member("jana")
    root = await make_post(jana, "Root.", minutes=0, community_id=community.id)
    first = await make_post(jana, "First.", minutes=1, reply_to=root)
    await make_post(jana, "Second.", minutes=2, reply_to=root)
    await make_post(jana, "Below first.", minutes=3, reply_to=first)
    text = (await visitor.get(f"/@jana/{token(root)}")).text
    places = [text.index(f"<p>{each}</p>") for each in ("First.", "Below first.", "Second.")]
    assert places == sorted(places)
    assert f'href="#p{first.id}"' in text


async def test_reply_opens_its_thread_at_the_reply(visitor, community):
    jana = await make_member("jana")
    root = await make_post(jana, "Root.", community_id=community.id)
    reply = await make_post(jana, "Answer.", reply_to=root)
    page = await visitor.get(f"/@jana/{token(reply)}")
    assert not page.holds("<p>Root.</p>", f'focus" id="p{reply.id}"')
    assert 'property="og:description" content="Answer."' in page.text
    assert f'type="application/activity+json" href="{reply.uri}"' in page.text


async def test_answer_to_a_deleted_reply_stays_and_names_nobody(visitor, community):
    jana = await make_member("jana")
    gone = await make_account("leaver", "beta.example", display_name="Leaver")
    root = await make_post(jana, "Root.", community_id=community.id)
    deleted = await make_post(gone, "Regret", reply_to=root, deleted_at=START)
    await make_post(jana, "Still here.", reply_to=deleted)
    page = await visitor.get(f"/@jana/{token(root)}")
    assert not page.holds("Still here.", "to a post that is not shown here")
    assert "Leaver" not in page.text
    assert "Regret" not in page.text


async def test_conversation_whose_first_post_was_deleted_begins_below_it(visitor, community):
    jana = await make_member("jana")
    root = await make_post(jana, "Gone.", community_id=community.id, deleted_at=START)
    reply = await make_post(jana, "Middle.", reply_to=root)
    below = await make_post(jana, "Last.", reply_to=reply)
    page = await visitor.get(f"/@jana/{token(below)}")
    assert page.status == 200
    assert not page.holds("Middle.", "Last.")
    assert "Gone." not in page.text
    assert (await visitor.get(f"/@jana/{token(root)}")).status == 410
    assert (await visitor.get(f"/posts/{root.id}")).status == 410


@pytest.mark.parametrize("visibility", ["private", "direct"])
@pytest.mark.parametrize("deleted_at", [None, START])
async def test_post_for_few_does_not_exist_even_once_it_was_deleted(
    visitor, visibility, deleted_at
):
    jana = await make_member("jana")
    post = await make_post(jana, "Quiet", visibility=visibility, deleted_at=deleted_at)
    assert (await visitor.get(f"/@jana/{token(post)}")).status == 404
    assert (await visitor.get(f"/posts/{post.id}")).status == 404


@pytest.mark.parametrize("path", ["/@jana/nothing", "/posts/7", "/posts/9999999999999999999"])
async def test_address_of_no_post_is_not_found(visitor, path):
    await make_member("jana")
    assert (await visitor.get(path)).status == 404


async def test_long_thread_comes_in_parts_and_a_reply_is_found_in_its_part(
    visitor, community, monkeypatch
):
    monkeypatch.setattr(threads, "LENGTH", 3)
    jana = await make_member("jana")
    root = await make_post(jana, "Root.", minutes=0, community_id=community.id)
    chain = [root]
    for number in range(1, 8):
        chain.append(await make_post(jana, f"R{number}.", minutes=number, reply_to=chain[-1]))
    own = f"/@jana/{token(root)}"
    parts = []
    for number in (1, 2, 3):
        text = (await visitor.get(f"{own}?page={number}")).text
        parts.append([n for n in range(1, 8) if f"<p>R{n}.</p>" in text])
    assert parts == [[1, 2, 3], [4, 5, 6], [7]]
    assert f'href="/posts/{chain[6].id}"' in text
    assert f'rel="prev" href="{own}?page=2"' in text
    assert "7 replies" in text
    assert (await visitor.get(f"{own}?page=4")).status == 404
    assert (await visitor.get(f"{own}?page=0")).status == 400
    found = await visitor.get(f"/@jana/{token(chain[5])}")
    assert not found.holds("<p>R5.</p>", "<p>Root.</p>")


async def test_picture_poll_warning_and_edit_are_shown(visitor, community):
    jana = await make_member("jana")
    post = await make_post(
        jana, "Which berth?", community_id=community.id, edited_at=START, spoiler="Long question"
    )
    media = {"account": jana, "post_id": post.id, "kind": "image", "created_at": START}
    await Media.create(**media, file_key="k1.jpg", preview_key="k1s.jpg", description="Two cranes")
    await Media.create(**media, file_key="k2.jpg", state="processing", description="Unready")
    await Media.create(**media, remote_url="https://elsewhere.example/x.jpg", description="Far")
    await Poll.create(
        post=post,
        options=[{"title": "Four", "votes": 3}, {"title": "Five", "votes": 1}],
        voters_count=4,
    )
    page = await visitor.get(f"/@jana/{token(post)}")
    assert not page.holds("Long question", 'alt="Two cranes"', "media/k1s.jpg", "75%", "edited")
    assert "Unready" not in page.text
    assert '<a href="https://elsewhere.example/x.jpg">Far</a>' in page.text
    assert "<img" not in page.text.partition("elsewhere.example/x.jpg")[0][-20:]
    assert 'property="og:description" content="Long question"' in page.text
    assert "og:image" not in page.text


async def test_results_of_a_secret_poll_are_hidden_until_it_closes(visitor, clock):
    jana = await make_member("jana")
    post = await make_post(jana, "Which?")
    await Poll.create(
        post=post,
        options=[{"title": "Four", "votes": 3}],
        voters_count=3,
        hides_totals=True,
        expires_at=clock.now(),
    )
    assert "100%" in (await visitor.get(f"/@jana/{token(post)}")).text
    clock.advance(minutes=-5)
    assert "100%" not in (await visitor.get(f"/@jana/{token(post)}")).text


async def test_pictures_load_from_here_and_from_partners_only(visitor, community):
    theirs = await make_account(
        "tomasz", "beta.example", avatar_url="https://beta.example/media/t.jpg"
    )
    stranger = await make_account(
        "shira", "elsewhere.example", avatar_url="https://elsewhere.example/s.jpg"
    )
    root = await make_post(theirs, "Hello", community_id=community.id)
    await make_post(stranger, "Hi", reply_to=root)
    page = await visitor.get(f"/posts/{root.id}")
    assert "https://beta.example/media/t.jpg" in page.text
    assert "https://elsewhere.example/s.jpg" not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "img-src 'self' https://alpha.example https://beta.example;" in policy


async def test_number_of_statements_does_not_grow_with_the_page(visitor, community, statements):
    jana = await make_member("jana")
    root = await make_post(jana, "Root.", community_id=community.id)
    counts = []
    for number in range(3):
        for _ in range(number * 6):
            await make_post(await make_member(), "Reply.", reply_to=root)
            await make_post(await make_member(), "Topic.", community_id=community.id)
        for path in ("/", "/c/harbour", f"/@jana/{token(root)}"):
            await visitor.get(path)
        with statements() as made:
            for path in ("/", "/c/harbour", f"/@jana/{token(root)}"):
                await visitor.get(path)
        counts.append(len(made))
    assert counts[1] == counts[2] <= 30
