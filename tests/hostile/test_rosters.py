"""Rosters under attack: nobody is smuggled in, left out, renamed or signed for."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import orjson
import pytest
from aiohttp import web

from federation import rostering, rosters
from federation.contexts import CONTEXT
from federation.errors import FederationError, Reason, Rejected
from federation.rosters import Rosters
from federation.signatures.keys import PrivateKey, generate_ed25519
from federation.signatures.proof import add_proof
from federation.verified import Verified, by_signature
from models import addresses, sql
from models.actions import accounts, roster
from models.database import Database
from models.home import Home
from models.values.roster import Founding, PartnerInvite
from tests.clock import StillClock
from tests.factories import make_account
from tests.federation.inbound import Instance, RemoteActor, running_instance
from tests.federation.outbound import give_keys
from tests.peer import Peer, running_peer

HOME = "alpha.example"


class Bench:
    """alpha.example with its Organization, and other partners that are really served."""

    def __init__(self, instance: Instance, peer: Peer, ours: PrivateKey) -> None:
        self.instance, self.ours = instance, ours
        self.home, self.clock = instance.federation.home, instance.clock
        self.beta = Organization(peer, "alpha.test")
        self.gamma = Organization(peer, "beta.test")
        self.mallory = Organization(peer, "other.test")
        self.rosters = Rosters(instance.federation)

    def seat(self, organization: "Organization") -> dict[str, str]:
        return {
            "domain": organization.authority,
            "name": organization.host,
            "actor": organization.uri,
            "key": organization.ed25519.public().multibase(),
            "inbox": f"{organization.base}/inbox",
        }

    def our_seat(self) -> dict[str, str]:
        return {
            "domain": HOME,
            "name": "Alpha",
            "actor": addresses.partner_actor(self.home.base_url),
            "key": self.ours.public().multibase(),
            "inbox": addresses.shared_inbox(self.home.base_url),
        }

    def document(self, *others: "Organization", **changes: Any) -> dict[str, Any]:
        """Return a draft by beta with alpha and the others."""
        seats = [self.our_seat(), *(self.seat(each) for each in (self.beta, *others))]
        return {
            "id": f"{self.beta.base}/rosters/1",
            "type": "Roster",
            "community": f"{self.beta.base}/c/harbour",
            "slug": "harbour",
            "name": "Harbour",
            "summary": "",
            "domain": self.beta.authority,
            "version": 1,
            "host": self.beta.authority,
            "partners": sorted(seats, key=lambda seat: seat["domain"]),
            **changes,
        }

    async def heard(self, sender: "Organization", kind: str, shown: Any) -> Verified:
        """Return an activity of `sender` as processing would hand it over."""
        account = await accounts.by_uri(sender.uri)
        if account is None:
            account = await make_account(
                "partner", sender.authority, uri=sender.uri, type="Organization"
            )
        document = sender.activity(kind, shown)
        return by_signature(document["id"], document, b"", account, sender.uri)

    async def offer(self, sender: "Organization", shown: Any) -> None:
        verified = await self.heard(sender, "Offer", shown)
        await rosters.receive_offer(self.instance.federation, verified)

    async def accept(self, sender: "Organization", shown: Any) -> None:
        verified = await self.heard(sender, "Accept", shown)
        await rosters.receive_signature(self.instance.federation, verified)

    async def refused(self, sender: "Organization", shown: Any) -> Reason:
        """Return why an Offer is refused; nothing of it may be kept."""
        before = await kept()
        with pytest.raises(FederationError) as caught:
            await self.offer(sender, shown)
        assert await kept() == before
        return caught.value.reason

    def sign(self, organization: "Organization", document: dict[str, Any]) -> dict[str, Any]:
        """Return a partner's proof of a document."""
        signed = add_proof(document, organization.ed25519, self.clock.now())
        proof: dict[str, Any] = signed["proof"]
        return proof


class Organization(RemoteActor):
    """A partner's Organization on its own server."""

    def __init__(self, peer: Peer, host: str) -> None:
        super().__init__(peer, "partner", host, "Organization")
        self.uri = addresses.partner_actor(self.base)
        self.ed25519 = generate_ed25519(addresses.proof_key(self.uri), self.uri)

        async def show(request: Any) -> Any:
            owner = _served[request.host]
            return peer_answer(owner.document())

        _served[self.authority] = self
        peer.serve("/partner", show)

    def serve(self) -> None:
        """Its document is served under /partner, by host."""

    def document(self) -> dict[str, Any]:
        served = super().document()
        return {**served, "publicKey": {**served["publicKey"], "id": f"{self.uri}#main-key"}}


_served: dict[str, Organization] = {}


def peer_answer(body: dict[str, Any]) -> Any:
    raw = orjson.dumps({**body, "@context": CONTEXT})
    return web.Response(body=raw, content_type="application/activity+json")


