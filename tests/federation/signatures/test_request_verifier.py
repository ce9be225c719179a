"""The verifier accepts what peers really send, in both schemes."""

from datetime import timedelta

import pytest
from multidict import CIMultiDict

from federation.errors import Reason, Rejected
from federation.signatures import cavage, message
from federation.signatures.digest import digest_of
from federation.signatures.request import SignedRequest
from tests.federation.signatures.rig import ALICE, BODY, ED25519, HOME, RSA, House, Peer

URL = f"https://{HOME}/inbox"


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
@pytest.mark.parametrize("scheme", [cavage, message], ids=["cavage", "rfc9421"])
@pytest.mark.parametrize("body", [BODY, b""], ids=["post", "get"])
async def test_what_we_sign_ourselves_verifies(house: House, key, scheme, body):
    method, digest = ("POST", digest_of(body)) if body else ("GET", None)
    headers = CIMultiDict(scheme.sign_request(key, method, URL, digest, house.clock.now()))
    sender = await house.verify(SignedRequest(method, "/inbox", headers, body))
    assert sender.actor_uri == ALICE
    assert sender.key.key_id == key.key_id
    assert sender.scheme == ("cavage" if scheme is cavage else "rfc9421")
    assert sender.signed_at == house.clock.now()


PEERS = {
    "Mastodon": {"covered": "(request-target) host date digest content-type"},
    "Lemmy, hs2019 with a Date": {
        "covered": "(request-target) content-type date digest host",
        "algorithm": "hs2019",
    },
    "NodeBB": {"covered": "(request-target) host date digest"},
    "PieFed": {"covered": "(request-target) host date digest content-type"},
    "Mbin": {"covered": "(request-target) host date digest content-type"},
    "BookWyrm": {"covered": "(request-target) host date digest"},
    "tootik": {"covered": "(request-target) host date digest"},
    "Misskey": {"covered": "(request-target) date host digest"},
    "Pleroma": {"covered": "(request-target) content-length date digest host"},
    "GoToSocial": {"covered": "(request-target) host date digest", "algorithm": "hs2019"},
    "Fedify, without an algorithm": {
        "covered": "(request-target) host date digest",
        "algorithm": None,
    },
}


@pytest.mark.parametrize("name", PEERS)
async def test_a_post_signed_as_the_peer_signs_it_is_accepted(house: House, name):
    peer = Peer(house.clock.now(), **PEERS[name])
    if "content-length" in peer.covered:
        peer.extra.clear()
        request = _with_content_length(peer)
    else:
        request = peer.cavage()
    assert (await house.verify(request)).actor_uri == ALICE


def _with_content_length(peer: Peer) -> SignedRequest:
    plain = peer.headers

    def headers() -> CIMultiDict[str]:
        lines = plain()
        lines["Content-Length"] = str(len(peer.body))
        return lines

    peer.headers = headers
    return peer.cavage()


async def test_created_and_expires_of_hs2019_stand_in_for_a_date(house: House):
    seconds = int(house.clock.now().timestamp())
    peer = Peer(
        house.clock.now(),
        covered="(request-target) (created) (expires) host digest",
        algorithm="hs2019",
        extra={"created": str(seconds), "expires": str(seconds + 300)},
    )
    assert (await house.verify(peer.cavage())).signed_at == house.clock.now()


@pytest.mark.parametrize("signed_target", ["/outbox?page=2", "/outbox"])
async def test_a_get_is_accepted_signed_with_its_query_or_without(house: House, signed_target):
    peer = Peer(
        house.clock.now(),
        method="GET",
        target="/outbox?page=2",
        signed_target=signed_target,
        body=b"",
        covered="(request-target) host date",
    )
    assert (await house.verify(peer.cavage())).actor_uri == ALICE


@pytest.mark.parametrize(
    "components",
    [
        ("@method", "@target-uri", "content-digest"),
        ("@method", "@target-uri", "@authority", "host", "date", "content-digest"),
        ("content-digest", "@target-uri", "@method", "content-type"),
    ],
    ids=["Mastodon", "Fedify", "other order"],
)
@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
async def test_rfc_9421_as_peers_use_it_is_accepted(house: House, components, key):
    request = Peer(house.clock.now(), key=key).rfc9421(components)
    assert (await house.verify(request)).scheme == "rfc9421"


async def test_tag_and_nonce_and_a_fitting_alg_do_not_disturb(house: House):
    peer = Peer(house.clock.now())
    created = int(house.clock.now().timestamp())
    parameters = (
        f';created={created};expires={created + 60};keyid="{RSA.key_id}"'
        ';alg="rsa-v1_5-sha256";nonce="n";tag="activitypub"'
    )
    assert (await house.verify(peer.rfc9421(parameters=parameters))).actor_uri == ALICE


async def test_a_port_in_host_counts_only_where_it_is_unusual(house: House):
    request = Peer(house.clock.now(), host=f"{HOME.upper()}:443").cavage()
    assert (await house.verify(request)).actor_uri == ALICE
    local = Peer(house.clock.now(), host="beta.localhost:8400").cavage()
    sender = await house.verifier.verify(local, hosts=frozenset({"beta.localhost:8400"}))
    assert sender.actor_uri == ALICE


async def test_partners_have_a_narrower_clock_than_strangers():
    stranger, partner = House(), House("https://peer.example/")
    late = Peer(stranger.clock.now() - timedelta(seconds=3_500)).cavage()
    prompt = Peer(stranger.clock.now() - timedelta(seconds=290)).cavage()
    assert (await stranger.verify(late)).actor_uri == ALICE
    assert (await partner.verify(prompt)).actor_uri == ALICE
    with pytest.raises(Rejected) as caught:
        await partner.verify(late)
    assert caught.value.reason is Reason.SIGNATURE_EXPIRED


async def test_the_second_request_needs_no_look_up(house: House):
    for _ in range(3):
        await house.verify(Peer(house.clock.now()).cavage())
    assert house.server.loads == house.server.fetches == [RSA.key_id]
