"""Is there room, and does it hold what is written? A full disk stops every post."""

import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from typing import Protocol

from server.doctor.finding import Finding
from server.settings import Settings

NAME = "disk"
MINIMUM_BYTES = 536_870_912
COMFORT_BYTES = 5_368_709_120
MINIMUM_INODES = 10_000
_REMEDY = "Make room, or move `data_dir` to a larger disk. Uploads use the most."


class Space(Protocol):
    """What a file system has left."""

    @property
    def free(self) -> int:
        """Bytes that can still be written."""
        ...


def free_inodes(path: str) -> int | None:
    """Return how many files can still be made; None where the file system has no such limit."""
    figures = os.statvfs(path)
    return figures.f_favail if figures.f_files else None


def disk_check(
    usage: Callable[[str], Space] = shutil.disk_usage,
    inodes: Callable[[str], int | None] = free_inodes,
) -> Callable[[Settings], Awaitable[list[Finding]]]:
    """Return the check of the data directory's file system."""

    async def check(settings: Settings) -> list[Finding]:
        data = settings.data_dir
        findings = [_judge_space(data, usage(data).free), _write(data)]
        left = inodes(data)
        if left is not None and left < MINIMUM_INODES:
            findings.append(Finding.odd(NAME, f"{data}: only {left} files can be made", _REMEDY))
        return findings

    return check


def _judge_space(data: str, free: int) -> Finding:
    message = f"{data}: {free / 1_073_741_824:.1f} GiB free"
    if free < MINIMUM_BYTES:
        return Finding.bad(NAME, message, _REMEDY)
    if free < COMFORT_BYTES:
        return Finding.odd(NAME, message, _REMEDY)
    return Finding.good(NAME, message)


def _write(data: str) -> Finding:
    """Write and sync a small file, because a read-only or failing disk shows itself only then."""
    try:
        with tempfile.TemporaryFile(dir=data) as file:
            file.write(b"hanse doctor")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        remedy = "Look at the mount (read-only?), the quota and the kernel's log."
        return Finding.bad(NAME, f"{data}: writing failed: {error.strerror}", remedy)
    return Finding.good(NAME, f"{data}: a test file was written and synced")
