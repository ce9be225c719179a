"""Passwords: hashed apart from the loop, alike for those who do not exist, bounded in number."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from models.errors import TooMany
from server.passwords import Passwords


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    opened = Passwords()
    yield opened
    opened.close()


async def test_the_right_password_fits_and_no_other(passwords: Passwords) -> None:
    hashed = await passwords.hash("a lighthouse")
    assert hashed.startswith("$argon2id$")
    assert await passwords.verify(hashed, "a lighthouse")
    assert not await passwords.verify(hashed, "A lighthouse")
    assert not await passwords.verify("", "a lighthouse")
    assert not await passwords.verify("no hash at all", "a lighthouse")


async def test_nobody_takes_as_long_as_somebody(passwords: Passwords) -> None:
    hashed = await passwords.hash("a lighthouse")

    async def cost(known: str | None) -> float:
        started = time.process_time()
        assert not await passwords.verify(known, "wrong")
        return time.process_time() - started

    somebody = min([await cost(hashed) for _ in range(5)])
    nobody = min([await cost(None) for _ in range(5)])
    assert 0.4 < nobody / somebody < 2.5


async def test_a_flood_is_turned_away_and_the_loop_goes_on(passwords: Passwords) -> None:
    tasks = [asyncio.create_task(passwords.verify(None, "x")) for _ in range(80)]
    await asyncio.sleep(0)
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(each, TooMany) for each in answers) == 80 - 32
    assert sum(each is False for each in answers) == 32
