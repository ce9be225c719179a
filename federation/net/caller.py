"""Caller: talks with one instance as its members' apps do, for the demo and for commands.

It goes only where its operator sends it, to one base URL that never came from outside; this is why
it needs no guard, follows no redirect and reads answers whole. Members' traffic with foreign
servers does not pass here.
"""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson

TOTAL_SECONDS = 30.0


class CallFailed(Exception):
    """Nobody answered: not started yet, stopped, or too slow. The same call may work soon."""


class CallRefused(Exception):
    """The instance answered with an error; `status` tells which."""

    def __init__(self, method: str, url: str, status: int, answer: str) -> None:
        super().__init__(f"{method} {url} was answered with {status}: {answer[:300]}")
        self.status = status


class Caller:
    """A keep-alive connection to one instance; use as an async context manager."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=TOTAL_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
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

    async def get(self, path: str, token: str = "", query: Mapping[str, str] | None = None) -> Any:
        """Return the JSON behind a path; raises CallFailed or CallRefused."""
        return await self._call("GET", path, token, params=query)

    async def send(
        self,
        method: str,
        path: str,
        token: str = "",
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Send a JSON body and return the JSON answered; raises CallFailed or CallRefused."""
        data = orjson.dumps(body or {})
        kind = {"Content-Type": "application/json", **(headers or {})}
        return await self._call(method, path, token, data=data, headers=kind)

    async def upload(
        self, path: str, token: str, file: tuple[str, bytes, str], fields: Mapping[str, str]
    ) -> Any:
        """Send `file` (name, content, media type) with `fields` as a form; returns the JSON."""
        form = aiohttp.FormData()
        for name, value in fields.items():
            form.add_field(name, value)
        name, content, mime = file
        form.add_field("file", content, filename=name, content_type=mime)
        return await self._call("POST", path, token, data=form)

    async def _call(self, method: str, path: str, token: str, **options: Any) -> Any:
        if self._session is None:
            raise RuntimeError("the caller is used outside of its `async with`")
        headers = {**(options.pop("headers", None) or {})}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        url = self._base_url + path
        try:
            async with self._session.request(
                method, url, headers=headers, allow_redirects=False, **options
            ) as answer:
                content = await answer.read()
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise CallFailed(f"{method} {url}: {error or type(error).__name__}") from error
        if answer.status >= 300:
            raise CallRefused(method, url, answer.status, content.decode("utf-8", "replace"))
        return orjson.loads(content)
