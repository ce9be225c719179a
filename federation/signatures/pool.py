"""The signing pool: RSA in threads, in batches.

An RSA signature costs a quarter of a millisecond and OpenSSL gives up the GIL while it computes, so
two threads use two cores and the event loop stays free. Handing work to a thread costs something
too, which is why signatures travel in batches: `sign_many` for a caller that has many, and `sign`
for callers that have one each; what they ask for while the threads are busy leaves together.

Sign just before sending, never in advance: a signature holds its own date. Nothing is lost when the
pool is closed, because a delivery that was not signed is still a row in the database.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from federation.errors import Rejected
from federation.signatures import cavage, message
from federation.signatures.digest import BodyDigest
from federation.signatures.keys import PrivateKey
from federation.signatures.request import Scheme
from models.ports import Clock

Headers = dict[str, str]

_SIGN = {"cavage": cavage.sign_request, "rfc9421": message.sign_request}
_BATCH = 16


@dataclass(frozen=True, slots=True)
class Signing:
    """One request to sign."""

    key: PrivateKey
    method: str
    url: str
    digest: BodyDigest | None
    scheme: Scheme = "cavage"


class SigningPool:
    """Signs requests in threads; one for the whole process, closed at shutdown."""

    def __init__(self, clock: Clock, threads: int = 2) -> None:
        self._clock = clock
        self._threads = threads
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="signing")
        self._waiting: list[tuple[Signing, asyncio.Future[Headers]]] = []
        self._running = 0

    async def sign(self, signing: Signing) -> Headers:
        """Return the headers of one request; it shares a thread with others that ask just now.

        Rejected(ADDRESS_REFUSED) when the URL cannot stand in a request line.
        """
        loop = asyncio.get_running_loop()
        result: asyncio.Future[Headers] = loop.create_future()
        if not self._waiting:
            # Whoever else asks during this turn of the loop goes along.
            loop.call_soon(self._start)
        self._waiting.append((signing, result))
        return await result

    async def sign_many(self, signings: Sequence[Signing]) -> list[Headers | Rejected]:
        """Return headers in the order of `signings`; a URL that is refused spoils only its own."""
        size = max(1, min(_BATCH, -(-len(signings) // self._threads)))
        batches = [signings[i : i + size] for i in range(0, len(signings), size)]
        loop = asyncio.get_running_loop()
        done = await asyncio.gather(
            *(loop.run_in_executor(self._executor, self._sign_batch, b) for b in batches)
        )
        return [headers for batch in done for headers in batch]

    def close(self) -> None:
        """Stop the threads after the batches that they hold."""
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _start(self) -> None:
        """Give what waits to the free threads, in equal shares."""
        loop = asyncio.get_running_loop()
        while self._waiting and self._running < self._threads:
            size = min(_BATCH, -(-len(self._waiting) // (self._threads - self._running)))
            batch, self._waiting = self._waiting[:size], self._waiting[size:]
            self._running += 1
            work = [signing for signing, _ in batch]
            done = loop.run_in_executor(self._executor, self._sign_batch, work)
            results = [result for _, result in batch]
            done.add_done_callback(partial(self._finish, results))

    def _finish(
        self,
        results: list[asyncio.Future[Headers]],
        done: asyncio.Future[list[Headers | Rejected]],
    ) -> None:
        self._running -= 1
        failure = asyncio.CancelledError() if done.cancelled() else done.exception()
        outcomes = [failure] * len(results) if failure is not None else done.result()
        for result, outcome in zip(results, outcomes, strict=True):
            if result.done():
                continue  # Its caller was cancelled.
            if isinstance(outcome, BaseException):
                result.set_exception(outcome)
            else:
                result.set_result(outcome)
        self._start()

    def _sign_batch(self, signings: Sequence[Signing]) -> list[Headers | Rejected]:
        """Run in a thread; the date is taken here, when the signature is really made."""
        signed: list[Headers | Rejected] = []
        for one in signings:
            try:
                sign = _SIGN[one.scheme]
                signed.append(sign(one.key, one.method, one.url, one.digest, self._clock.now()))
            except Rejected as refusal:
                signed.append(refusal)
        return signed