async def kept() -> tuple[int, int, int]:
    """Return how many drafts, signatures and partners there are."""
    counts = []
    for table in ("roster_draft", "roster_signature", "partner"):
        row = await sql.row(f"SELECT COUNT(*) AS n FROM {table}")
        assert row is not None
        counts.append(row["n"])
    return (counts[0], counts[1], counts[2])


@pytest.fixture
async def bench(database: Database, home: Home, clock: StillClock) -> AsyncIterator[Bench]:
    uri = addresses.partner_actor(home.base_url)
    organization = await make_account("partner", uri=uri, type="Organization")
    await give_keys(organization)
    async with running_peer() as peer, running_instance(home, clock) as instance:
        pair = await instance.federation.signers.pair(organization.id)
        yield Bench(instance, peer, pair.ed25519)


async def test_a_community_comes_to_be_once_everybody_signed_and_not_before(bench: Bench) -> None:
    document = bench.document(bench.gamma)
    await bench.offer(bench.beta, document)
    row = await sql.row("SELECT id FROM roster_draft")
    assert row is not None
    assert await bench.rosters.sign(row["id"]) is False
    assert await roster.communities() == []
    ours = await sql.row("SELECT proof FROM roster_signature")
    assert ours is not None
    mine = add_proof(document, bench.ours, bench.clock.now())["proof"]
    full = [mine, bench.sign(bench.beta, document), bench.sign(bench.gamma, document)]
    await bench.offer(bench.beta, {**document, "proof": full})
    (held,) = await roster.communities()
    assert {seat.domain for seat in held.partners} == {
        HOME,
        bench.beta.authority,
        bench.gamma.authority,
    }


async def test_a_proposers_own_signature_is_kept_with_its_draft_and_no_others(
    bench: Bench,
) -> None:
    document = bench.document(bench.gamma)
    foreign = {**document, "proof": bench.sign(bench.gamma, document)}
    assert await bench.refused(bench.beta, foreign) is Reason.PROOF_INVALID
    await bench.offer(bench.beta, document)
    assert await kept() == (1, 0, 0)
    for _ in range(2):
        await bench.offer(bench.beta, {**document, "proof": bench.sign(bench.beta, document)})
        assert await kept() == (1, 1, 0)
    row = await sql.row("SELECT domain FROM roster_signature")
    assert row == {"domain": bench.beta.authority}
    assert await roster.communities() == []


async def test_one_missing_signature_is_named_and_nothing_comes_into_force(bench: Bench) -> None:
    document = bench.document(bench.gamma)
    mine = add_proof(document, bench.ours, bench.clock.now())["proof"]
    with pytest.raises(Rejected, match=bench.gamma.authority) as caught:
        rostering.complete(document, [mine, bench.sign(bench.beta, document)], None)
    assert caught.value.reason is Reason.PROOF_MISSING


async def test_a_signature_counted_twice_does_not_stand_for_two(bench: Bench) -> None:
    document = bench.document(bench.gamma)
    mine = add_proof(document, bench.ours, bench.clock.now())["proof"]
    beta = bench.sign(bench.beta, document)
    assert await bench.refused(bench.beta, {**document, "proof": [mine, beta, beta]}) == (
        Reason.PROOF_MISSING
    )


async def test_a_stranger_cannot_sign_for_a_partner(bench: Bench) -> None:
    document = bench.document(bench.gamma)
    mine = add_proof(document, bench.ours, bench.clock.now())["proof"]
    beta = bench.sign(bench.beta, document)
    forged = {
        **bench.sign(bench.mallory, document),
        "verificationMethod": bench.gamma.ed25519.key_id,
    }
    for third in (bench.sign(bench.mallory, document), forged):
        reason = await bench.refused(bench.beta, {**document, "proof": [mine, beta, third]})
        assert reason is Reason.PROOF_INVALID


