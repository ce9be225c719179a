"""Founding, as the partners' admins would do it: one proposes, each looks and signs, all wait.

The instances run meanwhile and carry the offers and signatures to each other over HTTP. The
commands behind `hanse community` are called in this process, beside the instances, only to save the
time of starting one Python after another.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from models.errors import NotFound
from models.values.roster import Founding
from server import communities
from server.assembly import Assembly, assemble
from server.communities import CommunityState
from server.demo.waiting import until
from server.settings import Settings

T = TypeVar("T")

_PATIENCE_SECONDS = 60.0


class NotFounded(Exception):
    """The community did not come to be in time."""


async def found(founder: Settings, founding: Founding, others: dict[str, Settings]) -> None:
    """Found a community whose partners, by domain, all run; returns once it is active everywhere.

    Raises NotFounded when a partner does not get the offer or the others' signatures in time.
    """
    name = f"{founding.slug}@{founding.domain}"
    await _beside(founder, lambda assembly: communities.found(assembly, founding, tuple(others)))
    try:
        await asyncio.gather(*(_beside(each, _sign(name)) for each in others.values()))
        everybody = (founder, *others.values())
        await asyncio.gather(*(_beside(each, _until_active(name)) for each in everybody))
    except TimeoutError:
        raise NotFounded(f"{name} was not signed by all within {_PATIENCE_SECONDS} s") from None


def _propose(founding: Founding, others: tuple[str, ...]) -> Callable[[Assembly], Awaitable[None]]:
    async def propose(assembly: Assembly) -> None:
        """Write the draft, unless an earlier start got as far as that."""
        if await _seen(assembly, f"{founding.slug}@{founding.domain}") is None:
            await communities.found(assembly, founding, others)

    return propose


def _sign(name: str) -> Callable[[Assembly], Awaitable[None]]:
    async def sign(assembly: Assembly) -> None:
        """Wait for the offer and sign it, as `hanse community accept --yes` does."""
        state = await until(lambda: _seen(assembly, name), _PATIENCE_SECONDS)
        for draft in state.drafts:
            if draft.waits_for_us:
                await communities.accept(assembly, draft.id)

    return sign


def _until_active(name: str) -> Callable[[Assembly], Awaitable[None]]:
    async def active(assembly: Assembly) -> bool:
        state = await _seen(assembly, name)
        return state is not None and state.state == "active"

    async def wait(assembly: Assembly) -> None:
        await until(lambda: active(assembly), _PATIENCE_SECONDS)

    return wait


async def _seen(assembly: Assembly, name: str) -> CommunityState | None:
    try:
        return await communities.show(assembly.home, await communities.find(name))
    except NotFound:
        return None


async def _beside(settings: Settings, act: Callable[[Assembly], Awaitable[T]]) -> T:
    """Do something at an instance from outside of its process, in a task of its own."""

    async def run() -> T:
        async with assemble(settings) as assembly:
            return await act(assembly)

    return await asyncio.create_task(run())
