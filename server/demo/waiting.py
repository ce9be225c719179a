"""Waiting for something that other processes do, and that nobody will tell us of."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

_LOOK_SECONDS = 0.05


async def until(look: Callable[[], Awaitable[T | None]], seconds: float) -> T:
    """Call `look` until it returns something else than None or False; returns that.

    Raises TimeoutError after `seconds`.
    """
    async with asyncio.timeout(seconds):
        while True:
            seen = await look()
            if seen is not None and seen is not False:
                return seen
            await asyncio.sleep(_LOOK_SECONDS)
