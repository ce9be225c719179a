"""Proofs hold through any number of hands and break at the smallest change."""

import copy
import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import example, given
from hypothesis import strategies as st

from federation.errors import Reason, Rejected, SignatureInvalid
from federation.signatures import canonical
from federation.signatures.keys import PublicKey, generate_ed25519
from federation.signatures.proof import (
    add_proof,
    countersign,
    proof_key_id,
    proof_key_ids,
    verify_proof,
    verify_proofs,
)
from models.rules import multibase
from tests.federation.signatures.rig import ALICE, ED25519, RSA

CREATED = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOTE = {
    "@context": ["https://www.w3.org/ns/activitystreams"],
    "id": "https://peer.example/notes/1",
    "type": "Note",
    "attributedTo": ALICE,
    "content": "Grüße from ✈️ and \u2028 <p>",
    "sensitive": False,
    "to": ["https://www.w3.org/ns/activitystreams#Public"],
    "location": {"longitude": -71.184902, "radius": 10.0, "🐾": None},
}
SIGNED = add_proof(NOTE, ED25519, CREATED)
KEY = ED25519.public()


def refused(document: dict, key: PublicKey = KEY, now: datetime | None = None) -> str:
    with pytest.raises(SignatureInvalid) as caught:
        verify_proof(document, key, now=now)
    assert caught.value.reason is Reason.PROOF_INVALID
    assert caught.value.status == 401
    return caught.value.detail


def test_a_proof_holds_after_the_document_was_written_and_read_again():
    again = json.loads(json.dumps(dict(reversed(SIGNED.items())), indent=3))
    verify_proof(again, KEY)
    assert proof_key_id(again) == ED25519.key_id
    assert again["proof"]["created"] == "2026-11-22T12:00:00Z"
    assert again["proof"]["@context"] == NOTE["@context"]


def test_signing_leaves_the_document_as_it_was():
    before = copy.deepcopy(NOTE)
    add_proof(NOTE, ED25519, CREATED)
    verify_proof(SIGNED, KEY)
    assert before == NOTE


@pytest.mark.parametrize(
    "change",
    [
        {"content": "forged"},
        {"to": []},
        {"extra": 1},
        {"sensitive": None},
        {"location": {**NOTE["location"], "radius": 10.5}},
        {"@context": ["https://evil.example/ns"]},
    ],
)
def test_no_value_can_be_changed(change):
    refused({**SIGNED, **change})


@pytest.mark.parametrize("name", ["content", "to", "@context"])
def test_no_member_can_be_taken_away(name):
    refused({key: value for key, value in SIGNED.items() if key != name})


@pytest.mark.parametrize(
    "change",
    [
        {"type": "Ed25519Signature2020"},
        {"cryptosuite": "eddsa-rdfc-2022"},
        {"cryptosuite": ["eddsa-jcs-2022"]},
        {"proofPurpose": "authentication"},
        {"verificationMethod": f"{ALICE}#other"},
        {"verificationMethod": None},
        {"created": "2026-11-22T12:00:01Z"},
        {"created": "yesterday"},
        {"created": "2026-11-22T12:00:00"},
        {"proofValue": None},
        {"proofValue": "u" + "A" * 80},
        {"proofValue": "z" + "2" * 1_000_000},
        {"proofValue": multibase.encode(bytes(64))},
        {"domain": "added"},
        {"@context": []},
        {"expires": "2026-11-22T12:00:00Z"},
    ],
)
def test_no_setting_of_the_proof_can_be_changed(change):
    refused({**SIGNED, "proof": {**SIGNED["proof"], **change}})


@pytest.mark.parametrize("proof", ["x", 5, [], [SIGNED["proof"]], {}, True])
def test_a_proof_of_another_shape_is_refused(proof):
    refused({**NOTE, "proof": proof})
    with pytest.raises(SignatureInvalid):
        proof_key_id({**NOTE, "proof": proof})


def test_a_missing_proof_has_its_own_reason():
    assert proof_key_id(NOTE) is None
    with pytest.raises(Rejected) as caught:
        verify_proof(NOTE, KEY)
    assert caught.value.reason is Reason.PROOF_MISSING


def test_another_key_under_the_same_id_does_not_fit():
    refused(SIGNED, generate_ed25519(ED25519.key_id, ALICE).public())
    refused(SIGNED, RSA.public())


def test_values_without_a_canonical_form_are_refused_and_not_a_crash():
    for value in (2**53, float("nan"), "\ud800", float("inf")):
        refused({**SIGNED, "content": value})
    deep: list = []
    for _ in range(5_000):
        deep = [deep]
    refused({**SIGNED, "content": deep})


