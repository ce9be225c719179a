"""Accounts at hand: actors held in memory, so that a busy author costs no row each time.

Processing and the gate enter with uris. What is held is compared with the database by one statement
for a whole batch before it is used, so that a suspension or a new name counts at once, whichever
process made it. Bounded; the one that was used longest ago leaves first.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from federation.reading import reference
from models.ports import Clock
from models.queries import inbound
from models.tables.account import Account

_MOST = 5_000
_LATELY_SECONDS = 2.0


@dataclass(slots=True)
class Held:
    """An account with what tells whether it is still the same."""

    state: inbound.AccountState
    account: Account
    checked_at: float


class Accounts:
    """The actors of one process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: OrderedDict[str, Held] = OrderedDict()

    async def current(self, uris: Iterable[str]) -> dict[str, Account]:
        """Return the known ones of `uris` as the database has them now, the deleted ones too."""
        states = await inbound.states(set(uris))
        found: dict[str, Account] = {}
        stale: list[int] = []
        for uri, state in states.items():
            held = self._held.get(uri)
            if held is not None and held.state == state:
                self._held.move_to_end(uri)
                held.checked_at = self._clock.monotonic()
                found[uri] = held.account
            else:
                stale.append(state.id)
        for account in await inbound.accounts(stale):
            found[account.uri] = account
            self._hold(states[account.uri], account)
        return found

    async def one(self, uri: str) -> Account | None:
        """Return one account as the database has it now, or None."""
        return (await self.current([uri])).get(uri)

    async def lately(self, uri: str) -> Account | None:
        """Return one account as it was at most `_LATELY_SECONDS` ago.

        For the gate, where a suspension may be late by as much: processing looks again.
        """
        held = self._held.get(uri)
        if held is not None and self._clock.monotonic() - held.checked_at < _LATELY_SECONDS:
            return held.account
        return await self.one(uri)

    def _hold(self, state: inbound.AccountState, account: Account) -> None:
        self._held[account.uri] = Held(state, account, self._clock.monotonic())
        self._held.move_to_end(account.uri)
        if len(self._held) > _MOST:
            self._held.popitem(last=False)


def is_silenced(account: Account) -> bool:
    """Tell whether nothing by this account counts here: it is suspended or deleted."""
    since: tuple[object, ...] = (account.suspended_at, account.deleted_at)
    return any(moment is not None for moment in since)


def concerns_itself(document: dict[str, Any]) -> bool:
    """Tell whether an actor says that it has changed or ended.

    That much is heard of a suspended one too: its own server may just have let it back in.
    """
    return document.get("type") in ("Update", "Delete") and reference(
        document.get("object")
    ) == reference(document.get("actor"))


def is_refused(account: Account, document: dict[str, Any]) -> bool:
    """Tell whether this activity by this account cannot count."""
    is_deleted = bool(account.deleted_at)
    return is_deleted or (is_silenced(account) and not concerns_itself(document))
