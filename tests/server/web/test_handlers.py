"""Front page, community, profile and hashtag over HTTP: what stands there, and what never does."""

import pytest

from models.ids import boundary
from tests.factories import (
    START,
    make_account,
    make_community,
    make_follow,
    make_member,
    make_partner,
    make_post,
)


async def test_front_page_shows_the_communities_and_the_newest_posts_of_our_members(visitor):
    await make_community("harbour", summary="Berths and trains")
    jana = await make_member("jana")
    stranger = await make_account("shira", "elsewhere.example")
    await make_post(jana, "Berth four is free")
    await make_post(stranger, "From far away")
    page = await visitor.get("/")
    assert page.status == 200
    assert not page.holds("Hafen Alpha", "Berths and trains", "Berth four is free", 'href="/@jana"')
    assert "From far away" not in page.text
    assert 'rel="canonical" href="https://alpha.example/"' in page.text
    assert 'type="application/activity+json" href="https://alpha.example/actor"' in page.text


@pytest.mark.parametrize("path", ["/", "/@jana", "/tags/secret", "/c/harbour"])
async def test_only_what_anybody_may_read_stands_on_a_page(visitor, path):
    community = await make_community("harbour")
    jana = await make_member("jana")
    for visibility in ("private", "direct"):
        await make_post(
            jana,
            f"For few: {visibility}",
            visibility=visibility,
            tags=("secret",),
            community_id=community.id,
        )
    await make_post(jana, "Taken back", deleted_at=START, tags=("secret",))
    banned = await make_member("banned", account={"suspended_at": START})
    await make_post(banned, "Banned words", tags=("secret",), community_id=community.id)
    page = await visitor.get(path)
    assert page.status == 200
    for words in ("For few", "Taken back", "Banned words"):
        assert words not in page.text


async def test_community_page_is_the_same_under_the_partner_and_under_its_own_domain(visitor):
    community = await make_community("harbour", name="Open Quay", summary="Berths")
    await make_partner(community, "beta.example", name="Beta Rail")
    theirs = await make_account("tomasz", "beta.example")
    jana = await make_member("jana")
    root = await make_post(theirs, "Train at nine", community_id=community.id)
    reply = await make_post(jana, "Berth is ready", reply_to=root)
    for host, path in (("alpha.example", "/c/harbour"), ("commons.example", "/")):
        page = await visitor.get(path, host)
        assert page.status == 200
        assert not page.holds("Open Quay", "@harbour@commons.example", "Beta Rail", "Train at nine")
        assert "Berth is ready" not in page.text
        assert f'href="/posts/{root.id}"' in page.text
        assert 'rel="canonical" href="https://commons.example/c/harbour"' in page.text
        assert f'<time datetime="{reply.published_at:%Y-%m-%dT%H:%M:%SZ}"' in page.text
    assert "<title>Open Quay</title>" in page.text


async def test_conversation_with_the_newest_words_stands_first(visitor):
    community = await make_community("harbour")
    jana = await make_member("jana")
    old = await make_post(jana, "Old thread", minutes=1, community_id=community.id)
    await make_post(jana, "New thread", minutes=2, community_id=community.id)
    page = await visitor.get("/c/harbour")
    assert page.text.index("New thread") < page.text.index("Old thread")
    await make_post(jana, "Woken up", minutes=3, reply_to=old)
    page = await visitor.get("/c/harbour")
    assert page.text.index("Old thread") < page.text.index("New thread")


async def test_pages_of_a_list_lead_forth_and_back_without_a_gap(visitor):
    jana = await make_member("jana")
    for number in range(45):
        await make_post(jana, f"Note {number:02}.", minutes=number)
    seen: list[set[str]] = []
    path = "/@jana"
    while path:
        page = await visitor.get(path)
        seen.append({f"{n:02}" for n in range(45) if f"Note {n:02}." in page.text})
        last, path = page, _link(page.text, "next")
    assert [len(part) for part in seen] == [20, 20, 5]
    assert len(set.union(*seen)) == 45
    back = await visitor.get(_link(last.text, "prev"))
    assert "Note 05." in back.text
    assert "Note 24." in back.text
    newest = await visitor.get(_link(back.text, "prev"))
    assert "Note 44." in newest.text
    assert _link(newest.text, "prev") is None


@pytest.mark.parametrize("query", ["before=x", "after=-1", "before=" + "9" * 30, "before=%D9%A1"])
async def test_cursor_that_is_no_number_is_refused(visitor, query):
    assert (await visitor.get(f"/?{query}")).status == 400


