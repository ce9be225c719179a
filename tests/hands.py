"""Hands: what a member does, through the same API as any app."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp
import msgspec

from tests.instances import Instance


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """A member of an instance and a token of theirs."""

    instance: str
    username: str
    token: str
    account_id: int


class APIRefusal(AssertionError):
    """An answer that is no success; `eventually` asks again, anything else fails."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text[:300]}")
        self.status = status


@dataclass
class Hand:
    """A member at work; use as an async context manager."""

    login: Login
    instance: Instance
    _session: aiohttp.ClientSession | None = None

    @property
    def uri(self) -> str:
        """The id of this member's actor."""
        return f"{self.instance.place.base_url}/users/{self.login.username}"

    @property
    def handle(self) -> str:
        """How others mention this member."""
        return f"@{self.login.username}@{self.instance.place.domain}"

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            # An instance that was killed leaves no connection that could be used again.
            connector=aiohttp.TCPConnector(force_close=True),
            timeout=aiohttp.ClientTimeout(total=20.0),
            headers={"Authorization": f"Bearer {self.login.token}"},
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, path: str, **options: Any) -> Any:
        """Ask the API; raises APIRefusal for anything but a success."""
        if self._session is None:
            raise RuntimeError("use the hand inside of its `async with`")
        url = self.instance.place.url + path
        async with self._session.request(method, url, **options) as answer:
            text = await answer.text()
            if answer.status >= 300:
                raise APIRefusal(answer.status, text)
            return msgspec.json.decode(text)

    async def post(self, text: str, *, key: str | None = None, **form: Any) -> dict[str, Any]:
        """Publish a post; `form` as in the API (`in_reply_to_id`, `visibility`, `poll`)."""
        headers = {} if key is None else {"Idempotency-Key": key}
        body = {"status": text, "language": "en", **form}
        made: dict[str, Any] = await self.call(
            "POST", "/api/v1/statuses", json=body, headers=headers
        )
        return made

    async def edit(self, post_id: str, text: str) -> dict[str, Any]:
        """Change the text of a post."""
        changed: dict[str, Any] = await self.call(
            "PUT", f"/api/v1/statuses/{post_id}", json={"status": text, "language": "en"}
        )
        return changed

    async def delete(self, post_id: str) -> None:
        """Delete a post."""
        await self.call("DELETE", f"/api/v1/statuses/{post_id}")

    async def act(self, post_id: str, verb: str) -> dict[str, Any]:
        """`favourite`, `unfavourite`, `reblog`, `unreblog`, ... a post."""
        done: dict[str, Any] = await self.call("POST", f"/api/v1/statuses/{post_id}/{verb}")
        return done

    async def vote(self, poll_id: str, *choices: int) -> None:
        """Vote in a poll."""
        body = {"choices": list(choices)}
        await self.call("POST", f"/api/v1/polls/{poll_id}/votes", json=body)

    async def show(self, post_id: str) -> dict[str, Any]:
        """Return a post as this member sees it."""
        shown: dict[str, Any] = await self.call("GET", f"/api/v1/statuses/{post_id}")
        return shown

    async def context(self, post_id: str) -> dict[str, Any]:
        """Return ancestors and descendants of a post."""
        found: dict[str, Any] = await self.call("GET", f"/api/v1/statuses/{post_id}/context")
        return found

    async def lookup(self, handle: str) -> dict[str, Any]:
        """Return an account by its handle."""
        account: dict[str, Any] = await self.call(
            "GET", "/api/v1/accounts/lookup", params={"acct": handle.removeprefix("@")}
        )
        return account

    async def search(self, text: str) -> dict[str, Any]:
        """Search, also beyond this instance."""
        found: dict[str, Any] = await self.call(
            "GET", "/api/v2/search", params={"q": text, "resolve": "true"}
        )
        return found

    async def follow(self, handle: str) -> dict[str, Any]:
        """Follow an account that this instance knows; of a Group: join it."""
        account = await self.lookup(handle)
        tie: dict[str, Any] = await self.call("POST", f"/api/v1/accounts/{account['id']}/follow")
        return tie

    async def home(self) -> list[dict[str, Any]]:
        """Return the first page of the home timeline."""
        return await self._page("/api/v1/timelines/home")

    async def public(self) -> list[dict[str, Any]]:
        """Return the first page of the public timeline."""
        return await self._page("/api/v1/timelines/public")

    async def notifications(self) -> list[dict[str, Any]]:
        """Return the newest notifications."""
        return await self._page("/api/v1/notifications")

    async def _page(self, path: str) -> list[dict[str, Any]]:
        page: list[dict[str, Any]] = await self.call("GET", path, params={"limit": 40})
        return page


async def all_of(*waiting: Any) -> list[Any]:
    """Do several things at once."""
    return list(await asyncio.gather(*waiting))


async def status_of(doing: Coroutine[Any, Any, Any]) -> int:
    """Do something and return with which status it was refused, 200 if it was not."""
    try:
        await doing
    except APIRefusal as refusal:
        return refusal.status
    return 200
