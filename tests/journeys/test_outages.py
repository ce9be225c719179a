"""Instances and ways between them fail; everybody works on, and all agree again afterwards."""

import asyncio

import pytest

from tests import league as leagues
from tests.comparing import state
from tests.instances import eventually
from tests.journeys.steps import acquainted, agreed, chat
from tests.league import League


@pytest.mark.both_engines
async def test_partners_talk_on_while_the_host_is_down_and_all_agree_afterwards(
    commons: League,
) -> None:
    anna, bela, carl = await commons.hands("anna", "bela", "carl")
    await chat(commons, [anna, bela], 1, "before")
    await agreed(*commons.partners(), posts=4)
    await commons["alpha"].stop()
    said = await chat(commons, [bela, carl], 3, "without the host")
    # The two that are left hear each other directly.
    await agreed(*commons.partners("beta", "gamma"), posts=16)
    await commons["alpha"].start()
    found = await agreed(*commons.partners(), posts=16)
    assert set(said) <= {each.uri for each in found.posts}


async def test_both_sides_of_a_cut_write_on_and_lose_nothing(commons: League) -> None:
    anna, bela, carl = await commons.hands("anna", "bela", "carl")
    thread = await anna.post(f"{commons.group} Which glue for oak?")
    await agreed(*commons.partners(), posts=1)
    for other in ("beta", "gamma"):
        await commons.network.cut("alpha", other)
    await asyncio.gather(
        chat(commons, [anna], 2, "at the host"),
        chat(commons, [bela, carl], 2, "elsewhere"),
        bela.post("Hide glue.", in_reply_to_id=thread["id"]),
        anna.post("Nobody?", in_reply_to_id=thread["id"]),
        carl.act(thread["id"], "favourite"),
    )
    await agreed(*commons.partners("beta", "gamma"), posts=10)
    assert len((await state(commons["alpha"])).posts) == 6
    await commons.network.heal()
    found = await agreed(*commons.partners(), posts=15)
    (first,) = (each for each in found.posts if each.uri == thread["uri"])
    assert (first.likes, first.replies) == (1, 2)
    orders = [
        [each["uri"] for each in (await hand.context(thread["id"]))["descendants"]]
        for hand in (anna, bela, carl)
    ]
    assert orders[0] == orders[1] == orders[2]


async def test_a_partner_that_was_down_reads_what_it_missed(commons: League) -> None:
    anna, bela, carl = await commons.hands("anna", "bela", "carl")
    kept = await anna.post(f"{commons.group} Inventory of the shed.")
    gone = await bela.post(f"{commons.group} Free bicycle.")
    await agreed(*commons.partners(), posts=2)
    await commons["gamma"].kill()
    await chat(commons, [anna, bela], 2, "while gamma sleeps")
    await anna.edit(kept["id"], f"{commons.group} Inventory of the barn.")
    await bela.delete(gone["id"])
    await bela.act(kept["id"], "favourite")
    await agreed(*commons.partners("alpha", "beta"), posts=9)
    await commons["gamma"].start()
    found = await agreed(*commons.partners(), posts=9)
    assert found.deleted == {gone["uri"]}
    assert await carl.show(kept["id"])


async def test_two_partners_that_cannot_reach_each_other_meet_through_the_third(
    commons: League,
) -> None:
    anna, bela, carl = await commons.hands("anna", "bela", "carl")
    known = await acquainted(commons)
    await commons.network.cut("alpha", "gamma")
    await chat(commons, [anna, bela, carl], 2, "around the cut")
    found = await agreed(*commons.partners(), posts=known + 12)
    assert len(found.boosted) == 9
    # Nothing counts as delivered that was not: the direct way still waits.
    waiting = await commons["alpha"].value("SELECT count(*) AS n FROM delivery")
    assert waiting > 0
    await commons.network.heal()

    async def delivered() -> None:
        assert await commons["alpha"].value("SELECT count(*) AS n FROM delivery") == 0

    await eventually(delivered)
    await agreed(*commons.partners(), posts=known + 12)


async def test_one_direction_alone_can_be_down(commons: League) -> None:
    anna, bela, carl = await commons.hands("anna", "bela", "carl")
    known = await acquainted(commons)
    commons.network.link("alpha", "beta").fall_silent()
    await chat(commons, [anna, bela, carl], 1, "half deaf")
    await agreed(*commons.partners("alpha", "gamma"), posts=known + 6)
    await agreed(*commons.partners(), posts=known + 6)
    await commons.network.heal()


async def test_a_late_partner_gets_the_whole_history_in_order(commons: League) -> None:
    anna, bela, carl = await commons.hands("anna", "bela", "carl")
    await chat(commons, [anna, bela, carl], 2, "early")
    edited = await anna.post(f"{commons.group} Draft of the rules.")
    gone = await bela.post(f"{commons.group} A mistake.")
    await agreed(*commons.partners(), posts=14)
    await anna.edit(edited["id"], f"{commons.group} The rules.")
    await bela.delete(gone["id"])
    await carl.act(edited["id"], "favourite")
    await agreed(*commons.partners(), posts=13)
    await commons.start("delta")
    await commons["alpha"].command(
        "community", "invite", leagues.SLUG, "--partner", commons["delta"].place.domain
    )
    for name in ("beta", "gamma", "delta"):
        await leagues.sign(commons, name)
    for instance in commons.partners(*commons.instances):
        await leagues.active(instance, version=2)

    async def has_the_history() -> None:
        there, here = await state(commons["delta"]), await state(commons["alpha"])
        assert (there.posts, there.boosted) == (here.posts, here.boosted)

    await eventually(has_the_history)
    # What was deleted before it came is not handed out to it, and can never come.
    erased = await commons["delta"].rows(
        f"SELECT content, deleted_at FROM post WHERE uri = '{gone['uri']}'"
    )
    assert [(row["content"], row["deleted_at"] is None) for row in erased] == [("", False)]
    dora = await commons.hand("dora")
    await dora.follow(commons.group)
    await dora.post(f"{commons.group} Glad to be here.")

    async def shows_the_newest() -> None:
        every = [await state(each) for each in commons.instances.values()]
        assert [len(each.posts) for each in every] == [14] * 4

    await eventually(shows_the_newest)
