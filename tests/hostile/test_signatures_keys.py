"""Attack catalogue, group K: a key that is not the actor's own opens nothing."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from federation.errors import Gone, Reason, Rejected, SignatureInvalid, Unreachable
from federation.settings import FederationSettings
from federation.signatures import keys
from federation.signatures.documents import KeyFinder, actor_keys, listed_key
from federation.signatures.keyring import KeyRing
from models.rules import multibase
from tests.federation.signatures.rig import (
    ALICE,
    ED25519,
    HOME,
    OTHER_RSA,
    RSA,
    House,
    ManualClock,
    Peer,
)

KEY_ID = RSA.key_id
STANDALONE = "https://peer.example/keys/1"
VICTIM = "https://victim.example/users/vera"


@pytest.fixture
def house() -> House:
    return House()


class Web:
    """The documents of all servers by their ids, and how often each was asked for."""

    def __init__(self, *documents: dict) -> None:
        self.documents = {document["id"]: document for document in documents}
        self.asked: list[str] = []

    async def __call__(self, uri: str) -> dict:
        self.asked.append(uri)
        if uri not in self.documents:
            raise Rejected(Reason.PEER_REFUSED, "404")
        return self.documents[uri]


def actor(uri: str, *entries: object) -> dict:
    return {"id": uri, "type": "Person", "publicKey": list(entries)}


def key_entry(key_id: str = KEY_ID, owner: str = ALICE) -> dict:
    return {"id": key_id, "owner": owner, "publicKeyPem": RSA.public().pem()}


async def refused(work, reason: Reason, status: int = 401) -> None:
    with pytest.raises(Rejected) as caught:
        await work
    assert (caught.value.reason, caught.value.status) == (reason, status), caught.value.detail


@pytest.mark.parametrize("name", ["owner", "controller"])
async def test_k1_key_that_names_a_victim_as_owner(name):
    entry = {"id": KEY_ID, name: VICTIM, "publicKeyPem": RSA.public().pem()}
    web = Web(actor(ALICE, entry))
    await refused(KeyFinder(web)(KEY_ID), Reason.KEY_OWNER_MISMATCH)
    assert actor_keys(web.documents[ALICE]) == ()


async def test_k1_standalone_key_that_names_a_victim_elsewhere():
    web = Web(
        {"type": "CryptographicKey", **key_entry(STANDALONE, VICTIM)},
        actor(VICTIM, key_entry(f"{VICTIM}#main-key", VICTIM)),
    )
    await refused(KeyFinder(web)(STANDALONE), Reason.KEY_OWNER_MISMATCH)
    assert web.asked == [STANDALONE], "the victim's server is not even asked"


@pytest.mark.parametrize("listed", [(), (key_entry(),), (f"{STANDALONE}0",)])
async def test_k1_owner_that_does_not_list_the_key_back(listed):
    web = Web({"type": "CryptographicKey", **key_entry(STANDALONE)}, actor(ALICE, *listed))
    await refused(KeyFinder(web)(STANDALONE), Reason.KEY_OWNER_MISMATCH)


async def test_k1_owner_that_lists_another_key_under_this_id():
    other = {**key_entry(STANDALONE), "publicKeyPem": OTHER_RSA.public().pem()}
    web = Web({"type": "CryptographicKey", **key_entry(STANDALONE)}, actor(ALICE, other))
    await refused(KeyFinder(web)(STANDALONE), Reason.KEY_OWNER_MISMATCH)


async def test_k1_owner_and_controller_that_differ():
    entry = {**key_entry(), "controller": VICTIM}
    with pytest.raises(SignatureInvalid) as caught:
        listed_key(actor(ALICE, entry), KEY_ID)
    assert caught.value.reason is Reason.KEY_OWNER_MISMATCH


async def test_k2_key_on_another_origin_than_its_actor(house: House):
    foreign = "https://evil.example/key"
    with pytest.raises(SignatureInvalid) as caught:
        listed_key(actor(ALICE, key_entry(foreign)), foreign)
    assert caught.value.reason is Reason.KEY_OWNER_MISMATCH
    house.server.published[foreign] = keys.PublicKey(foreign, ALICE, "rsa", RSA.public().key)
    request = Peer(house.clock.now(), key_id=foreign).cavage()
    await refused(house.verify(request), Reason.KEY_OWNER_MISMATCH)


async def test_k3_document_that_is_not_the_key_that_was_asked_for(house: House):
    web = Web(actor(ALICE, key_entry()))
    web.documents[STANDALONE] = {"type": "CryptographicKey", **key_entry("https://peer.example/2")}
    await refused(KeyFinder(web)(STANDALONE), Reason.KEY_REFUSED)
    await refused(KeyFinder(web)(f"{ALICE}#other-key"), Reason.KEY_REFUSED)
    house.server.published[STANDALONE] = RSA.public()
    await refused(house.ring.resolve(STANDALONE), Reason.KEY_REFUSED)
    assert len(house.ring._known) == 0


@pytest.mark.parametrize("key_id", [f"https://{HOME}/users/root#main-key", f"https://{HOME}/"])
async def test_k4_key_on_our_own_domain(house: House, key_id):
    request = Peer(house.clock.now(), key_id=key_id).cavage()
    await refused(house.verify(request), Reason.KEY_REFUSED)
    assert house.server.fetches == house.server.loads == []


async def test_k4_key_where_the_guard_lets_nobody_go(house: House):
    key_id = "http://169.254.169.254/latest"
    house.server.published[key_id] = Rejected(Reason.ADDRESS_REFUSED)
    request = Peer(house.clock.now(), key_id=key_id).cavage()
    await refused(house.verify(request), Reason.KEY_REFUSED)


async def test_k5_key_server_down_is_asked_once_and_answers_503(house: House):
    house.server.published[KEY_ID] = Unreachable("502")
    for _ in range(10):
        with pytest.raises(Unreachable) as caught:
            await house.verify(Peer(house.clock.now()).cavage())
        assert (caught.value.reason, caught.value.status) == (Reason.KEY_UNREACHABLE, 503)
    assert house.server.fetches == [KEY_ID]
    house.clock.advance(301)
    house.server.published[KEY_ID] = RSA.public()
    assert (await house.verify(Peer(house.clock.now()).cavage())).actor_uri == ALICE


async def test_k6_rotated_key_is_learned_by_one_refresh(house: House):
    house.server.stored[KEY_ID] = OTHER_RSA.public()
    assert (await house.verify(Peer(house.clock.now()).cavage())).actor_uri == ALICE
    assert house.server.fetches == [KEY_ID]


async def test_k6_old_signature_after_a_rotation_costs_one_refresh_and_fails(house: House):
    house.server.stored[KEY_ID] = RSA.public()
    await house.verify(Peer(house.clock.now()).cavage())
    house.server.published[KEY_ID] = OTHER_RSA.public()
    house.ring.learn(OTHER_RSA.public())
    house.clock.advance(301)
    for _ in range(20):
        old = Peer(house.clock.now()).cavage()
        await refused(house.verify(old), Reason.SIGNATURE_INVALID)
    assert house.server.fetches == [KEY_ID]


async def test_k6_refresh_that_finds_the_server_down_does_not_lose_the_activity(house: House):
    house.server.stored[KEY_ID] = OTHER_RSA.public()
    house.server.published[KEY_ID] = Unreachable("timeout")
    for _ in range(2):
        with pytest.raises(Unreachable):
            await house.verify(Peer(house.clock.now()).cavage())
    house.clock.advance(301)
    house.server.published[KEY_ID] = RSA.public()
    assert (await house.verify(Peer(house.clock.now()).cavage())).actor_uri == ALICE


def _pem(modulus_bits: int, exponent: int) -> str:
    modulus = (1 << (modulus_bits - 1)) + 1
    public = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


BAD_PEMS = {
    "RSA-1024": _pem(1024, 65537),
    "RSA-2047": _pem(2047, 65537),
    "RSA-8193": _pem(8193, 65537),
    "exponent above 2^64": _pem(2048, (1 << 64) + 1),
    "empty": "",
    "no PEM": "not a key",
    "cut off": RSA.public().pem()[:100],
    "INVALID KEY, as in Lemmy's own assets": (
        "-----BEGIN PUBLIC KEY-----\nINVALID KEY\n-----END PUBLIC KEY-----\n"
    ),
    "two megabytes": "A" * 2_000_000,
    "not ASCII": RSA.public().pem().replace("A", "Ä"),
    "lone surrogate": "\ud800",
    "private key": RSA.pem().decode(),
    "P-256": (
        "-----BEGIN PUBLIC KEY-----\n"
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf\n"
        "w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==\n"
        "-----END PUBLIC KEY-----\n"
    ),
}


@pytest.mark.parametrize("name", BAD_PEMS)
def test_k7_public_pem_out_of_bounds(name):
    with pytest.raises(SignatureInvalid) as caught:
        keys.public_from_pem(BAD_PEMS[name], KEY_ID, ALICE)
    assert (caught.value.reason, caught.value.status) == (Reason.KEY_REFUSED, 401)


def _even_exponent() -> str:
    """Build the PEM by hand, since no library writes a key that is no key."""
    der = RSA.public().key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    even = der.replace(b"\x02\x03\x01\x00\x01", b"\x02\x03\x01\x00\x02")
    assert even != der
    text = base64.b64encode(even).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n"


def test_k7_even_exponent():
    with pytest.raises(SignatureInvalid) as caught:
        keys.public_from_pem(_even_exponent(), KEY_ID, ALICE)
    assert caught.value.reason is Reason.KEY_REFUSED


@pytest.mark.parametrize(
    "raw",
    [
        b"\xed\x01" + b"\x07" * 31,
        b"\xed\x01" + b"\x07" * 33,
        b"\xec\x01" + b"\x07" * 32,
        b"",
        b"\xed\x01" + b"\0" * 32,
        b"\xed\x01\x01" + b"\0" * 31,
        b"\xed\x01\xee" + b"\xff" * 31,
    ],
    ids=[
        "31 bytes",
        "33 bytes",
        "X25519",
        "nothing",
        "order 4",
        "order 1",
        "order 1, odd spelling",
    ],
)
def test_k7_multikey_out_of_bounds(raw):
    with pytest.raises(SignatureInvalid) as caught:
        keys.public_from_multibase(multibase.encode(raw), ED25519.key_id, ALICE)
    assert caught.value.reason is Reason.KEY_REFUSED


@pytest.mark.parametrize("text", ["", "z", "u7QGw", "z0OIl", "zäöü", "z" + "1" * 40, "z" * 100_000])
def test_k7_multibase_that_is_none(text):
    with pytest.raises(SignatureInvalid):
        keys.public_from_multibase(text, ED25519.key_id, ALICE)


@pytest.mark.parametrize(
    "entry",
    [
        {"id": KEY_ID, "owner": ALICE},
        {"id": KEY_ID, "owner": ALICE, "publicKeyPem": 5},
        {"id": KEY_ID, "owner": [ALICE], "publicKeyPem": "x"},
        {"id": KEY_ID, "owner": ALICE, "publicKeyPem": "x", "publicKeyMultibase": "z"},
        {"id": KEY_ID, "owner": ALICE, "publicKeyMultibase": {}},
    ],
)
def test_k7_key_entries_of_any_shape_are_refused_and_spoil_no_neighbour(entry):
    document = {**actor(ALICE, entry), "assertionMethod": ED25519.public().to_wire()}
    with pytest.raises(SignatureInvalid):
        listed_key(document, KEY_ID)
    assert [key.key_id for key in actor_keys(document)] == [ED25519.key_id]


async def test_k8_deleted_actor_is_asked_for_once(house: House):
    house.server.published[KEY_ID] = Gone("410")
    for _ in range(20):
        with pytest.raises(Gone) as caught:
            await house.verify(Peer(house.clock.now()).cavage())
        assert caught.value.reason is Reason.PEER_GONE
    assert house.server.fetches == [KEY_ID]


FEP_8B32_SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"


def test_k9_key_printed_in_a_standard():
    secret = multibase.decode(FEP_8B32_SECRET, 34)[2:]
    ours = keys.load_private_raw(secret, ED25519.key_id, ALICE)
    with pytest.raises(SignatureInvalid) as caught:
        keys.public_from_multibase(ours.public().multibase(), ED25519.key_id, ALICE)
    assert caught.value.reason is Reason.KEY_REFUSED
    with pytest.raises(ValueError, match="public document"):
        keys.load_private(ours.pem(), ED25519.key_id, ALICE)


@pytest.mark.parametrize("key_id", ["https://peer.example/" + "x" * 2_048, "acct:a@b", "", "#k"])
async def test_key_ids_that_are_no_address(key_id):
    ring = KeyRing(_no_row, KeyFinder(Web()), ManualClock(), FederationSettings())
    await refused(ring.resolve(key_id), Reason.KEY_REFUSED)


async def _no_row(key_id: str) -> None:
    return None
