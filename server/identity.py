"""Identity: which member and which app stand behind a bearer token.

Routing enters here once per request. What the database said is believed for a few seconds, because
every request of a client asks the same; a token revoked in this process is forgotten at once, one
revoked by another process or a command after those seconds. Tokens are looked up by their SHA-256
and are never taken from a query string, where logs would keep them.
"""

import hashlib

import msgspec
from aiohttp import web

from models.actions import accounts, oauth
from models.errors import Forbidden, Unauthenticated
from models.home import Home
from models.ids import to_milliseconds
from models.queries import tokens
from models.queries.tokens import Preferences, TokenRow
from models.tables.account import Account

_FRESH_SECONDS = 3.0
_MOST = 10_000
_DAY_MILLISECONDS = 86_400_000


class Caller(msgspec.Struct):
    """Who asks: an app, and the member it acts for unless it acts for itself."""

    token: TokenRow
    scopes: frozenset[str]
    fresh_until: float
    account: Account | None = None
    preferences: Preferences | None = None

    @property
    def account_id(self) -> int | None:
        """The member, or None for an app's own token."""
        return self.token.account_id


class Identities:
    """Tokens of one process, each for a few seconds; bounded."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._kept: dict[bytes, Caller] = {}

    async def caller(self, request: web.BaseRequest) -> Caller | None:
        """Return who asks, or None when the request carries no token.

        Errors:
            Unauthenticated: the token does not count, or not any more.
            Forbidden: the member still waits for approval.
        """
        header = request.headers.get("Authorization")
        if header is None:
            return None
        kind, _, token = header.partition(" ")
        if kind.lower() != "bearer" or not token:
            raise Unauthenticated("no bearer token")
        key = hashlib.sha256(token.strip().encode("utf-8", "surrogateescape")).digest()
        now = self._home.clock.monotonic()
        kept = self._kept.get(key)
        if kept is not None and kept.fresh_until > now:
            return kept
        return await self._look_up(key, now)

    async def _look_up(self, key: bytes, now: float) -> Caller:
        found = await tokens.find(key.hex())
        if found is None:
            self._kept.pop(key, None)
            raise Unauthenticated("no such token")
        if found.state == "waiting":
            raise Forbidden("Your login is currently pending approval")
        caller = Caller(found, frozenset(found.scopes.split()), now + _FRESH_SECONDS)
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[key] = caller
        today = to_milliseconds(self._home.clock.now())
        if found.last_used_at is None or today - found.last_used_at > _DAY_MILLISECONDS:
            await oauth.note_use(self._home, found.id, found.account_id)
        return caller

    async def account(self, caller: Caller) -> Account:
        """Return the member's account, as fresh as the token.

        Errors:
            Unauthenticated: the account has gone in the meantime.
        """
        if caller.account is None:
            account_id = caller.token.account_id
            found = None if account_id is None else await accounts.by_id(account_id)
            if found is None:
                raise Unauthenticated("the account has gone")
            caller.account = found
        return caller.account

    async def preferences(self, caller: Caller) -> Preferences | None:
        """Return the member's defaults, as fresh as the token; None for an app's own token."""
        if caller.preferences is None and caller.account_id is not None:
            caller.preferences = await tokens.preferences(caller.account_id)
        return caller.preferences

    def forget(self, token: str) -> None:
        """Believe nothing about this token any more."""
        self._kept.pop(hashlib.sha256(token.encode()).digest(), None)

    def forget_all(self) -> None:
        """Believe nothing about any token any more."""
        self._kept.clear()

    def forget_account(self, account_id: int) -> None:
        """Believe nothing about any token of this member: the profile or the password changed."""
        gone = [key for key, each in self._kept.items() if each.account_id == account_id]
        for key in gone:
            del self._kept[key]