async def test_cursor_before_everything_leads_back_to_the_start(visitor):
    jana = await make_member("jana")
    await make_post(jana)
    page = await visitor.get(f"/?before={boundary(START)}")
    assert page.status == 200
    assert _link(page.text, "prev") == "/"


async def test_profile_shows_who_somebody_is_and_what_they_take_part_in(visitor):
    community = await make_community("harbour", name="Open Quay")
    jana = await make_member(
        "jana",
        account={
            "note": "<p>Plans berths</p>",
            "display_name": "Jana Petersen",
            "fields_shown": [{"name": "Shift", "value": "Early", "verified_at": None}],
        },
    )
    await make_follow(jana, community.account)
    await make_post(jana, "Fog again")
    question = await make_post(await make_member("tomasz"), "Which berth?")
    await make_post(jana, "The fourth one", reply_to=question)
    page = await visitor.get("/@jana")
    assert page.status == 200
    assert not page.holds("Jana Petersen", "@jana@alpha.example", "Plans berths", "Shift", "Early")
    assert not page.holds(
        "Open Quay", "Fog again", "The fourth one", 'content="noindex, noarchive"'
    )
    assert 'type="application/activity+json" href="https://alpha.example/users/jana"' in page.text


async def test_handle_leads_to_where_the_account_has_its_page(visitor):
    await make_community("harbour")
    await make_member("jana")
    await make_account("tomasz", "beta.example", url="https://beta.example/@tomasz")
    leads = {
        "/@tomasz@beta.example": "https://beta.example/@tomasz",
        "/@jana@alpha.example": "/@jana",
        "/@JANA": "/@jana",
        "/@harbour@commons.example": "/c/harbour",
    }
    assert {path: (await visitor.get(path)).target for path in leads} == leads
    assert (await visitor.get("/@harbour", "commons.example")).target == "/"
    assert (await visitor.get("/@nobody@nowhere.example")).status == 404


async def test_address_of_an_actor_leads_a_person_to_the_page(visitor):
    answer = await visitor.get("/users/jana")
    assert answer.target == "https://alpha.example/@jana"
    assert answer.headers["Vary"] == "Accept"


async def test_absent_suspended_and_deleted_people_have_no_page(visitor):
    await make_member("banned", account={"suspended_at": START})
    await make_member("gone", account={"deleted_at": START})
    await make_member("waiting", state="waiting")
    names = ("nobody", "banned", "waiting", "gone")
    statuses = [(await visitor.get(f"/@{name}")).status for name in names]
    assert statuses == [404, 404, 404, 410]


@pytest.mark.parametrize(
    "path", ["/c/nothing", "/c/harbour@beta.example", "/nowhere", "/tags/a%01b"]
)
async def test_address_of_nothing_is_a_page_that_says_so(visitor, path):
    await make_community("harbour")
    page = await visitor.get(path)
    assert page.status == 404
    assert "There is nothing here" in page.text
    assert page.headers["Cache-Control"] == "no-store"


async def test_domain_of_a_community_that_is_not_founded_yet_shows_no_partner(visitor):
    await make_member("jana")
    assert (await visitor.get("/", "commons.example")).status == 404
    assert (await visitor.get("/@jana", "commons.example")).status == 404


async def test_hashtag_shows_public_posts_however_it_is_written(visitor):
    jana = await make_member("jana")
    await make_post(jana, "Fog", tags=("Nebel",))
    await make_post(jana, "Quiet fog", tags=("Nebel",), visibility="unlisted")
    page = await visitor.get("/tags/NEBEL")
    assert not page.holds("#Nebel", "Fog</p>")
    assert "Quiet fog" not in page.text
    assert (await visitor.get("/tags/unused")).status == 200


async def test_answer_for_anybody_may_be_kept_and_one_with_a_cookie_may_not(visitor):
    assert (await visitor.get("/")).headers["Cache-Control"] == "public, max-age=30"
    german = await visitor.get("/?lang=de")
    assert german.headers["Cache-Control"] == "no-store"
    assert "Neueste Beiträge" in german.text
    assert "Cookie" in german.headers["Vary"]


async def test_crawlers_and_browsers_find_what_they_ask_for_by_themselves(visitor):
    assert "Disallow: /api/" in (await visitor.get("/robots.txt")).text
    assert (await visitor.get("/favicon.ico")).target.startswith("/static/icons/hanse.svg?v=")


def _link(text, relation):
    marker = f'<link rel="{relation}" href="'
    return text.partition(marker)[2].partition('"')[0] or None
