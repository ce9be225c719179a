"""The doctor: looks at everything around Hanse that settings alone cannot promise.

`examine` runs the checks side by side, each with a time limit, and returns what they found in a
fixed order. A check looks and never repairs; what to do stands in the finding as its remedy. Each
is one file with one function from `Settings` to findings; what it asks the machine or the network
is a parameter with the real thing as its default, so that each answer can be tested.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from server.doctor.finding import Finding
from server.settings import Settings

__all__ = ["Check", "Finding", "examine"]

Check = Callable[[Settings], Awaitable[list[Finding]]]
CHECK_SECONDS = 20.0


async def examine(settings: Settings, checks: Mapping[str, Check]) -> list[Finding]:
    """Run all checks at once and return their findings in the order of `checks`."""
    results = await asyncio.gather(*(_run(name, check, settings) for name, check in checks.items()))
    return [finding for findings in results for finding in findings]


async def _run(name: str, check: Check, settings: Settings) -> list[Finding]:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check(settings)
    except TimeoutError:
        remedy = "Something does not answer at all; look at firewalls and at the machine's load."
        return [Finding.bad(name, f"no result after {CHECK_SECONDS:.0f} seconds", remedy)]
