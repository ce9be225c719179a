"""Transactions: the only door to one, and what may happen after it.

An action does all its writing inside one `transaction()`. What must happen only if the commit
succeeded (waking a worker, forgetting a cached page) is handed to `after_commit`. Nothing else may
happen inside: no network, no hashing, no image work, and no task is started, because a task
would inherit the connection and write into somebody else's transaction (Tortoise 1.1.9,
dependencies.md trap 2). `background` is the way to start a task: it runs in a clean context.
"""

import asyncio
import contextvars
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import _current_context, get_current_context, require_context
from tortoise.transactions import in_transaction

T = TypeVar("T")

_callbacks: contextvars.ContextVar[list[Callable[[], None]] | None] = contextvars.ContextVar(
    "after_commit", default=None
)
_running: set[asyncio.Task[Any]] = set()


@asynccontextmanager
async def transaction() -> AsyncIterator[BaseDBAsyncClient]:
    """Run the block as one transaction: all of it or nothing; inside another one, a savepoint.

    Errors:
        models.errors.Problem and everything else roll back and travel on.
    """
    outer = _callbacks.get()
    mine: list[Callable[[], None]] = []
    mark = _callbacks.set(mine)
    try:
        async with in_transaction("default") as connection:
            yield connection
    finally:
        _callbacks.reset(mark)
    if outer is not None:
        outer.extend(mine)
        return
    for callback in mine:
        callback()


@asynccontextmanager
async def joined() -> AsyncIterator[None]:
    """Run the block in the transaction under way, or in one of its own where there is none.

    For actions that a caller takes many of at once: it owns the savepoint around each of them, and
    what fails inside must leave that savepoint, not be caught before.
    """
    if in_progress():
        yield
        return
    async with transaction():
        yield


def in_progress() -> bool:
    """Return whether this task is inside a `transaction()`."""
    return _callbacks.get() is not None


def after_commit(callback: Callable[[], None]) -> None:
    """Call `callback` once the outermost transaction is committed, or now outside of any."""
    waiting = _callbacks.get()
    if waiting is None:
        callback()
    else:
        waiting.append(callback)


def background(work: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
    """Start `work` as a task that shares the database but no transaction of its creator."""
    clean = contextvars.Context()
    context = get_current_context()
    if context is not None:
        clean.run(_current_context.set, context)
    task = asyncio.get_running_loop().create_task(work, name=name, context=clean)
    _running.add(task)
    task.add_done_callback(_running.discard)
    return task


def connection() -> BaseDBAsyncClient:
    """Return the connection of this task: its transaction's, or the shared one."""
    return require_context().connections.get("default")
