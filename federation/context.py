"""Context: all that the rooms of federation share, built once per process and passed, never global.

The server's assembly enters with `open_federation` and keeps the result open for the life of the
process. What is held here has state (pools, caches, connections); who signs our own fetches is the
instance actor, which must exist before (`members.ensure_system_actors`).
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from federation.accounts import Accounts
from federation.communities import Communities
from federation.discovery.webfinger import WebFinger
from federation.fetching import Fetcher
from federation.net.circuit import Circuit, CircuitRules
from federation.net.client import HTTPClient, Sign
from federation.observer import Observer, Unobserved
from federation.origin import IdRules
from federation.recent import Recent
from federation.settings import FederationSettings, TestMode
from federation.signatures import cavage
from federation.signatures.documents import Fetch, KeyFinder
from federation.signatures.keyring import KeyRing
from federation.signatures.keys import PrivateKey, PublicKey, public_from_multibase, public_from_pem
from federation.signatures.pool import SigningPool
from federation.signatures.verifier import RequestVerifier
from federation.signers import Signers
from federation.validation import Schemas
from models import addresses
from models.home import Home
from models.ports import Clock, Wake
from models.queries import inbound


@dataclass(frozen=True, slots=True, kw_only=True)
class Federation:
    """The parts that talk with other servers, and what they know of this one."""

    home: Home
    settings: FederationSettings
    test_mode: TestMode
    rules: IdRules
    client: HTTPClient
    circuit: Circuit
    schemas: Schemas
    fetcher: Fetcher
    recent: Recent
    webfinger: WebFinger
    keys: KeyRing
    verifier: RequestVerifier
    signers: Signers
    signing: SigningPool
    communities: Communities
    accounts: Accounts
    observer: Observer
    wake: Wake | None

    @property
    def clock(self) -> Clock:
        """The clock of the instance."""
        return self.home.clock


@asynccontextmanager
async def open_federation(
    home: Home,
    settings: FederationSettings,
    test_mode: TestMode,
    *,
    user_agent: str,
    wake: Wake | None = None,
    observer: Observer | None = None,
) -> AsyncIterator[Federation]:
    """Build all parts and open the client; the database must be open.

    Raises LookupError while the instance actor has no keys.
    """
    clock = home.clock
    signers, signing, communities = Signers(clock), SigningPool(clock), Communities(clock)
    await communities.refresh()
    client = HTTPClient(settings, test_mode, user_agent, own_hosts=home.hosts, clock=clock)
    try:
        async with client:
            sign = _signer(await _instance_key(home, signers), clock)
            reach = _Reach(home, settings, test_mode, client, sign)
            keys = KeyRing(_load_key, KeyFinder(_fetch_with(reach.recent)), clock, settings)
            yield Federation(
                home=home,
                settings=settings,
                test_mode=test_mode,
                rules=IdRules.of(settings, test_mode),
                client=client,
                circuit=reach.circuit,
                schemas=reach.schemas,
                fetcher=reach.fetcher,
                recent=reach.recent,
                webfinger=WebFinger(client, settings, test_mode),
                keys=keys,
                verifier=RequestVerifier(keys, clock, settings, communities.is_partner_authority),
                signers=signers,
                signing=signing,
                communities=communities,
                accounts=Accounts(clock),
                observer=observer or Unobserved(),
                wake=wake,
            )
    finally:
        signing.close()


class _Reach:
    """What fetches documents, built in the order in which one part needs another."""

    def __init__(
        self,
        home: Home,
        settings: FederationSettings,
        test_mode: TestMode,
        client: HTTPClient,
        sign: Sign,
    ) -> None:
        self.schemas = Schemas.load(settings)
        rules = CircuitRules(
            first_pause_seconds=settings.circuit_first_seconds,
            longest_pause_seconds=settings.circuit_longest_seconds,
        )
        self.circuit = Circuit(home.clock, rules)
        self.fetcher = Fetcher(
            client,
            settings,
            test_mode,
            sign,
            schemas=self.schemas,
            circuit=self.circuit,
            clock=home.clock,
        )
        self.recent = Recent(self.fetcher, home.clock)


async def _instance_key(home: Home, signers: Signers) -> PrivateKey:
    actor = await inbound.states([addresses.instance_actor(home.base_url)])
    if not actor:
        raise LookupError("the instance actor does not exist yet")
    return (await signers.pair(next(iter(actor.values())).id)).rsa


def _signer(key: PrivateKey, clock: Clock) -> Sign:
    """Return what signs our own fetches, each with its own date."""

    def sign(method: str, url: str) -> Mapping[str, str]:
        return cavage.sign_request(key, method, url, None, clock.now())

    return sign


def _fetch_with(recent: Recent) -> Fetch:
    async def fetch(uri: str) -> Mapping[str, Any]:
        fetched = await recent.fetch(uri)
        return fetched.body

    return fetch


async def _load_key(key_id: str) -> PublicKey | None:
    row = await inbound.key(key_id)
    if row is None:
        return None
    read = public_from_pem if row.kind == "rsa" else public_from_multibase
    return read(row.public, row.uri, row.owner)
