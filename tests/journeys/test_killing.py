"""`kill -9` at any moment: what was acknowledged is there once, everywhere."""

import asyncio
import os

import pytest
from aiohttp import web

from tests.comparing import double_effects
from tests.hands import Hand
from tests.instances import Instance, eventually
from tests.journeys.steps import acquainted, agreed, insist
from tests.league import FOUNDERS, League
from tests.proxy import Link, Trick

ROUNDS = int(os.environ.get("JOURNEY_KILLS") or 4)
POSTS_OF_A_ROUND = 6


def killing(link: Link, victim: Instance, words: bytes, *, after: bool) -> Trick:
    """Kill an instance before or after it delivered these words; nobody hears an answer."""

    async def play(request: web.BaseRequest, body: bytes) -> web.StreamResponse:
        if words not in body:
            link.script.insert(0, play)
            return await link.deliver(request, body) or web.Response(status=502)
        if after:
            await link.deliver(request, body)
        await victim.kill()
        return web.Response(status=502)

    return play


def killing_within(link: Link, victim: Instance, seconds: float) -> Trick:
    """Kill the receiver while it works on a delivery."""

    async def play(request: web.BaseRequest, body: bytes) -> web.StreamResponse:
        async def kill() -> None:
            await asyncio.sleep(seconds)
            await victim.kill()

        answer, _ = await asyncio.gather(link.deliver(request, body), kill())
        return answer or web.Response(status=502)

    return play


async def _death(instance: Instance) -> None:
    async def look() -> None:
        assert instance.process is None, f"{instance.name} lives"

    await eventually(look)


@pytest.mark.parametrize("after", [False, True], ids=["before it is sent", "after it was sent"])
async def test_a_sender_killed_at_its_delivery_sends_it_again_once_it_is_back(
    commons: League, after: bool
) -> None:
    anna = await commons.hand("anna")
    known = await acquainted(commons)
    # Nobody can read it from a log meanwhile: the queue alone must bring it.
    for name in ("beta", "gamma"):
        await commons.network.link(name, "alpha").close()
    link = commons.network.link("alpha", "beta")
    link.script.append(killing(link, commons["alpha"], b"The last word", after=after))
    made = await anna.post(f"{commons.group} The last word?")
    await _death(commons["alpha"])
    await commons["alpha"].start()
    found = await agreed(*commons.partners(), posts=known + 1)
    assert found.posts[-1].uri == made["uri"]

    async def sent_again() -> None:
        creates = [one for one in link.passages if one.uri == f"{made['uri']}/activity"]
        assert len(creates) == 2, "a delivery whose answer nobody heard is sent once more"

    await eventually(sent_again)
    assert not await double_effects(*commons.partners())


async def test_a_receiver_killed_while_it_receives_has_all_or_nothing(commons: League) -> None:
    anna, bela = await commons.hands("anna", "bela")
    link = commons.network.link("alpha", "beta")
    for number in range(ROUNDS):
        seconds = commons.chance.uniform(0.0, 0.03)
        link.script.append(killing_within(link, commons["beta"], seconds))
        made = await anna.post(f"{commons.group} Round {number}")
        await anna.act(made["id"], "favourite")
        await _death(commons["beta"])
        await commons["beta"].start()
    await bela.post(f"{commons.group} Still alive.")
    await agreed(*commons.partners(), posts=ROUNDS + 1)


@pytest.mark.both_engines
async def test_random_kills_under_load_lose_nothing_that_was_acknowledged(
    commons: League,
) -> None:
    hands = await commons.hands("anna", "bela", "carl")
    said: list[str] = []
    for number in range(ROUNDS):
        victim = commons[commons.chance.choice(FOUNDERS)]
        talking = [asyncio.create_task(_talk(commons, hand, number, said)) for hand in hands]
        await asyncio.sleep(commons.chance.uniform(0.05, 0.8))
        await victim.kill()
        await asyncio.sleep(commons.chance.uniform(0.0, 0.3))
        await victim.start()
        await asyncio.gather(*talking)
    expected = ROUNDS * POSTS_OF_A_ROUND * len(hands)
    assert len(set(said)) == expected
    found = await agreed(*commons.partners(), posts=expected)
    assert {each.uri for each in found.posts} == set(said)
    assert len(set(found.texts)) == expected


async def _talk(league: League, hand: Hand, number: int, said: list[str]) -> None:
    for index in range(POSTS_OF_A_ROUND):
        name = hand.login.username
        key = f"{name}-{number}-{index}"
        said.append(await insist(hand, f"{league.group} {number}.{index} by {name}", key))


async def test_a_signal_to_stop_drains_and_keeps_the_rest(commons: League) -> None:
    anna = await commons.hand("anna")
    commons.network.link("alpha", "beta").fall_silent()
    for number in range(10):
        await anna.post(f"{commons.group} Number {number}")
    started = asyncio.get_running_loop().time()
    assert await commons["alpha"].stop() == 0
    assert asyncio.get_running_loop().time() - started < 10
    await commons.network.heal()
    await commons["alpha"].start()
    await agreed(*commons.partners(), posts=10)
