"""Own keys survive storage; foreign ones are bounded."""

import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import Reason, SignatureInvalid
from federation.signatures import keys
from models.rules import multibase
from tests.federation.signatures.rig import ALICE, ED25519, RSA


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
def test_a_private_key_survives_storage(key):
    again = keys.load_private(key.pem(), key.key_id, key.owner)
    assert key.public().verifies(again.sign(b"data"), b"data")
    assert again.kind == key.kind
    assert not key.public().verifies(again.sign(b"data"), b"other data")


def test_an_ed25519_key_is_its_32_secret_bytes():
    raw = ED25519.key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    again = keys.load_private_raw(raw, ED25519.key_id, ALICE)
    assert again.public().is_same_key(ED25519.public())


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
def test_a_public_key_reads_back_what_its_wire_form_shows(key):
    public, wire = key.public(), key.public().to_wire()
    if key.kind == "rsa":
        assert wire["owner"] == ALICE
        again = keys.public_from_pem(wire["publicKeyPem"], wire["id"], ALICE)
    else:
        assert wire["type"] == "Multikey"
        again = keys.public_from_multibase(wire["publicKeyMultibase"], wire["id"], ALICE)
    assert again.is_same_key(public)


def test_a_private_key_never_shows_itself():
    assert "BEGIN" not in repr(RSA)
    assert repr(RSA) == f"PrivateKey('{RSA.key_id}', rsa)"


@pytest.mark.parametrize("key_id", ['https://a.example/"', "https://a.example/\n", "https://ä.de/"])
def test_a_key_id_that_would_break_a_header_is_refused(key_id):
    with pytest.raises(ValueError, match="plain ASCII"):
        keys.PrivateKey(key_id, ALICE, "rsa", RSA.key)


def test_a_key_of_another_kind_cannot_be_ours():
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    with pytest.raises(ValueError, match="neither"):
        keys.load_private(pem, "https://a.example/k", ALICE)


def _pem(key) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _rsa_pem(modulus: int, exponent: int) -> str:
    return _pem(rsa.RSAPublicNumbers(exponent, modulus).public_key())


def test_rsa_of_8192_bits_is_still_read_and_a_longer_one_is_not():
    modulus = (1 << 8191) + 1
    assert keys.public_from_pem(_rsa_pem(modulus, 65537), "https://a.example/k", ALICE)
    with pytest.raises(SignatureInvalid) as caught:
        keys.public_from_pem(_rsa_pem((1 << 8192) + 1, 65537), "https://a.example/k", ALICE)
    assert caught.value.reason is Reason.KEY_REFUSED


@given(raw=st.binary(max_size=80))
def test_base58_reads_back_exactly_what_it_wrote(raw):
    assert multibase.decode(multibase.encode(raw), len(raw)) == raw


@given(text=st.text(alphabet=multibase._ALPHABET, max_size=48))
def test_a_base58_text_has_one_spelling_or_none(text):
    try:
        raw = multibase.decode("z" + text, 34)
    except ValueError:
        return
    assert multibase.encode(raw) == "z" + text


def test_a_megabyte_of_digits_is_refused_by_its_length():
    with pytest.raises(ValueError, match="too many"):
        multibase.decode("z" + "2" * 1_000_000, 34)


def test_the_key_of_the_521a_vector_decodes_to_an_ed25519_point():
    text = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
    public = keys.public_from_multibase(text, "https://server.example/users/alice#k", ALICE)
    assert isinstance(public.key, Ed25519PublicKey)
    assert public.multibase() == text


def test_httpsig_loads_without_pkg_resources_and_without_a_warning():
    code = (
        "import sys\n"
        "sys.modules['pkg_resources'] = None\n"
        "import federation.signatures.compat as compat\n"
        "assert sys.modules['pkg_resources'] is None\n"
        "print(compat.HeaderSigner.__module__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "httpsig.sign", done.stderr
