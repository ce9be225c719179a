"""Passwords: hashed and checked with argon2id, in a few threads of their own.

Login, sign-up and `hanse member` enter here. A hash costs about 40 ms and 19 MiB on purpose, so the
number of threads bounds what a flood of logins can take; who comes when the queue is full is asked
to come back. The hash itself is made outside of any transaction, and nothing here is logged.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.errors import TooMany

T = TypeVar("T")

SHORTEST = 8
LONGEST = 128
_THREADS = 2
_WAITING = 32


class Passwords:
    """The threads that hash; one per process."""

    def __init__(self) -> None:
        """Use the parameters that OWASP's password storage sheet names for argon2id."""
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="argon2")
        self._waiting = 0
        # Compared with when nobody has the typed name, so that both answers take equally long.
        self._nobody = (
            "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHR0aGF0aXNub25l"
            "$Zm9ydHl0d29jaGFyYWN0ZXJzb2Zub3RoaW5nYXRhbGw"
        )

    def close(self) -> None:
        """Stop the threads; hashes under way are finished."""
        self._pool.shutdown(wait=False)

    def hash_now(self, password: str) -> str:
        """Return the hash of a password, in this thread: for commands, never for requests."""
        return self._hasher.hash(password)

    async def hash(self, password: str) -> str:
        """Return the hash of a new password.

        Errors:
            TooMany: too many hashes wait already.
        """
        return await self._run(self._hasher.hash, password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Return whether the password fits; None takes as long and never fits.

        Errors:
            TooMany: too many hashes wait already.
        """
        return await self._run(self._fits, password_hash or self._nobody, password)

    def _fits(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[..., T], *arguments: str) -> T:
        if self._waiting >= _WAITING:
            raise TooMany(5.0, "too many passwords wait to be hashed")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
        finally:
            self._waiting -= 1
