"""A rig: one whole instance in this process, asked over real HTTP, and people who ask it."""

import re
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
from aiohttp import web

from models.actions import members, oauth
from models.settings import DatabaseSettings
from models.tables.account import Account
from models.values.member import NewKeys, NewMember
from models.values.oauth import NewApp
from server.app import create_app
from server.assembly import Assembly, assemble
from server.desk import DESK, Desk
from server.installation import install
from server.passwords import Passwords
from server.settings import Settings

DOMAIN = "alpha.test"
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
PASSWORD = "a lighthouse in the fog"
EVERYTHING = "read write follow push profile"
_CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
_CODE = re.compile(r'<p class="code"><code>([^<]+)</code>')


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The decoded body."""
        return msgspec.json.decode(self.body)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def links(self) -> dict[str, str]:
        """The addresses of the Link header by their relation."""
        found = re.findall(r'<([^>]+)>; rel="(\w+)"', self.headers.get("Link", ""))
        return {relation: address for address, relation in found}


@dataclass
class Caller:
    """Somebody who asks: with a token, or, without one, as anybody."""

    url: str
    session: aiohttp.ClientSession
    token: str = ""
    account: Account | None = None

    @property
    def id(self) -> str:
        """The account's id as the API writes it."""
        assert self.account is not None
        return str(self.account.id)

    async def ask(self, method: str, path: str, **options: Any) -> Answer:
        """Send a request; `path` may be a whole address of this instance."""
        headers = dict(options.pop("headers", {}))
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        url = path if path.startswith("http") else f"{self.url}{path}"
        options.setdefault("allow_redirects", False)
        async with self.session.request(method, url, headers=headers, **options) as response:
            return Answer(response.status, response.headers, await response.read())

    async def get(self, path: str, status: int = 200, **options: Any) -> Any:
        """Return the JSON of a GET, which must have this status."""
        return await self._json("GET", path, status, options)

    async def post(self, path: str, status: int = 200, **options: Any) -> Any:
        """Return the JSON of a POST."""
        return await self._json("POST", path, status, options)

    async def _json(self, method: str, path: str, status: int, options: dict[str, Any]) -> Any:
        answer = await self.ask(method, path, **options)
        assert answer.status == status, f"{answer.status}: {answer.text[:300]}"
        return answer.json

    async def write(self, text: str, **parameters: Any) -> Any:
        """Publish a post; returns its JSON."""
        return await self.post("/api/v1/statuses", json={"status": text, **parameters})


@dataclass
class Rig:
    """The instance and those who know it."""

    assembly: Assembly
    app: web.Application
    url: str
    session: aiohttp.ClientSession
    keys: NewKeys
    password_hash: str
    apps: dict[str, int] = field(default_factory=dict)

    @property
    def desk(self) -> Desk:
        """The shared parts."""
        return self.app[DESK]

    def anybody(self) -> Caller:
        """Return somebody without a token."""
        return Caller(self.url, self.session)

    async def app_id(self, scopes: str = EVERYTHING) -> int:
        """Return an app with these scopes."""
        if scopes not in self.apps:
            new = NewApp(name="Rig", redirect_uris=(OUT_OF_BAND,), scopes=scopes)
            self.apps[scopes] = (await oauth.create_app(self.assembly.home, new)).id
        return self.apps[scopes]

    async def member(self, username: str, scopes: str = EVERYTHING, **facts: Any) -> Caller:
        """Make a member with a token."""
        new = NewMember(
            username=username,
            email=f"{username}@mail.example",
            password_hash=self.password_hash,
            **facts,
        )
        account = await members.create(self.assembly.home, new, self.keys)
        return await self.holder(account, scopes)

    async def holder(self, account: Account, scopes: str) -> Caller:
        """Return a caller with another token of an account."""
        home = self.assembly.home
        issued = await oauth.create_token(home, await self.app_id(scopes), account.id, scopes)
        return Caller(self.url, self.session, issued.token, account)

    async def app_caller(self, scopes: str = EVERYTHING) -> Caller:
        """Return an app that acts for itself."""
        home = self.assembly.home
        issued = await oauth.create_token(home, await self.app_id(scopes), None, scopes)
        return Caller(self.url, self.session, issued.token)


class Browser:
    """A browser with its own cookies."""

    def __init__(self, url: str) -> None:
        self.url = url
        # Loopback has no name, and cookies are refused from addresses otherwise.
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def __aenter__(self) -> "Browser":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    async def open(self, path: str, **options: Any) -> Answer:
        """Open a page without following redirects."""
        return await self._ask("GET", path, options)

    async def send(self, path: str, form: Mapping[str, str], **options: Any) -> Answer:
        """Send a form without following redirects."""
        return await self._ask("POST", path, {"data": dict(form), **options})

    async def _ask(self, method: str, path: str, options: dict[str, Any]) -> Answer:
        url = path if path.startswith("http") else f"{self.url}{path}"
        headers = {"Accept": "text/html", **options.pop("headers", {})}
        async with self.session.request(
            method, url, allow_redirects=False, headers=headers, **options
        ) as response:
            return Answer(response.status, response.headers, await response.read())

    async def log_in(self, name: str, password: str = PASSWORD, next_path: str = "/") -> Answer:
        """Open the login page and send it."""
        page = await self.open("/login")
        form = {"login": name, "password": password, "next": next_path, "csrf_token": csrf(page)}
        return await self.send("/login", form)


def csrf(page: Answer) -> str:
    """Return the token of a page's form."""
    found = _CSRF.search(page.text)
    assert found is not None, page.text[:500]
    return found[1]


def shown_code(page: Answer) -> str:
    """Return the code that a page shows."""
    found = _CODE.search(page.text)
    assert found is not None, page.text[:500]
    return found[1]


def make_template(folder: Path, **more: Any) -> Settings:
    """Install an instance; its first start makes database and actors."""
    chosen: dict[str, Any] = {
        "domain": DOMAIN,
        "community_domains": ["commons.test"],
        "bind": "127.0.0.1:1",
        "test.private_addresses": True,
        "test.plain_http": True,
        "limits.requests_per_token": 10_000,
        "limits.requests_per_member": 10_000,
        "limits.requests_per_address": 10_000,
        "limits.apps_per_address": 1_000,
        "limits.uploads_per_member": 1_000,
        **more,
    }
    return install(folder / "hanse.toml", chosen).settings


def moved(settings: Settings, folder: Path, database: DatabaseSettings | None = None) -> Settings:
    """Return the settings of a copy in `folder`."""
    shutil.copytree(settings.data_path, folder / "data")
    changes: dict[str, Any] = {"data_dir": str(folder / "data")}
    if database is not None:
        changes["database"] = database
    return msgspec.structs.replace(settings, **changes)


@asynccontextmanager
async def open_rig(settings: Settings, keys: NewKeys) -> AsyncIterator[Rig]:
    """Serve an instance on a free port of loopback."""
    passwords = Passwords()
    hashed = passwords.hash_now(PASSWORD)
    passwords.close()
    async with assemble(settings) as assembly:
        app = create_app(assembly)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            async with aiohttp.ClientSession() as session:
                yield Rig(assembly, app, url, session, keys, hashed)
        finally:
            await runner.cleanup()
