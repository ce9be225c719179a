"""Stopping: the one event that ends a process, and what sets it.

A signal sets it; so does the end of standard input where a parent asked for that, because a parent
that was killed can send no signal. What runs then finishes the step it is in. A second signal while
stopping changes nothing: the patience is limited by `limits.shutdown_seconds` already.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def stopping(*, until_end_of_input: bool = False) -> Iterator[asyncio.Event]:
    """Yield the event; the handlers of the signals are given back afterwards."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in SIGNALS:
        loop.add_signal_handler(number, stop.set)
    if until_end_of_input:
        loop.add_reader(sys.stdin.fileno(), _notice_end, loop, stop)
    try:
        yield stop
    finally:
        if until_end_of_input:
            loop.remove_reader(sys.stdin.fileno())
        for number in SIGNALS:
            loop.remove_signal_handler(number)


def _notice_end(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 4_096):
        loop.remove_reader(sys.stdin.fileno())
        stop.set()