@pytest.mark.parametrize(
    "change",
    [
        lambda d: {**d, "name": "Harbor"},
        lambda d: {**d, "version": 2},
        lambda d: {**d, "host": HOME},
        lambda d: {**d, "summary": " "},
        lambda d: {**d, "partners": [each for each in d["partners"] if each["domain"] == HOME]},
    ],
)
async def test_what_everybody_signed_cannot_be_altered_by_the_host(
    bench: Bench, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    document = bench.document(bench.gamma)
    mine = add_proof(document, bench.ours, bench.clock.now())["proof"]
    full = [mine, bench.sign(bench.beta, document), bench.sign(bench.gamma, document)]
    reason = await bench.refused(bench.beta, {**change(document), "proof": full})
    assert reason in (Reason.PROOF_INVALID, Reason.SCHEMA_REFUSED)


async def test_a_complete_roster_that_we_never_signed_is_refused(bench: Bench) -> None:
    document = bench.document(bench.gamma)
    mine = add_proof(document, bench.ours, bench.clock.now())["proof"]
    full = [mine, bench.sign(bench.beta, document), bench.sign(bench.gamma, document)]
    assert await bench.refused(bench.beta, {**document, "proof": full}) is Reason.NOT_ALLOWED


async def test_an_offer_by_somebody_it_does_not_name_is_refused(bench: Bench) -> None:
    document = bench.document()
    assert await bench.refused(bench.mallory, document) is Reason.NOT_A_PARTNER


async def test_a_draft_without_us_or_with_another_key_of_ours_is_refused(bench: Bench) -> None:
    without = bench.document(bench.gamma)
    without["partners"] = [each for each in without["partners"] if each["domain"] != HOME]
    assert await bench.refused(bench.beta, without) is Reason.NOT_FOR_US
    wrong = bench.document()
    for seat in wrong["partners"]:
        if seat["domain"] == HOME:
            seat["key"] = bench.mallory.ed25519.public().multibase()
    assert await bench.refused(bench.beta, wrong) is Reason.KEY_REFUSED


async def test_a_draft_kept_at_another_server_than_its_proposer_is_refused(bench: Bench) -> None:
    document = bench.document(bench.gamma, id=f"{bench.gamma.base}/rosters/1")
    assert await bench.refused(bench.beta, document) is Reason.ORIGIN_MISMATCH


@pytest.mark.parametrize("member", ["actor", "inbox"])
async def test_a_partner_with_parts_of_another_server_is_refused(bench: Bench, member: str) -> None:
    document = bench.document(bench.gamma)
    for seat in document["partners"]:
        if seat["domain"] == bench.gamma.authority:
            seat[member] = bench.seat(bench.mallory)[member]
    assert await bench.refused(bench.beta, document) is Reason.ORIGIN_MISMATCH


async def test_members_that_nobody_knows_and_partners_named_twice_are_refused(
    bench: Bench,
) -> None:
    document = bench.document(bench.gamma)
    assert await bench.refused(bench.beta, {**document, "owner": bench.beta.uri}) is (
        Reason.SCHEMA_REFUSED
    )
    twice = {**document, "partners": [*document["partners"], document["partners"][-1]]}
    assert await bench.refused(bench.beta, twice) is Reason.SCHEMA_REFUSED


async def test_we_do_not_sign_a_draft_that_puts_a_false_key_beside_a_partner(bench: Bench) -> None:
    document = bench.document(bench.gamma)
    for seat in document["partners"]:
        if seat["domain"] == bench.gamma.authority:
            seat["key"] = bench.mallory.ed25519.public().multibase()
    await bench.offer(bench.beta, document)
    row = await sql.row("SELECT id FROM roster_draft")
    assert row is not None
    with pytest.raises(Rejected) as caught:
        await bench.rosters.sign(row["id"])
    assert caught.value.reason is Reason.KEY_REFUSED
    assert (await kept())[1] == 0


async def _founded(bench: Bench) -> dict[str, Any]:
    """Found a community with beta and return the draft's document."""
    founding = Founding(slug="harbour", domain="commons.example", name="Harbour", partners=())
    await bench.rosters.found(founding, (bench.beta.authority,))
    row = await sql.row("SELECT document FROM roster_draft")
    assert row is not None
    document: dict[str, Any] = orjson.loads(row["document"])
    return document


async def test_a_partner_is_discovered_from_its_own_server(bench: Bench) -> None:
    invite = await bench.rosters.discover_partner(bench.beta.authority)
    assert invite == PartnerInvite(
        domain=bench.beta.authority,
        name="Partner",
        actor_uri=bench.beta.uri,
        key=bench.beta.ed25519.public().multibase(),
        inbox=f"{bench.beta.base}/inbox",
    )


async def test_founding_is_complete_with_the_last_signature_and_no_sooner(bench: Bench) -> None:
    document = await _founded(bench)
    assert await roster.communities() == []
    await bench.accept(bench.beta, {**document, "proof": bench.sign(bench.beta, document)})
    (held,) = await roster.communities()
    assert held.is_hosted
    assert held.version == 1


async def test_a_signature_must_fit_the_draft_as_we_wrote_it(bench: Bench) -> None:
    document = await _founded(bench)
    other = {**document, "name": "Another"}
    attempts = [
        (bench.beta, {**other, "proof": bench.sign(bench.beta, other)}, Reason.PROOF_INVALID),
        (
            bench.beta,
            {**document, "proof": bench.sign(bench.gamma, document)},
            Reason.PROOF_INVALID,
        ),
        (bench.beta, document, Reason.PROOF_MISSING),
        (
            bench.gamma,
            {**document, "proof": bench.sign(bench.gamma, document)},
            Reason.NOT_A_PARTNER,
        ),
        (bench.beta, {**document, "id": "https://x.example/1"}, Reason.OBJECT_UNKNOWN),
        (bench.beta, {"id": "https://x.example/1", "type": "Invite"}, Reason.NOT_ALLOWED),
    ]
    for sender, shown, reason in attempts:
        with pytest.raises(FederationError) as caught:
            await bench.accept(sender, shown)
        assert caught.value.reason is reason
    assert await roster.communities() == []
    assert (await kept())[1:] == (1, 0)
