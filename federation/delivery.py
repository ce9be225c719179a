"""Delivery: from rows in the database to requests at other servers' inboxes.

The story. `publish` wrote one activity and one small row per inbox, in the transaction that
finished the event; from then on nothing in memory matters. This room claims *lanes*: a lane is one
destination with its rows in order. A lane has one request in flight, many lanes run at once, and a
slow server holds up nobody but itself. Outcomes are collected for some milliseconds and written
together, so a thousand deliveries cost a few statements.

What happens when things go wrong:

- The process dies after the commit: the rows are still there, the lease runs out, the lane is
  claimed again. It dies after the peer said yes and before that was written: the peer gets the same
  bytes once more, with the same activity id, and must ignore them, as every server does.
- The process hangs and wakes up after its lease: it sends nothing more, because it compares its own
  clock first, and what it still writes under its old token changes no lane.
- The peer is slow, busy or broken (no answer, 5xx, 408, 429, a redirect): the whole lane waits,
  longer each time, with jitter, at most an hour; Retry-After is obeyed within that hour. The
  circuit of the host spares us from dialling. A lane in trouble competes for a quarter of the
  connections only, so fifty black holes leave the healthy servers' latency alone. A request from
  that host, or a success there, wakes the lane at once (`hosts.HostWatch`).
- The peer refuses one activity (4xx): a stranger is not asked again. For a partner the row is
  parked, tried again each hour and shown to the operator, and the rows behind it go on.
- The peer refuses us (a partner's 401, 404, 410): the lane waits until somebody mended it.
- A stranger answers 404 or 410, or fails for weeks: it is retired and gets nothing until it is
  heard of. A partner is tried for ever.
- The post was deleted while its Create waited: the bytes are gone, the row is dropped unsent, and
  the Delete behind it goes out.

Order is kept per destination. What an outage of weeks left behind is not only pushed from here: a
partner also reads our log (`catchup`), so a lane that never gets through loses nothing either.
"""

import asyncio
import secrets
from collections import OrderedDict, defaultdict
from datetime import timedelta

import structlog

from federation.hosts import HostWatch
from federation.lanes import LanePool, Outcome, Outcomes, settlements
from federation.retry import Answer
from federation.sending import Envelope, Sender, Sent
from federation.settings import FederationSettings
from models.actions import deliveries as queue
from models.actions.deliveries import Lane
from models.actions.settlements import Failure, Parking, Settlement, settle
from models.ids import to_milliseconds
from models.ports import Clock, Wake
from models.queries import deliveries as waiting
from models.queries.deliveries import Item
from models.transaction import background

_ITEMS_OF_A_LANE = 20
_GATHER_SECONDS = 0.02
_LOOK_SECONDS = 10.0
_DRAIN_SECONDS = 10.0
_ENVELOPES = 256
_log = structlog.get_logger()

_Work = list[tuple[Item, Envelope | None]]


