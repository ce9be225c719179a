"""PostgreSQL through asyncpg: a pooled connection always finds its way back to the pool."""

from typing import Any

from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections
from tortoise.exceptions import TransactionManagementError

from models.backends.settling import settled
from models.errors import Unavailable

_POOL_WAIT_SECONDS = 10.0


class Context(TransactionContextPooled):
    """Enters and leaves a transaction without ever losing the connection."""

    async def __aenter__(self) -> TransactionalDBClient:
        await settled(self.ensure_connection())
        pool = self.client._parent._pool
        try:
            # asyncpg gives a half-acquired connection back by itself when it is cancelled.
            self.client._connection = await pool.acquire(timeout=_POOL_WAIT_SECONDS)
        except TimeoutError as error:
            raise Unavailable(detail="every database connection is busy") from error
        begun = False
        try:
            await settled(self.client.begin())
            begun = True
            self.token = get_connections().set(self.connection_name, self.client)
        finally:
            if not begun:
                await settled(self._release())
        return self.client

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        try:
            if not self.client._finalized:
                if exc_type is None:
                    await settled(self.client.commit())
                elif exc_type is not TransactionManagementError:
                    await settled(self.client.rollback())
        finally:
            get_connections().reset(self.token)
            await settled(self._release())

    async def _release(self) -> None:
        pool = self.client._parent._pool
        if pool:
            await pool.release(self.client._connection)


class Client(AsyncpgDBClient):
    """The pool of one process."""

    def _in_transaction(self) -> TransactionContext:
        return Context(TransactionWrapper(self), self._pool_init_lock)


client_class = Client
