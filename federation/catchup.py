"""Catching up: reading what we missed from the other partners' logs.

The story. Every partner keeps a numbered log of each community: everything that had its effect
there, whoever wrote it and whichever way it came. Pushing is fast and usually enough. This room
makes sure that nothing stays missing where pushing was not enough: it asks each partner for what
follows the last number it knows and puts that through the same gate and the same processing as
everything else. An instance that is new to a community starts at number nought and so gets the
whole history.

When it asks: at the start, every `catchup_seconds`, as soon as a partner that had failed is heard
of again, and when somebody notices a gap (`nudge`). One request at a time goes to a partner for a
community; it asks for page after page until it has reached the end.

Nobody is believed for having written something into a log. Each entry goes to `processing` under
the name of the partner that handed it on, and counts by its author's proof or by asking its origin.

What happens when things go wrong:

- The partner is down: noted, asked again next time; the other partners' logs hold the same and
  more.
- The process dies: receipts and cursor are written in one transaction, so the page is either here
  or is asked for again. Entries that came another way meanwhile are known by their ids.
- An entry is malformed or too new for us: it is skipped and logged; it cannot hold up what follows.
- The log is shorter than our cursor: that partner was restored from a backup and gives its numbers
  a second time. It is read again from the start, and only what is unknown has an effect.
- A page leads nowhere (it does not move): reading stops until the next time, so nobody can keep us
  busy.
"""

import asyncio
from typing import Any

import msgspec
import structlog

from federation.context import Federation
from federation.errors import FederationError, Reason, Rejected, Unreachable
from federation.inbox import Inbox
from federation.mediatypes import ACCEPT
from federation.net.client import Sign
from federation.origin import origin_of
from federation.parsing import parse
from federation.signatures import cavage
from models import addresses
from models.actions import cursors, roster
from models.actions.receipts import NewReceipt
from models.leases import Tenure
from models.queries import inbound
from models.queries import recipients as reachable
from models.transaction import background
from models.values.roster import PartnerSeat, Roster

TOPIC = "catchup"
_LEASE = "catchup"
_PAGE_BYTES = 8_388_608
_PAGE_SECONDS = 60.0
_PAGES_AT_ONCE = 1_000
_log = structlog.get_logger()


class Entry(msgspec.Struct, frozen=True):
    """One line of a log: its number there and the exact text of the activity."""

    seq: int
    activity: str


class Page(msgspec.Struct, frozen=True):
    """A page of a partner's log, as far as it is read."""

    through: int
    newest: int
    orderedItems: list[Entry]  # noqa: N815 - the name on the wire