class Deliverer:
    """Delivers for one process; several may run on one database."""

    def __init__(
        self,
        sender: Sender,
        hosts: HostWatch,
        settings: FederationSettings,
        clock: Clock,
        wake: Wake,
    ) -> None:
        self._sender = sender
        self._hosts = hosts
        self._settings = settings
        self._clock = clock
        self._wake = wake
        most = settings.concurrent_deliveries
        self._bell = asyncio.Event()
        self._healthy = LanePool(slots=most, is_failing=False, ring=self._bell.set)
        self._failing = LanePool(slots=max(1, most // 4), is_failing=True, ring=self._bell.set)
        self._outcomes = Outcomes()
        self._envelopes: OrderedDict[int, Envelope | None] = OrderedDict()
        self._lanes: set[asyncio.Task[None]] = set()
        self._fault: BaseException | None = None
        self._is_closing = False
        # The lease must outlive the last request begun under it by far.
        self._lease_seconds = 4 * settings.request_seconds + 60.0

    async def run(self) -> None:
        """Deliver until cancelled, then finish what is in flight and give the other lanes back."""
        self._is_closing, self._fault = False, None
        helpers = (
            background(self._listen(), "delivery.listen"),
            background(self._settle_always(), "delivery.settle"),
        )
        for helper in helpers:
            helper.add_done_callback(self._ended)
        try:
            while self._fault is None:
                self._bell.clear()
                await self._fill(self._healthy)
                await self._fill(self._failing)
                await self._bell.wait()
            raise self._fault
        finally:
            self._is_closing = True
            for helper in helpers:
                helper.cancel()
            await asyncio.gather(*helpers, return_exceptions=True)
            await self._drain()

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Let a fault of a part end the whole, so that the supervisor hears of it."""
        self._lanes.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._fault = error
            self._bell.set()

    async def _listen(self) -> None:
        """Ring when something was enqueued anywhere, and when the next retry is due."""
        while True:
            due = await waiting.next_due()
            pause = _LOOK_SECONDS
            if due is not None:
                ahead = (due - to_milliseconds(self._clock.now())) / 1000
                pause = min(max(ahead, 0.05), _LOOK_SECONDS)
            await self._wake.wait(queue.TOPIC, pause)
            self._bell.set()

    async def _fill(self, pool: LanePool) -> None:
        """Claim as many lanes as there is room for, and start them."""
        room = pool.room()
        if room == 0:
            return
        token = secrets.token_hex(16)
        deadline = self._clock.monotonic() + self._lease_seconds - self._settings.request_seconds
        lease_ms = int(self._lease_seconds * 1000)
        lanes = await queue.claim(self._clock, token, room, lease_ms, is_failing=pool.is_failing)
        if len(lanes) == room:
            self._bell.set()
        work = await self._work([lane.id for lane in lanes])
        for lane in lanes:
            pool.enter()
            outcome = Outcome(token, lane.id)
            task = background(
                self._run_lane(pool, lane, work[lane.id], outcome, deadline), "delivery.lane"
            )
            self._lanes.add(task)
            task.add_done_callback(self._ended)

    async def _work(self, lanes: list[int]) -> defaultdict[int, _Work]:
        """Return what each lane has to send, with the envelopes that most of them share."""
        items = await waiting.items(self._clock, lanes, _ITEMS_OF_A_LANE)
        wanted = {item.activity_id for item in items}
        missing = [identifier for identifier in wanted if identifier not in self._envelopes]
        for identifier, packet in (await waiting.packets(missing)).items():
            self._envelopes[identifier] = Envelope.of(packet)
        work: defaultdict[int, _Work] = defaultdict(list)
        for item in items:
            work[item.destination_id].append((item, self._envelopes.get(item.activity_id)))
        while len(self._envelopes) > _ENVELOPES:
            self._envelopes.popitem(last=False)
        return work

    async def _run_lane(
        self, pool: LanePool, lane: Lane, work: _Work, outcome: Outcome, deadline: float
    ) -> None:
        """Send a lane's rows one after the other, until one makes it wait."""
        try:
            for item, envelope in work:
                if envelope is None:
                    # The activity was erased: nobody shall get it any more.
                    outcome.removed.append(item.id)
                    continue
                async with pool.slot():
                    if self._is_closing or self._clock.monotonic() > deadline:
                        return
                    sent = await self._sender.send(lane, envelope, item.signer_id)
                if not self._judge(lane, item, envelope, sent, outcome):
                    return
        finally:
            self._outcomes.add(outcome)
            pool.leave()

    def _judge(
        self, lane: Lane, item: Item, envelope: Envelope, sent: Sent, outcome: Outcome
    ) -> bool:
        """Note what came of one row; returns whether the lane goes on."""
        if sent.answer is Answer.DONE:
            outcome.removed.append(item.id)
            outcome.is_answered = True
            self._hosts.seen(lane.host)
            _tell_done(lane, envelope)
            return True
        _log.info(
            f"delivery.{sent.answer}",
            trace=envelope.uri,
            host=lane.host,
            reason=sent.reason,
            detail=sent.detail,
            is_partner=lane.is_partner,
        )
        now = self._clock.now()
        if sent.answer is Answer.REFUSED:
            outcome.is_answered = True
            if lane.is_partner:
                again = now + timedelta(seconds=self._settings.retry_cap_seconds)
                moment = to_milliseconds(again)
                outcome.parked.append(Parking(item.id, lane.id, sent.reason, moment))
            else:
                outcome.removed.append(item.id)
            return True
        if sent.answer is Answer.CLOSED or self._is_hopeless(lane, sent):
            outcome.retired = sent.reason
            return False
        is_first = outcome.is_answered or lane.failing_since is None
        outcome.failure = Failure(
            destination_id=lane.id,
            reason=sent.reason,
            next_at=to_milliseconds(now + sent.pause),
            failures=(0 if outcome.is_answered else lane.failures) + int(sent.is_attempt),
            failing_since=to_milliseconds(now) if is_first else lane.failing_since or 0,
        )
        return False

    def _is_hopeless(self, lane: Lane, sent: Sent) -> bool:
        """Tell whether a stranger has failed for so long that it gets nothing more."""
        if lane.is_partner or lane.failing_since is None or not sent.is_attempt:
            return False
        age = to_milliseconds(self._clock.now()) - lane.failing_since
        return age > self._settings.retire_stranger_after_days * 86_400_000

    async def _settle_always(self) -> None:
        """Write outcomes as they come, some milliseconds' worth at a time."""
        while True:
            await self._outcomes.arrived.wait()
            await asyncio.sleep(_GATHER_SECONDS)
            await self._settle()

    async def _settle(self) -> None:
        outcomes = self._outcomes.take()
        is_written = False
        try:
            for settlement in settlements(outcomes):
                await settle(self._clock, settlement, self._wake)
                self._ring_for(settlement)
            is_written = True
        finally:
            # Writing an outcome twice changes nothing, because its token counts only once.
            if not is_written:
                self._outcomes.add(*outcomes)

    def _ring_for(self, settlement: Settlement) -> None:
        """Ring when the first of these lanes may be tried again, if nobody looks before."""
        moments = [row.next_at for row in settlement.failed]
        moments += [row.next_at for row in settlement.parked]
        if moments:
            ahead = (min(moments) - to_milliseconds(self._clock.now())) / 1000
            if ahead < _LOOK_SECONDS:
                asyncio.get_running_loop().call_later(max(ahead, 0) + 0.002, self._bell.set)

    async def _drain(self) -> None:
        """Let requests in flight end, write what they brought, give everything else back."""
        if self._lanes:
            await asyncio.wait(self._lanes, timeout=_DRAIN_SECONDS)
        for task in tuple(self._lanes):
            task.cancel()
        await asyncio.gather(*self._lanes, return_exceptions=True)
        await self._settle()


def _tell_done(lane: Lane, envelope: Envelope) -> None:
    # A partner's line ends the story that its trace tells; a thousand followers' servers would
    # only bury it.
    tell = _log.info if lane.is_partner else _log.debug
    tell("delivery.done", trace=envelope.uri, host=lane.host)
