"""A league: several real instances on one bad network, with one community founded by most of them.

Founding, keys and logins take seconds, so they are made once for each engine and test process, and
every journey starts from a copy of the stopped instances. Names carry a port, which the copies
share: two leagues of one original never run at the same time.
"""

import asyncio
import os
import random
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from federation.errors import FederationError
from models.actions import oauth
from models.home import Home
from models.values.oauth import NewApp
from models.values.roster import Founding
from server import communities, members
from server.assembly import assemble
from server.members import Newcomer
from tests import comparing, instances
from tests.hands import Hand, Login
from tests.instances import Instance, Place, eventually
from tests.outsider import Outsider
from tests.proxy import Network, free_port

PEOPLE = {
    "alpha": ("anna", "arne"),
    "beta": ("bela", "birk"),
    "gamma": ("carl", "cora"),
    "delta": ("dora", "dirk"),
}
FOUNDERS = ("alpha", "beta", "gamma")
HOST = "alpha"
OUTSIDER = "outsider"
SLUG = "commons"
PASSWORD = "a quiet harbour at night"
_SCOPES = "read write follow push"
_NUMBERS = {name: number for number, name in enumerate((*PEOPLE, OUTSIDER), start=1)}

NewURL = Callable[[str], str]
"""Returns the URL of a fresh database, or of a copy of one."""


def _address(source: str, target: str) -> str:
    return f"127.1.{_NUMBERS[source]}.{_NUMBERS[target]}"


def _resolver(source: str) -> dict[str, str]:
    known = {f"{name}.test": _address(source, name) for name in _NUMBERS if name != source}
    host = _address(source, HOST) if source != HOST else "127.0.0.1"
    return {**known, "commons.test": host}


@dataclass
class Original:
    """The stopped instances that journeys start from."""

    port: int
    binds: dict[str, int]
    instances: dict[str, Instance]
    logins: dict[tuple[str, str], Login] = field(default_factory=dict)

    def place(self, name: str, folder: Path, database_url: str) -> Place:
        """Return where an instance of this league lives when its files are in `folder`."""
        return Place(
            name=name,
            port=self.port,
            bind=f"127.0.0.1:{self.binds[name]}",
            folder=folder / name,
            resolver=_resolver(name),
            community_domains=(f"commons.test:{self.port}",) if name == HOST else (),
            database_url=database_url,
        )


@dataclass
class League:
    """Instances that run, and the network between them."""

    original: Original
    instances: dict[str, Instance]
    network: Network
    seed: int
    chance: random.Random
    _stack: AsyncExitStack
    _hands: dict[str, Hand] = field(default_factory=dict)

    @property
    def group(self) -> str:
        """How the community is mentioned."""
        return f"@{SLUG}@commons.test:{self.original.port}"

    @property
    def group_uri(self) -> str:
        """The id of the Group actor."""
        return f"http://commons.test:{self.original.port}/c/{SLUG}"

    def __getitem__(self, name: str) -> Instance:
        """Return an instance by its name."""
        return self.instances[name]

    def partners(self, *names: str) -> list[Instance]:
        """Return these instances, or the founders."""
        return [self.instances[name] for name in names or FOUNDERS]

    async def start(self, *names: str) -> None:
        """Start these instances, side by side."""
        await asyncio.gather(*(self.instances[name].start() for name in names))

    async def hand(self, username: str) -> Hand:
        """Return a member by name, ready to act."""
        if username not in self._hands:
            login = next(
                each for (_, name), each in self.original.logins.items() if name == username
            )
            hand = Hand(login, self.instances[login.instance])
            self._hands[username] = await self._stack.enter_async_context(hand)
        return self._hands[username]

    async def hands(self, *usernames: str) -> list[Hand]:
        """Return several members."""
        return [await self.hand(username) for username in usernames]

    async def outsider(self, username: str = "olga") -> Outsider:
        """Let a server of another make come up, with one person on it."""
        outsider = Outsider(self.original.port, username, self._routes())
        bind = await self._stack.enter_async_context(outsider)
        for name in self.instances:
            self.network.link(name, OUTSIDER).target = f"http://{bind}"
        return outsider

    def _routes(self) -> dict[str, str]:
        routes = {each.place.domain: each.place.url for each in self.instances.values()}
        return {**routes, f"commons.test:{self.original.port}": self.instances[HOST].place.url}


async def build(folder: Path, new_url: NewURL, migrated: Path | None = None) -> Original:
    """Make the instances, their members and the community, and stop them again.

    `migrated` is an empty SQLite file to begin with, because migrating takes longer than copying.
    """
    addresses = [_address(one, other) for one in _NUMBERS for other in _NUMBERS if one != other]
    port = free_port(addresses)
    binds = {name: free_port(["127.0.0.1"]) for name in PEOPLE}
    original = Original(port, binds, {})
    for name in PEOPLE:
        place = original.place(name, folder, new_url(name))
        original.instances[name] = instances.make(place)
        if migrated is not None:
            shutil.copyfile(migrated, original.instances[name].file)
        for login in await _populate(original.instances[name]):
            original.logins[name, login.username] = login
    async with _running(original, original.instances, 0) as league:
        await league.start(*FOUNDERS)
        await _found(league)
        await asyncio.gather(*(_join(league, name) for name in FOUNDERS))
        await eventually(lambda: comparing.settled(*league.partners()))
    return original


