"""Ownership: one process alone serves an instance on SQLite, and knows it.

`serving` enters. A lock on a file in the data directory is held for as long as the process lives;
the system takes it back however the process ends, so nothing stale can remain. A second process is
refused before it opens anything. Commands beside a running instance do not need it: they write what
they have to say and claim no work. On PostgreSQL many processes share an instance.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from server.settings import Settings

LOCK_NAME = "serving.lock"


class OwnedElsewhere(Exception):
    """Another process serves this instance."""


def is_owned(settings: Settings) -> bool:
    """Return whether one process must serve this instance alone."""
    return settings.database.url.startswith("sqlite")


@contextmanager
def owning(settings: Settings) -> Iterator[None]:
    """Hold the instance while inside; raises OwnedElsewhere, and OSError without a directory."""
    if not is_owned(settings):
        yield
        return
    settings.data_path.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(settings.data_path / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OwnedElsewhere(str(settings.data_path)) from error
        yield
    finally:
        os.close(descriptor)
