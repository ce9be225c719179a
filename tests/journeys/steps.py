"""Steps that several journeys take."""

import aiohttp

from tests.comparing import State, agree, double_effects
from tests.hands import APIRefusal, Hand
from tests.instances import Instance, eventually
from tests.league import League


async def agreed(*partners: Instance, posts: int | None = None, seconds: float = 60.0) -> State:
    """Wait until these show the same community, and nothing happened twice or by half."""

    async def look() -> State:
        found = await agree(*partners)
        if posts is not None:
            assert len(found.posts) == posts, found.texts
        return found

    found = await eventually(look, seconds)
    assert not (doubles := await double_effects(*partners)), "\n".join(doubles)
    return found


async def chat(league: League, hands: list[Hand], rounds: int, about: str) -> list[str]:
    """Let each of these post and answer in turn; returns the URIs of what was acknowledged."""
    said: list[str] = []
    for number in range(rounds):
        for hand in hands:
            name = hand.login.username
            first = await hand.post(f"{league.group} {about} {number} by {name}")
            answer = await hand.post(f"and {number} more by {name}", in_reply_to_id=first["id"])
            said += [first["uri"], answer["uri"]]
    return said


async def insist(hand: Hand, text: str, key: str, seconds: float = 40.0) -> str:
    """Post until it is acknowledged, as an app does whose server goes away; returns the URI."""

    async def try_once() -> str:
        try:
            return str((await hand.post(text, key=key))["uri"])
        except (aiohttp.ClientError, TimeoutError) as error:
            raise APIRefusal(0, repr(error)) from error

    return await eventually(try_once, seconds)


async def acquainted(league: League) -> int:
    """Let one member of each founder speak, so that all know their keys; returns how many posts."""
    hands = await league.hands("anna", "bela", "carl")
    said = await chat(league, hands, 1, "hello")
    await agreed(*league.partners(), posts=len(said))
    return len(said)