async def _populate(instance: Instance) -> list[Login]:
    async with assemble(instance.settings), members.at_home(instance.settings) as home:
        app = await oauth.create_app(
            home,
            NewApp(name="journeys", redirect_uris=("urn:ietf:wg:oauth:2.0:oob",), scopes=_SCOPES),
        )
        return [
            await _member(home, instance.name, username, app.id)
            for username in PEOPLE[instance.name]
        ]


async def _member(home: Home, instance: str, username: str, app_id: int) -> Login:
    newcomer = Newcomer(username=username, email=f"{username}@mail.example", password=PASSWORD)
    account = await members.add(home, newcomer)
    issued = await oauth.create_token(home, app_id, account.id, _SCOPES)
    return Login(instance=instance, username=username, token=issued.token, account_id=account.id)


async def found(league: League, founders: tuple[str, ...] = FOUNDERS) -> None:
    """Let the host write and offer the founding document."""
    host = league[HOST]
    founding = Founding(
        slug=SLUG,
        domain=f"commons.test:{league.original.port}",
        name="Repair Commons",
        summary="Mending together.",
        partners=(),
    )
    others = tuple(league[name].place.domain for name in founders if name != HOST)
    async with assemble(host.settings) as assembly:
        await communities.found(assembly, founding, others)


async def sign(league: League, name: str) -> None:
    """Let a partner sign the draft that waits for it, as soon as it has arrived."""

    async def waits() -> int:
        drafts = await league[name].rows("SELECT id FROM roster_draft WHERE state = 'open'")
        assert drafts, f"no draft has reached {name}"
        return int(drafts[-1]["id"])

    draft = await eventually(waits)
    async with assemble(league[name].settings) as assembly:
        try:
            await communities.accept(assembly, draft)
        except FederationError as error:
            raise AssertionError(f"{name} cannot sign: {error.reason} {error.detail}") from error


async def _found(league: League) -> None:
    await found(league)
    for name in FOUNDERS:
        if name != HOST:
            await sign(league, name)
    await asyncio.gather(*(active(each) for each in league.partners()))


async def active(instance: Instance, version: int = 1) -> None:
    """Wait until the roster of this version is in force at an instance."""

    async def look() -> None:
        found = await instance.rows("SELECT state, roster_version FROM community")
        assert found == [{"state": "active", "roster_version": version}], (instance.name, found)

    await eventually(look)


async def _join(league: League, name: str) -> None:
    for username in PEOPLE[name]:
        hand = await league.hand(username)
        await hand.follow(league.group)
    await eventually(lambda: has_joined(league[name], len(PEOPLE[name])))


async def has_joined(instance: Instance, count: int) -> None:
    """Fail unless so many members of this instance have joined the community."""
    joined = await instance.value(
        "SELECT count(*) AS n FROM follow f JOIN account t ON t.id = f.target_id JOIN account a"
        " ON a.id = f.follower_id WHERE t.type = 'Group' AND f.state = 'accepted' AND a.is_local"
    )
    assert joined == count, f"{joined} of {count} have joined at {instance.name}"


@asynccontextmanager
async def running(
    original: Original, folder: Path, copy_url: NewURL, seed: int
) -> AsyncIterator[League]:
    """Copy a league into `folder` and open its network; nothing is started yet."""
    copies = {
        name: instances.copy(each, original.place(name, folder, copy_url(name)))
        for name, each in original.instances.items()
    }
    async with _running(original, copies, seed) as league:
        yield league


@asynccontextmanager
async def _running(
    original: Original, copies: dict[str, Instance], seed: int
) -> AsyncIterator[League]:
    network = Network(original.port, seed)
    for source in _NUMBERS:
        for target in copies:
            if source != target:
                bind = f"http://127.0.0.1:{original.binds[target]}"
                network.connect((source, target), _address(source, target), bind)
        if source in copies:
            nobody = "http://127.0.0.1:9"
            network.connect((source, OUTSIDER), _address(source, OUTSIDER), nobody)
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(network)
        league = League(original, copies, network, seed, chance, stack)
        try:
            yield league
        finally:
            await asyncio.gather(*(each.stop() for each in copies.values()))


def seed_of_this_run() -> int:
    """Return the seed of JOURNEY_SEED, or a new one; journeys print it when they fail."""
    return int(os.environ.get("JOURNEY_SEED") or random.SystemRandom().randrange(1_000_000))


def save(logins: dict[tuple[str, str], Login]) -> bytes:
    """Return the logins as JSON, for a look at a league by hand."""
    return msgspec.json.encode(list(logins.values()))
