"""Keys are found in every form in which peers publish them."""

import json
from pathlib import Path

import pytest

from federation.errors import SignatureInvalid
from federation.signatures.documents import KeyFinder, actor_keys, listed_key, referred_keys
from tests.federation.signatures.rig import ALICE, ED25519, RSA


def web(*documents: dict):
    known = {document["id"]: document for document in documents}

    async def fetch(uri: str) -> dict:
        return known[uri]

    return fetch


@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
async def test_a_key_inside_its_actor_is_found(key, many):
    name = "publicKey" if key.kind == "rsa" else "assertionMethod"
    wire = key.public().to_wire()
    actor = {"id": ALICE, "type": "Person", name: [wire] if many else wire}
    found = await KeyFinder(web(actor))(key.key_id)
    assert found.is_same_key(key.public())
    assert (found.key_id, found.owner, found.kind) == (key.key_id, ALICE, key.kind)


@pytest.mark.parametrize("shown", [False, True], ids=["by id", "in full"])
async def test_a_key_with_a_document_of_its_own_is_found(shown):
    key_id = f"{ALICE}/main-key"
    wire = {**RSA.public().to_wire(), "id": key_id}
    actor = {"id": ALICE, "type": "Person", "publicKey": wire if shown else key_id}
    found = await KeyFinder(web(actor, wire))(key_id)
    assert (found.key_id, found.owner) == (key_id, ALICE)


async def test_gotosocial_answers_for_its_key_with_a_stub_of_the_actor():
    key_id = f"{ALICE}/main-key"
    stub = {"id": ALICE, "type": "Person", "publicKey": {**RSA.public().to_wire(), "id": key_id}}

    async def fetch(uri: str) -> dict:
        assert uri == key_id
        return stub

    assert (await KeyFinder(fetch)(key_id)).owner == ALICE


def test_an_actor_shows_all_its_usable_keys_and_refers_to_others():
    actor = {
        "id": ALICE,
        "publicKey": [RSA.public().to_wire(), f"{ALICE}/second-key"],
        "assertionMethod": [ED25519.public().to_wire(), f"{ALICE}/second-key", 5, None],
    }
    assert [key.kind for key in actor_keys(actor)] == ["rsa", "ed25519"]
    assert referred_keys(actor) == (f"{ALICE}/second-key",)
    assert listed_key(actor, f"{ALICE}#nothing") is None


def test_no_more_entries_are_read_than_the_limit():
    entries = [{**RSA.public().to_wire(), "id": f"{ALICE}#{i}"} for i in range(30)]
    assert len(actor_keys({"id": ALICE, "publicKey": entries})) == 10


# What the captures hold that we refuse: BookWyrm makes RSA-1024 keys, the others are placeholders.
REFUSED = {
    "bookwyrm/ap_user.json": "RSA of 1024 bits",
    "bookwyrm/ap_user_aliased.json": "RSA of 1024 bits",
    "bridgy/pl-bridgy-actor.json": "jk.nipponalba.scot in https://fed.brid.gy/jk.nipponalba.scot",
    "fep/fep-1580-4.json": "unreadable PEM",
    "generic/actor.alice.json": "unreadable PEM",
    "gnusocial/objects-group.json": (
        "https://instance.gnusocial.test/actor/2#public-key"
        " in https://instance.gnusocial.test/actor/21"
    ),
    "lemmy/actor.json": "unreadable PEM",
    "mastodon/pl-mastodon-application_actor.json": (
        "https://{{DOMAIN}}/actor#main-key in https://{{DOMAIN}}/actor"
    ),
    "piefed/community.json": "unreadable PEM",
}


def _actors(value: object):
    if isinstance(value, dict):
        if isinstance(value.get("publicKey"), dict) and isinstance(value.get("id"), str):
            yield value
        for member in value.values():
            yield from _actors(member)
    elif isinstance(value, list):
        for member in value:
            yield from _actors(member)


@pytest.mark.corpus
def test_every_captured_actor_gives_its_key_or_a_known_refusal(corpus: Path):
    read, refused = set(), {}
    for file in sorted(corpus.glob("*/*.json")):
        if file.parent.name in ("contexts", "invalid"):
            continue
        for actor in _actors(json.loads(file.read_text("utf-8"))):
            try:
                key = listed_key(actor, actor["publicKey"]["id"])
            except SignatureInvalid as refusal:
                refused[f"{file.parent.name}/{file.name}"] = refusal.detail
            else:
                assert key is not None
                read.add(file.parent.name)
    assert refused == REFUSED
    assert {"lemmy", "nodebb", "piefed", "hubzilla", "misskey", "pleroma"} <= read