class CatchUp:
    """Reads the partners' logs for one instance; every worker process may run one."""

    def __init__(self, federation: Federation, inbox: Inbox) -> None:
        self._ctx = federation
        self._inbox = inbox
        self._tenure = Tenure(federation.clock, _LEASE)
        self._running: dict[tuple[int, str], asyncio.Task[int]] = {}
        self._due: dict[tuple[int, str], float] = {}
        self._fault: BaseException | None = None

    async def step(self) -> bool:
        """Begin to ask every partner whose time has come; False, because the clock says when next.

        Partners are read side by side, so that one that hangs does not keep us from the others. A
        fault of a reading that began earlier is raised here, for the supervisor.
        """
        if await self._tenure.hold() is None:
            return False
        if self._fault is not None:
            fault, self._fault = self._fault, None
            raise fault
        now = self._ctx.clock.monotonic()
        for held in await roster.communities():
            for seat in held.partners:
                place = (held.community_id, seat.domain)
                if seat.is_self or self._due.get(place, now) > now:
                    continue
                self._due[place] = now + self._ctx.settings.catchup_seconds
                self._start(held, seat)
        return False

    def nudge(self, *, domain: str | None = None, community_id: int | None = None) -> None:
        """Ask again soon: this partner is back, or something of this community is missing."""
        for place in list(self._due):
            if domain in (None, place[1]) and community_id in (None, place[0]):
                del self._due[place]
        if self._ctx.wake is not None:
            self._ctx.wake.notify(TOPIC)

    def welcome_back(self, host: str) -> None:
        """Ask a partner at once that was in trouble and is heard of again; others are no matter."""
        if any(domain == host for _, domain in self._due):
            self.nudge(domain=host)

    @property
    def is_reading(self) -> bool:
        """Whether some partner's log is being read just now."""
        return bool(self._running)

    async def close(self) -> None:
        """Stop reading and let another process go on at once; nothing that was stored is lost."""
        for task in tuple(self._running.values()):
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)
        await self._tenure.end()

    async def pull(self, held: Roster, seat: PartnerSeat) -> int:
        """Read a partner's log to its end now; returns how many entries were new."""
        return await self._start(held, seat)

    def _start(self, held: Roster, seat: PartnerSeat) -> "asyncio.Task[int]":
        """Return the one task that reads this partner's log of this community."""
        place = (held.community_id, seat.domain)
        running = self._running.get(place)
        if running is None:
            running = background(self._read(held, seat), "catchup.read")
            self._running[place] = running
            running.add_done_callback(lambda task: self._ended(place, task))
        return running

    def _ended(self, place: tuple[int, str], task: "asyncio.Task[int]") -> None:
        self._running.pop(place, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._fault = error

    async def _read(self, held: Roster, seat: PartnerSeat) -> int:
        place = (held.community_id, seat.domain)
        new = 0
        try:
            new = await self._read_on(held, seat, place)
        except FederationError as error:
            await cursors.note_failure(self._ctx.clock, place)
            _log.info(
                "catchup.failed", host=seat.domain, group=held.uri, reason=error.reason, new=new
            )
        return new

    async def _read_on(self, held: Roster, seat: PartnerSeat, place: tuple[int, str]) -> int:
        sign = await self._signature()
        log = addresses.log(str(origin_of(seat.actor_uri)), held.uri)
        seq = (await cursors.read(*place)).seq
        new = 0
        for _ in range(_PAGES_AT_ONCE):
            page = await self._page(f"{log}?after={seq}", sign)
            if page.newest < seq:
                _log.warning("catchup.restored", host=seat.domain, group=held.uri, seq=seq)
                seq = 0
                continue
            through = min(page.through, page.newest)
            found = await self._receipts(page, seat)
            new += await cursors.advance(
                self._ctx.clock, place, max(through, seq), found, self._ctx.wake
            )
            if through <= seq or through >= page.newest:
                break
            seq = through
        if new:
            _log.info("catchup.read", host=seat.domain, group=held.uri, seq=seq, new=new)
        return new

    async def _receipts(self, page: Page, seat: PartnerSeat) -> list[NewReceipt]:
        """Return the receipts of what is unknown here; malformed entries and our own left out."""
        found: dict[str, NewReceipt] = {}
        for entry in page.orderedItems:
            try:
                incoming = self._inbox.read(entry.activity.encode())
            except Rejected as refusal:
                if refusal.reason is not Reason.LOCAL_ID_FROM_OUTSIDE:
                    _log.info(
                        "catchup.skipped", host=seat.domain, seq=entry.seq, reason=refusal.reason
                    )
                continue
            found[incoming.uri] = incoming.receipt(seat.actor_uri)
        known = await inbound.known_activities(found)
        return [receipt for uri, receipt in found.items() if uri not in known]

    async def _page(self, url: str, sign: Sign) -> Page:
        host = origin_of(url).authority
        if not self._ctx.circuit.allow(host):
            raise Unreachable(host, Reason.CIRCUIT_OPEN)
        try:
            answer = await self._ctx.client.get(
                url,
                accept=ACCEPT,
                sign=sign,
                limit_bytes=_PAGE_BYTES,
                deadline_seconds=_PAGE_SECONDS,
            )
        except Unreachable:
            self._ctx.circuit.failure(host)
            raise
        if answer.status >= 500:
            self._ctx.circuit.failure(host)
            raise Unreachable(f"{url}: {answer.status}", Reason.PEER_FAILING)
        self._ctx.circuit.success(host)
        if answer.status != 200:
            raise Rejected(Reason.PEER_REFUSED, f"{url}: {answer.status}")
        limits = msgspec.structs.replace(self._ctx.settings, document_bytes=_PAGE_BYTES)
        return _read_page(parse(answer.body, limits))

    async def _signature(self) -> Sign:
        """Return what signs our requests as the Organization, whom the partners know."""
        clock = self._ctx.clock
        speaker = await reachable.account_id(addresses.partner_actor(self._ctx.home.base_url))
        if speaker is None:
            raise Unreachable("our Organization actor does not exist yet")
        key = (await self._ctx.signers.pair(speaker)).rsa
        return lambda method, url: cavage.sign_request(key, method, url, None, clock.now())


def _read_page(document: dict[str, Any]) -> Page:
    try:
        return msgspec.convert(document, Page)
    except msgspec.ValidationError as error:
        raise Rejected(Reason.SCHEMA_REFUSED, f"log page: {error}") from error
