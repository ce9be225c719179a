"""Processing: from a receipt to its effect, in batches, without ever losing or doubling one.

The fast road takes everything that is due in one go: it reads what the activities name in a few
statements, judges each (`verify`, which only reads), and brings all effects about in one
transaction, together with the memory of each activity, the community logs, the events that follow
and the receipts that are settled. Whatever needs another server leaves for the slow road: one task
each, some at a time, the network first and then a transaction of its own.

Failure modes. An activity is refused: its receipt says why, the others go on. A server is silent:
the receipt is postponed with growing delays, and parked for the operator in the end. Something
fails inside the transaction: all of it is rolled back, the error travels to the worker's door, and
from then on each receipt is tried alone, its attempt counted *before* it is made, so that one which
kills the process is parked like any other. The process dies: the transaction never was, the
receipts are still due. Order: receipts of one lane are judged in the order in which they came;
those of an actor with one on the slow road follow it there. What overtakes all the same is
harmless, because tombstones, undone ids and unique keys decide, not arrival.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from federation.context import Federation
from federation.errors import Deferred, FederationError, Reason, Rejected
from federation.judging import Item, Judge, Judged
from federation.memory import Memory
from federation.observer import Note, Outcome
from federation.registry import Effect, Handlers
from federation.sight import Elsewhere
from models.actions import receipts
from models.actions.receipts import Postponed
from models.errors import Problem
from models.transaction import background, transaction

_BATCH = 64
_SLOW = 16
_MOST_SLOW = 256
_ATTEMPTS = 12
_ORPHAN_AFTER = 3
_LEASE = timedelta(minutes=5)
_FIRST_DELAY = timedelta(seconds=5)
_LONGEST_DELAY = timedelta(hours=1)


class Processor:
    """Gives receipts their effect; one per process, for the lanes that this process holds."""

    def __init__(self, handlers: Handlers) -> None:
        self._ctx: Federation = handlers.federation
        self._judge = Judge(handlers)
        self._memory = Memory(handlers.federation)
        self._room = asyncio.Semaphore(_SLOW)
        self._slow: dict[int, tuple[str, asyncio.Task[None]]] = {}
        self._is_careful = False

    async def run_once(self, lanes: Sequence[int] | None = None) -> int:
        """Handle what is due now in these lanes; returns how many receipts that were.

        Raises what went wrong in the database or in a handler; call again after a pause.
        """
        self._reap()
        await self._ctx.communities.refresh()
        found = await receipts.due(self._ctx.clock, _BATCH, lanes)
        items = await self._judge.read([each for each in found if each.id not in self._slow])
        if not items:
            return 0
        if self._is_careful:
            for item in items:
                await self._alone(item)
            self._is_careful = False
            return len(items)
        self._is_careful = True
        await self._together(items)
        self._is_careful = False
        return len(items)

    async def settled(self) -> None:
        """Wait until nothing is on the slow road; for a calm end, and for tests."""
        while self._slow:
            await asyncio.wait([task for _, task in self._slow.values()])
            self._reap()

    async def close(self) -> None:
        """Stop the slow road; what was on it is due again when its lease ends."""
        tasks = [task for _, task in self._slow.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._slow.clear()

    def _reap(self) -> None:
        """Forget the tasks that ended; raises what went wrong in one of them."""
        ended = [key for key, (_, task) in self._slow.items() if task.done()]
        for key in ended:
            _, task = self._slow.pop(key)
            if not task.cancelled():
                task.result()

    async def _together(self, items: Sequence[Item]) -> None:
        sight = self._judge.sight()
        await sight.load(item.document for item in items)
        judged: list[Judged] = []
        ended: list[tuple[Item, Outcome, FederationError | None]] = []
        aside: list[Item] = []
        busy = {actor_uri for actor_uri, _ in self._slow.values()}
        for item in items:
            if item.actor_uri in busy:
                aside.append(item)
                continue
            try:
                judgement = await self._judge.judge(item, sight)
            except (Elsewhere, Deferred):
                aside.append(item)
                busy.add(item.actor_uri)
            except Rejected as refusal:
                ended.append((item, "rejected", refusal))
            else:
                if judgement is None:
                    ended.append((item, "duplicate", None))
                else:
                    judged.append(judgement)
        try:
            effects = await self._bring_about(judged, ended)
        except (FederationError, Problem):
            # One of them was refused by its action; which, shows when each is tried alone.
            for item in items:
                if item not in aside:
                    await self._alone(item)
        else:
            for each, effect in zip(judged, effects, strict=True):
                self._note(each.item, _outcome(effect), effect.reason)
            for item, outcome, error in ended:
                self._note(item, outcome, error.reason if error else None, error)
        await self._set_aside(aside)

    async def _bring_about(
        self,
        judged: Sequence[Judged],
        ended: Sequence[tuple[Item, Outcome, FederationError | None]] = (),
    ) -> list[Effect]:
        """Write everything that follows from a batch, in one transaction."""
        async with transaction():
            effects = [
                await each.handler.receive(each.wire, each.verified, each.plan) for each in judged
            ]
            await self._memory.keep(
                [(each.verified, effect) for each, effect in zip(judged, effects, strict=True)]
            )
            done = [each.item.due.id for each in judged]
            done.extend(item.due.id for item, outcome, _ in ended if outcome == "duplicate")
            await receipts.settle(done, "done", "")
            for item, _, refusal in ended:
                if refusal is not None:
                    await receipts.settle([item.due.id], "refused", refusal.reason)
        return effects

    async def _set_aside(self, items: Sequence[Item]) -> None:
        """Send receipts along the slow road, those of one actor one after the other."""
        room = max(0, _MOST_SLOW - len(self._slow))
        chosen = items[:room]
        if not chosen:
            return
        await receipts.claim([item.due.id for item in chosen], self._ctx.clock.now() + _LEASE)
        before = dict(self._slow.values())
        for item in chosen:
            work = self._slowly(item, before.get(item.actor_uri))
            task = background(work, f"receipt {item.due.id}")
            self._slow[item.due.id] = (item.actor_uri, task)
            before[item.actor_uri] = task

    async def _slowly(self, item: Item, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        async with self._room:
            await self._try(item)

    async def _alone(self, item: Item) -> None:
        await receipts.claim([item.due.id], self._ctx.clock.now() + _LEASE)
        await self._try(item)

    async def _try(self, item: Item) -> None:
        """Give one claimed receipt its effect, whatever has to be fetched for it."""
        attempts = item.due.attempts + 1
        if attempts > _ATTEMPTS:
            # It never came to an end of its own: each attempt took its worker down.
            await receipts.park(item.due.id, Reason.PROCESSING_FAILED)
            self._note(item, "parked", Reason.PROCESSING_FAILED)
            return
        sight = self._judge.sight()
        sight.may_fetch = True
        sight.is_last_try = attempts >= _ORPHAN_AFTER
        try:
            await sight.load([item.document])
            judged = await self._judge.judge(item, sight)
            if judged is None:
                await self._bring_about((), [(item, "duplicate", None)])
                self._note(item, "duplicate", None)
                return
            effects = await self._bring_about([judged])
        except Rejected as refusal:
            await receipts.settle([item.due.id], "refused", refusal.reason)
            self._note(item, "rejected", refusal.reason, refusal)
        except Problem as problem:
            await receipts.settle([item.due.id], "refused", problem.code)
            self._note(item, "rejected", Reason.NOT_ALLOWED)
        except Deferred as delay:
            await self._postpone(item, attempts, delay)
        else:
            self._note(item, _outcome(effects[0]), effects[0].reason)

    async def _postpone(self, item: Item, attempts: int, delay: Deferred) -> None:
        if attempts >= _ATTEMPTS:
            await receipts.park(item.due.id, delay.reason)
            self._note(item, "parked", delay.reason, delay)
            return
        wait = min(_FIRST_DELAY * 2 ** (attempts - 1), _LONGEST_DELAY)
        if delay.retry_after is not None:
            wait = min(max(wait, delay.retry_after), _LONGEST_DELAY)
        moment = self._ctx.clock.now() + wait
        await receipts.postpone(Postponed(item.due.id, delay.reason, moment))
        self._note(item, "deferred", delay.reason, delay)

    def _note(
        self,
        item: Item,
        outcome: Outcome,
        reason: Reason | None,
        error: FederationError | None = None,
    ) -> None:
        self._ctx.observer.note(
            Note(
                stage="processing",
                outcome=outcome,
                reason=str(reason or ""),
                activity_uri=item.due.activity_uri,
                type=str(item.document.get("type"))[:64],
                sender=item.due.sender_uri,
                size=len(item.due.body),
                detail=error.detail if error is not None else "",
            )
        )


def _outcome(effect: Effect) -> Outcome:
    return effect.outcome
