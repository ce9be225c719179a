"""Many act on the same at once, each at home; all partners end with the same."""

from tests.comparing import agree
from tests.hands import Hand, all_of, status_of
from tests.instances import eventually
from tests.journeys.steps import acquainted, agreed
from tests.league import League
from tests.outsider import PUBLIC
from tests.proxy import Weather

EVERYBODY = ("anna", "arne", "bela", "birk", "carl", "cora")
UNEVEN = Weather(delay_seconds=(0.0, 0.15), repeated=0.2, copies=3)


async def test_likes_and_boosts_that_change_their_mind_end_as_each_left_them(
    commons: League,
) -> None:
    hands = await commons.hands(*EVERYBODY)
    thread = await hands[0].post(f"{commons.group} Cake or tart?")
    await agreed(*commons.partners(), posts=1)
    for link in commons.network.links():
        link.weather = UNEVEN
    left: dict[str, tuple[bool, bool]] = {}

    async def dither(hand: Hand) -> None:
        liked, boosted = False, False
        for _ in range(6):
            if commons.chance.random() < 0.5:
                liked = not liked
                await hand.act(thread["id"], "favourite" if liked else "unfavourite")
            else:
                boosted = not boosted
                await hand.act(thread["id"], "reblog" if boosted else "unreblog")
        left[hand.login.username] = (liked, boosted)

    await all_of(*(dither(hand) for hand in hands))

    async def as_they_left_it() -> None:
        (said,) = (await agree(*commons.partners())).posts
        likes, boosts = (sum(each) for each in zip(*left.values(), strict=True))
        assert (said.likes, said.boosts) == (likes, boosts), left

    await eventually(as_they_left_it)
    await agreed(*commons.partners(), posts=1)


async def test_the_last_edit_is_what_everybody_reads(commons: League) -> None:
    anna = await commons.hand("anna")
    thread = await anna.post(f"{commons.group} Draft 0")
    for link in commons.network.links():
        link.weather = UNEVEN
    for number in range(1, 8):
        await anna.edit(thread["id"], f"{commons.group} Draft {number}")

    async def last() -> None:
        (said,) = (await agree(*commons.partners())).posts
        assert "Draft 7" in said.text

    await eventually(last)


async def test_a_post_deleted_while_others_answer_it_is_gone_everywhere(commons: League) -> None:
    anna, bela, birk, carl, cora = await commons.hands("anna", "bela", "birk", "carl", "cora")
    known = await acquainted(commons)
    thread = await anna.post(f"{commons.group} Sold already.")
    await agreed(*commons.partners(), posts=known + 1)
    for link in commons.network.links():
        link.weather = UNEVEN

    answers = await all_of(
        status_of(bela.post("How much?", in_reply_to_id=thread["id"])),
        status_of(carl.post("Where?", in_reply_to_id=thread["id"])),
        status_of(birk.act(thread["id"], "favourite")),
        status_of(cora.act(thread["id"], "reblog")),
        status_of(anna.delete(thread["id"])),
    )
    assert answers[4] == 200
    assert set(answers) <= {200, 404, 422}

    async def gone() -> None:
        found = await agree(*commons.partners())
        assert thread["uri"] in found.deleted
        assert thread["uri"] not in {each.uri for each in found.posts}
        assert thread["uri"] not in {uri for _, uri in found.boosted}

    await eventually(gone)
    await agreed(*commons.partners(), posts=known + answers[:2].count(200))


async def test_what_was_deleted_never_comes_back(commons: League) -> None:
    outsider = await commons.outsider()
    mention = {"type": "Mention", "href": commons.group_uri, "name": commons.group}
    note = outsider.note("<p>Come to my shop!</p>", cc=[commons.group_uri], tag=[mention])
    create = outsider.create(note)
    inboxes = [f"{each.place.base_url}/inbox" for each in commons.partners()]
    assert await outsider.send(inboxes[0], create) == 202
    await agreed(*commons.partners(), posts=1)
    gone = {"id": note["id"], "type": "Tombstone"}
    delete = outsider.activity("Delete", gone, to=[PUBLIC], cc=[commons.group_uri])
    # It can still be fetched, as a careless server lets it; the author's word is what counts.
    assert await outsider.send(inboxes[0], delete) == 202
    found = await agreed(*commons.partners(), posts=0)
    assert found.deleted == {note["id"]}
    for inbox in inboxes:
        for again in (create, outsider.create(note), outsider.activity("Update", note)):
            await outsider.send(inbox, again)

    async def judged() -> None:
        for each in commons.partners():
            waiting = await each.value("SELECT count(*) AS n FROM receipt WHERE state = 'new'")
            assert waiting == 0

    await eventually(judged)
    found = await agreed(*commons.partners(), posts=0)
    assert found.deleted == {note["id"]}


async def test_a_suspended_member_is_out_and_their_words_are_hidden_at_home(
    commons: League,
) -> None:
    bela, birk = await commons.hands("bela", "birk")
    made = await bela.post(f"{commons.group} Buy now, pay never.")
    await agreed(*commons.partners(), posts=1)
    await commons["beta"].command("member", "suspend", "bela")

    async def is_out() -> None:
        assert await status_of(bela.home()) in (401, 403)
        assert await status_of(birk.show(made["id"])) == 404

    await eventually(is_out)
    assert await status_of(bela.post(f"{commons.group} And again.")) in (401, 403)
    await commons["beta"].command("member", "suspend", "bela", "--undo")

    async def is_back() -> None:
        assert (await birk.show(made["id"]))["uri"] == made["uri"]

    await eventually(is_back)
    await agreed(*commons.partners(), posts=1)
