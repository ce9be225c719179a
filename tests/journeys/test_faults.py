"""The network repeats, reorders, delays, loses and lies; each effect still happens once."""

import asyncio
from collections.abc import Callable

import pytest

from tests import proxy
from tests.comparing import state
from tests.hands import all_of
from tests.instances import eventually
from tests.journeys.steps import acquainted, agreed, chat
from tests.league import League
from tests.proxy import Link, Trick, Weather

STORM = Weather(
    delay_seconds=(0.0, 0.05), lost=0.1, unanswered=0.1, repeated=0.3, copies=19, shuffled=0.3
)
TRICKS: dict[str, Callable[[Link], Trick]] = {
    "500": lambda _: proxy.answer(500),
    "503 with a date": lambda _: proxy.answer(503, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"),
    "429 for a second": lambda _: proxy.answer(429, Retry_After="1"),
    "429 for ever": lambda _: proxy.answer(429, Retry_After="1000000000"),
    "429 before now": lambda _: proxy.answer(429, Retry_After="-5"),
    "404": lambda _: proxy.answer(404),
    "410": lambda _: proxy.answer(410),
    "401": lambda _: proxy.answer(401),
    "403": lambda _: proxy.answer(403),
    "a redirect": lambda _: proxy.answer(302, Location="http://elsewhere.test/inbox"),
    "garbage": lambda _: proxy.garbage(b"\x00\xff not http at all\r\n\r\n"),
    "half a head": lambda _: proxy.garbage(b"HTTP/1.1 202 Acc"),
    "no answer": proxy.drop_answer,
}


@pytest.mark.both_engines
async def test_repeated_and_reordered_deliveries_have_one_effect(commons: League) -> None:
    anna, bela, carl = await commons.hands("anna", "bela", "carl")
    thread = await anna.post(f"{commons.group} What shall we mend first?")
    await agreed(*commons.partners(), posts=1)
    for link in commons.network.links():
        link.weather = STORM
    short = await bela.post(f"{commons.group} Deleted at once.")
    await bela.delete(short["id"])
    await all_of(
        chat(commons, [anna, bela, carl], 3, "in the storm"),
        bela.act(thread["id"], "favourite"),
        carl.act(thread["id"], "favourite"),
        carl.act(thread["id"], "reblog"),
        anna.edit(thread["id"], f"{commons.group} What shall we mend next?"),
    )
    await carl.act(thread["id"], "unfavourite")
    await asyncio.gather(*(link.arrived() for link in commons.network.links()))
    await commons.network.heal()
    found = await agreed(*commons.partners(), posts=19)
    first = found.posts[0]
    assert (first.likes, first.boosts, first.is_edited) == (1, 1, True)
    assert short["uri"] not in {each.uri for each in found.posts}


async def test_a_partner_that_answers_badly_gets_everything_in_order(commons: League) -> None:
    anna = await commons.hand("anna")
    known = await acquainted(commons)
    # The logs are no way round here: this is about the queue itself.
    for name in ("alpha", "gamma"):
        await commons.network.link("beta", name).close()
    link = commons.network.link("alpha", "beta")
    said: list[str] = []

    async def arrived() -> None:
        there = [each.uri for each in (await state(commons["beta"])).posts]
        assert there[known:] == said

    for trick, make in TRICKS.items():
        link.script.extend(make(link) for _ in range(2))
        said += [(await anna.post(f"{commons.group} {trick}, {n}"))["uri"] for n in range(2)]

        await eventually(arrived)
    creates = [one.uri for one in link.passages if one.kind == "Create(Note)"]
    firsts = list(dict.fromkeys(creates))
    assert firsts[-len(said) :] == [f"{uri}/activity" for uri in said]
    assert not link.script
    await commons.network.heal()
    await agreed(*commons.partners(), posts=known + len(said))


async def test_an_answer_that_drips_or_never_comes_blocks_nobody_else(commons: League) -> None:
    anna = await commons.hand("anna")
    link = commons.network.link("alpha", "beta")
    link.script.append(proxy.drip(1.0))
    made = await anna.post(f"{commons.group} Slow going.")

    async def at_gamma() -> None:
        assert [each.uri for each in (await state(commons["gamma"])).posts] == [made["uri"]]

    await eventually(at_gamma, seconds=3)
    link.fall_silent()
    await anna.post(f"{commons.group} Slower still.")
    await agreed(*commons.partners("alpha", "gamma"), posts=2)
    await commons.network.heal()
    await agreed(*commons.partners(), posts=2)
