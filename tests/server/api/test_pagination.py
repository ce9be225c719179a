"""Pages: every post once, in order, by following the Link header."""

from tests.server.rig import Caller, Rig


async def walk(caller: Caller, path: str, relation: str = "next") -> list[list[str]]:
    pages = []
    address: str | None = path
    while address is not None and len(pages) < 20:
        answer = await caller.ask("GET", address)
        assert answer.status == 200
        if answer.json:
            pages.append([each["id"] for each in answer.json])
        else:
            assert "Link" not in answer.headers
        address = answer.links.get(relation)
    return pages


async def test_following_next_shows_every_post_once_and_ends(rig: Rig) -> None:
    anna = await rig.member("anna")
    written = [(await anna.write(f"{n}"))["id"] for n in range(7)]
    pages = await walk(anna, "/api/v1/timelines/home?limit=3")
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [each for page in pages for each in page] == written[::-1]


async def test_following_prev_from_below_climbs_without_a_gap_and_never_loops(rig: Rig) -> None:
    anna = await rig.member("anna")
    written = [(await anna.write(f"{n}"))["id"] for n in range(7)]
    pages = await walk(anna, f"/api/v1/timelines/home?limit=2&min_id={written[0]}", "prev")
    assert [each for page in reversed(pages) for each in page] == written[:0:-1]


async def test_links_keep_other_parameters_and_lead_to_where_was_asked(rig: Rig) -> None:
    anna = await rig.member("anna")
    await anna.write("one")
    path = "/api/v1/timelines/public?local=true&limit=1&since_id=1"
    links = (await anna.ask("GET", path)).links
    assert links["next"].startswith(f"{rig.url}/api/v1/timelines/public?")
    for address in links.values():
        assert "local=true" in address
        assert "limit=1" in address
        assert "since_id" not in address


async def test_since_id_may_leave_a_gap_and_min_id_does_not(rig: Rig) -> None:
    anna = await rig.member("anna")
    written = [(await anna.write(f"{n}"))["id"] for n in range(5)]
    base = "/api/v1/timelines/home?limit=2"
    newest = await anna.get(f"{base}&since_id={written[0]}")
    adjacent = await anna.get(f"{base}&min_id={written[0]}")
    assert [each["id"] for each in newest] == [written[4], written[3]]
    assert [each["id"] for each in adjacent] == [written[2], written[1]]


async def test_followers_are_paged_by_the_relation_and_not_by_the_account(rig: Rig) -> None:
    anna = await rig.member("anna")
    people = [await rig.member(f"fan{n}") for n in range(5)]
    for person in reversed(people):
        await person.post(f"/api/v1/accounts/{anna.id}/follow")
    pages = await walk(anna, f"/api/v1/accounts/{anna.id}/followers?limit=2")
    assert [each for page in pages for each in page] == [person.id for person in people]


async def test_a_limit_beyond_the_largest_means_the_largest(rig: Rig) -> None:
    anna = await rig.member("anna")
    for number in range(41):
        await anna.write(str(number))
    assert len(await anna.get("/api/v1/timelines/home?limit=1000")) == 40
    assert len(await anna.get("/api/v1/timelines/home")) == 20


async def test_a_page_that_is_no_number_is_refused_with_a_sentence(rig: Rig) -> None:
    anna = await rig.member("anna")
    answer = await anna.ask("GET", "/api/v1/timelines/home?max_id=abc")
    assert answer.status == 422
    assert "max_id" in answer.json["error"]
