"""Receiving: writes receipts for many senders in one transaction, and tells each once it is safe.

The gate hands in one receipt per request and waits. Whatever arrives while a transaction is under
way goes into the next one together, so that a flood costs one flush to disk per batch and a single
request waits for nobody. A sender hears 202 only after the commit. When the write fails, all of its
batch hear so (503, they come again) and nothing of it is stored. If the process dies in between,
nobody was told anything.
"""

import asyncio
from collections.abc import Sequence

from federation.errors import Deferred, Reason
from models.actions import receipts
from models.actions.receipts import NewReceipt
from models.ports import Clock, Wake
from models.transaction import background, transaction

_BATCH = 200
_MOST_WAITING = 5_000

_Waiting = tuple[NewReceipt, "asyncio.Future[bool]"]


class ReceiptWriter:
    """Group commit for the durable inbox of one process."""

    def __init__(self, clock: Clock, wake: Wake | None = None) -> None:
        self._clock = clock
        self._wake = wake
        self._waiting: list[_Waiting] = []
        self._is_writing = False

    async def write(self, receipt: NewReceipt) -> bool:
        """Return whether the receipt is new, once it is committed; the sender may be told then.

        Deferred(OVERLOADED) when too many wait already; errors of the database travel on.
        """
        if len(self._waiting) >= _MOST_WAITING:
            raise Deferred(Reason.OVERLOADED, f"{len(self._waiting)} receipts wait")
        result: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((receipt, result))
        if not self._is_writing:
            # Whoever else arrives during this turn of the loop goes along.
            self._is_writing = True
            asyncio.get_running_loop().call_soon(self._start)
        return await result

    def _start(self) -> None:
        batch, self._waiting = self._waiting[:_BATCH], self._waiting[_BATCH:]
        task = background(self._write([receipt for receipt, _ in batch]), "receipts")
        task.add_done_callback(lambda done: self._finish(batch, done))

    async def _write(self, batch: Sequence[NewReceipt]) -> set[tuple[str, str]]:
        async with transaction():
            written = await receipts.record(self._clock, batch)
        if self._wake is not None and written:
            self._wake.notify(receipts.TOPIC)
        return written

    def _finish(self, batch: list[_Waiting], done: "asyncio.Task[set[tuple[str, str]]]") -> None:
        failure = asyncio.CancelledError() if done.cancelled() else done.exception()
        for receipt, result in batch:
            if result.done():
                continue  # Its request was cancelled; the receipt counts all the same.
            if failure is not None:
                result.set_exception(failure)
            else:
                result.set_result((receipt.sender_uri, receipt.activity_uri) in done.result())
        self._is_writing = bool(self._waiting)
        if self._waiting:
            self._start()
