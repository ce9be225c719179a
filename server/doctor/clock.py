"""Is the clock right? Signatures carry a time, and peers refuse those that are minutes off.

Two witnesses: the kernel knows whether something keeps its clock in step, and any HTTP peer says
its own time in `Date`. Nothing here sets a clock.
"""

import asyncio
import ctypes
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Literal

from federation.errors import FederationError
from federation.net.client import HTTPClient
from models.ports import Clock, SystemClock
from server.doctor.finding import Finding
from server.settings import Settings

NAME = "clock"
AskTime = Callable[[str], Awaitable[datetime | None]]
"""Asks a host for its time; None when it gives no usable answer."""
Discipline = Literal["in step", "adrift", "unknown"]
_TIMEX_BYTES = 512
_TIME_ERROR = 5
_REMEDY = "Keep it with NTP, for instance `timedatectl set-ntp true` or the chrony package."


def kernel_discipline() -> Discipline:
    """Ask the kernel whether a time service keeps its clock in step (adjtimex, read only)."""
    if not sys.platform.startswith("linux"):
        return "unknown"
    state: int = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    if state < 0:
        return "unknown"
    return "adrift" if state == _TIME_ERROR else "in step"


def time_over_http(settings: Settings) -> AskTime:
    """Return a way to ask any server for its time, through the one outgoing client."""

    async def ask(host: str) -> datetime | None:
        agent = f"hanse-doctor/{version('hanse')}"
        url = f"{settings.scheme}://{host}/.well-known/nodeinfo"
        async with HTTPClient(settings.federation, settings.test_mode, agent) as client:
            try:
                answer = await client.get(url, accept="*/*")
                theirs = parsedate_to_datetime(answer.headers.get("Date", ""))
            except (FederationError, ValueError):
                return None
        return theirs if theirs.tzinfo is not None else None

    return ask


def clock_check(
    peers: Sequence[str] = (),
    ask: AskTime | None = None,
    discipline: Callable[[], Discipline] = kernel_discipline,
    clock: Clock | None = None,
) -> Callable[[Settings], Awaitable[list[Finding]]]:
    """Return the check, which compares with each of `peers` when it is given a way to `ask`."""
    ours = clock or SystemClock()

    async def check(settings: Settings) -> list[Finding]:
        findings = [_judge_kernel(discipline())]
        if ask is not None:
            times = await asyncio.gather(*(_compare(peer, ask, ours) for peer in peers))
            limit = settings.federation.partner_clock_skew_seconds
            findings += [
                _judge_peer(peer, off, limit) for peer, off in zip(peers, times, strict=True)
            ]
        return findings

    return check


async def _compare(peer: str, ask: AskTime, clock: Clock) -> timedelta | None:
    """Return how far our clock is ahead of the peer's, to about a second."""
    before = clock.now()
    theirs = await ask(peer)
    if theirs is None:
        return None
    return before + (clock.now() - before) / 2 - theirs


def _judge_kernel(state: Discipline) -> Finding:
    if state == "in step":
        return Finding.good(NAME, "a time service keeps this machine's clock in step")
    if state == "adrift":
        return Finding.odd(NAME, "no time service keeps this machine's clock in step", _REMEDY)
    return Finding.odd(NAME, "this machine does not tell whether its clock is kept", _REMEDY)


def _judge_peer(peer: str, off: timedelta | None, limit_seconds: int) -> Finding:
    if off is None:
        return Finding.odd(NAME, f"{peer} did not tell its time", "Name another host by --peer.")
    seconds = off.total_seconds()
    direction = "ahead of" if seconds > 0 else "behind"
    message = f"this clock is {abs(seconds):.0f} s {direction} {peer}"
    if abs(seconds) >= limit_seconds:
        return Finding.bad(NAME, f"{message}; partners refuse what we sign", _REMEDY)
    if abs(seconds) >= limit_seconds / 10:
        return Finding.odd(NAME, message, _REMEDY)
    return Finding.good(NAME, message)