def test_a_proof_with_an_end_needs_to_know_the_time():
    document = {**NOTE, "proof": {}}
    unsigned = {**SIGNED["proof"], "expires": "2026-11-23T12:00:00Z"}
    del unsigned["proofValue"]
    hashed = b"".join(hashlib.sha256(rfc8785.dumps(part)).digest() for part in (unsigned, NOTE))
    document["proof"] = {**unsigned, "proofValue": multibase.encode(ED25519.sign(hashed))}
    verify_proof(document, KEY, now=CREATED)
    assert refused(document) == "expired"
    assert refused(document, now=CREATED + timedelta(days=2)) == "expired"


def test_contexts_may_be_appended_by_a_relay_but_not_put_in_front():
    own, more = NOTE["@context"], ["https://w3id.org/security/v1"]
    verify_proof({**SIGNED, "@context": own + more}, KEY)
    refused({**SIGNED, "@context": more + own})


def test_an_ld_signature_beside_the_proof_is_not_part_of_it():
    verify_proof({**SIGNED, "signature": {"type": "RsaSignature2017"}}, KEY)


def test_a_second_proof_is_not_added_by_accident():
    with pytest.raises(ValueError, match="countersign"):
        add_proof(SIGNED, ED25519, CREATED)
    with pytest.raises(ValueError, match="Ed25519"):
        add_proof(NOTE, RSA, CREATED)


def test_every_countersignature_must_hold():
    second = generate_ed25519("https://beta.example/org#key", "https://beta.example/org")
    roster = countersign(countersign(NOTE, ED25519, CREATED), second, CREATED)
    keys = {key.key_id: key.public() for key in (ED25519, second)}
    assert proof_key_ids(roster) == tuple(keys)
    assert [key.owner for key in verify_proofs(roster, keys)] == [ALICE, second.owner]
    forged = {**roster, "proof": [roster["proof"][0], {**roster["proof"][0]}]}
    for document, known in (
        ({**roster, "content": "other"}, keys),
        (roster, {ED25519.key_id: ED25519.public()}),
        (forged, keys),
        ({**roster, "proof": []}, keys),
        ({**roster, "proof": roster["proof"] * 40}, keys),
        (SIGNED, keys),
    ):
        with pytest.raises(SignatureInvalid):
            verify_proofs(document, known)


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.text(alphabet="é\ue000𐀀a")
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5), st.dictionaries(st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=20,
)


# UTF-8 and UTF-16 sort the last two differently; 2^53 is where JSON numbers end.
KEYS = st.one_of(st.text(max_size=5), st.text(alphabet="aé\ue000𐀀", max_size=2))


@given(document=st.dictionaries(KEYS, JSON, max_size=5))
@example(document={"\ue000": 1, "𐀀": 2})
@example(document={"n": [2**53 - 1, 1 - 2**53]})
@example(document={"n": 2**53})
@example(document={"n": -(2**53)})
@example(document={"n": [1.0, -0.0, 1e21, 5e-324, 1e-7, 123456789.125]})
def test_the_fast_way_writes_what_rfc_8785_demands(document):
    try:
        expected = rfc8785.dumps(document)
    except rfc8785.CanonicalizationError:
        with pytest.raises(canonical.NotCanonicalError):
            canonical.canonicalize(document)
        return
    assert canonical.canonicalize(document) == expected


@given(document=st.dictionaries(st.text(alphabet="abc-@:_ABC09", max_size=6), JSON, max_size=8))
def test_the_fast_way_is_really_taken_and_right(document):
    simple = json.loads(json.dumps(document, default=str).encode("utf-8", "replace"))
    if canonical._is_simple(simple):
        assert canonical.canonicalize(simple) == rfc8785.dumps(simple)


@pytest.mark.corpus
def test_the_fep_8b32_vector_verifies(corpus: Path):
    document = json.loads((corpus / "fep/fep-8b32-vector-2.json").read_text())
    actor = json.loads((corpus / "fep/fep-8b32-vector-4.json").read_text())
    method = actor["assertionMethod"][0]
    # Read by hand: the loader refuses this key, because its private half is printed in the FEP.
    raw = multibase.decode(method["publicKeyMultibase"], 34)[2:]
    point = Ed25519PublicKey.from_public_bytes(raw)
    key = PublicKey(method["id"], method["controller"], "ed25519", point)
    assert proof_key_id(document) == key.key_id
    verify_proof(document, key)
    document["object"]["content"] = "Hello worlds"
    refused(document, key)


@pytest.mark.corpus
def test_the_proofs_that_mitra_sends_have_a_shape_we_read(corpus: Path):
    for file in ("activities-accept.json", "activities-create_post.json"):
        document = json.loads((corpus / "mitra" / file).read_text())
        assert proof_key_id(document) == f"{document['actor']}#ed25519-key"
        assert KEY.key_id != proof_key_id(document)
