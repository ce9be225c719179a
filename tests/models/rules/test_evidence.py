"""Evidence: two signed things that nobody honest signs; shown by anyone, in one form."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs, to_builtins

from models.rules import evidence
from models.rules.evidence import EvidenceBody, Opening
from models.rules.fold import standing
from models.rules.log.entry import Entry
from models.rules.minutes import records
from models.rules.minutes.records import Minutes, Seal, Status
from models.rules.refusal import Refusal, Refused
from tests.models.rules.assembly import Assembly, founded
from tests.models.rules.writers import (
    ALPHA,
    BETA,
    COMMUNITY,
    DELTA,
    GAMMA,
    WITNESS,
    genesis,
    key,
    line,
    recovering,
    replacing,
    signatures,
    write,
)

ID = "a" * 64
OTHER = "b" * 64


def minutes(by: str = ALPHA, **more: Any) -> Minutes:
    claim = {
        "community": COMMUNITY,
        "term": 3,
        "height": 7,
        "parent": ID,
        "parent_certificate": [],
        "roster": 1,
        "secretary": by,
        "time": 5,
        "cut": {},
        "closes": [],
        "state": ID,
        "start": None,
        **more,
    }
    return records.sign(claim, Minutes, key(by), signatures())


def seal(by: str = ALPHA, name: str = "1", **more: Any) -> Seal:
    claim = {
        "community": COMMUNITY,
        "minutes": ID,
        "term": 3,
        "height": 7,
        "partner": by,
        "time": 5,
        **more,
    }
    return records.sign(claim, Seal, key(by, name), signatures())


def opening(by: str = ALPHA, name: str = "1", **more: Any) -> Opening:
    opened = minutes(BETA, **{"start": START, **more})
    place = {"term": opened.term, "height": opened.height}
    return Opening(seal=seal(by, name, minutes=records.identify(opened), **place), minutes=opened)


def high(term: int, height: int) -> dict[str, Any]:
    return {"term": term, "height": height, "minutes": ID, "certificate": []}


def status(known: dict[str, Any] | None, by: str = ALPHA, **more: Any) -> Status:
    claim = {"community": COMMUNITY, "term": 4, "partner": by, "high": known, **more}
    return records.sign(claim, Status, key(by), signatures())


def starting(*known: dict[str, Any] | None) -> dict[str, Any]:
    said = [
        to_builtins(status(each, name, term=3))
        for each, name in zip(known, (BETA, GAMMA, DELTA), strict=False)
    ]
    return {"statuses": said, "exclusions": []}


START = {"statuses": [], "exclusions": []}
FIRST = write(ALPHA, 0, None).entry
PROOFS: dict[str, tuple[Any, Any]] = {
    "entries": (FIRST, write(ALPHA, 0, None, body={"other": 1}).entry),
    "seals": (seal(), seal(minutes=OTHER)),
    "starts": (opening(), opening(height=8)),
    "minutes": (minutes(), minutes(time=6)),
    "terms": (opening(start=None), status(high(3, 5))),
}
NO_PROOFS: list[tuple[str, Any, Any]] = [
    ("entries", FIRST, FIRST),
    ("entries", FIRST, line(ALPHA, {}, {})[1].entry),
    ("entries", FIRST, write(BETA, 0, None).entry),
    ("entries", FIRST, write(ALPHA, 0, None, "2").entry),
    ("entries", FIRST, write(ALPHA, 0, None, community=ID).entry),
    ("seals", seal(), seal(time=6)),
    ("seals", seal(), seal(minutes=OTHER, term=4)),
    ("seals", seal(), seal(minutes=OTHER, height=8)),
    ("seals", seal(), seal(BETA, minutes=OTHER)),
    ("starts", opening(), opening(start=None, height=8)),
    ("starts", opening(), opening(term=4, height=8)),
    ("starts", opening(), opening(GAMMA, height=8)),
    ("minutes", minutes(), minutes(height=8)),
    ("minutes", minutes(start=START), minutes(height=8)),
    ("minutes", minutes(start=START), minutes(height=8, term=4, start=START)),
    ("minutes", minutes(), minutes(BETA, time=6)),
    ("terms", opening(start=None), status(high(3, 6))),
    ("terms", opening(start=None), status(high(3, 9))),
    ("terms", opening(start=None), status(high(2, 1), term=3)),
    ("terms", opening(start=None), status(None, BETA)),
    ("terms", opening(start=None), status(None, community=OTHER)),
    ("terms", opening(), status(None)),
    ("terms", opening(start=starting(None, high(2, 6))), status(high(2, 6))),
]


def proof(kind: str) -> EvidenceBody:
    found = evidence.prove(kind, key(ALPHA), *PROOFS[kind])  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize("kind", PROOFS)
def test_a_contradiction_is_proven_in_one_form(kind: Any) -> None:
    one, other = PROOFS[kind]
    body = evidence.prove(kind, key(ALPHA), one, other)
    assert body is not None
    assert body == evidence.prove(kind, key(ALPHA), other, one)
    evidence.check(body, COMMUNITY, signatures())
    assert evidence.guilty(body) == ALPHA


@pytest.mark.parametrize(("kind", "one", "other"), NO_PROOFS)
def test_what_an_honest_partner_can_sign_proves_nothing(kind: Any, one: Any, other: Any) -> None:
    assert evidence.prove(kind, key(ALPHA), one, other) is None
    first, second = sorted((one, other), key=evidence.identify)
    body = EvidenceBody(
        kind=kind,
        key=key(ALPHA),
        first=to_builtins(first),
        second=to_builtins(second),
        handed=[],
    )
    with pytest.raises(Refused) as caught:
        evidence.check(body, COMMUNITY, signatures())
    assert caught.value.reason == Refusal.EVIDENCE_UNPROVEN


def test_things_of_two_kinds_do_not_contradict() -> None:
    assert not evidence.contradict(minutes(), seal())


@pytest.mark.parametrize("known", [None, high(1, 9), high(2, 5)])
def test_who_sealed_on_what_a_start_extends_cannot_know_less_later(known: Any) -> None:
    opened = opening(start=starting(None, high(2, 6), None))
    assert evidence.stands_on(opened.minutes) == (2, 6)
    assert evidence.prove("terms", key(ALPHA), status(known), opened) is not None


def test_two_starts_of_one_term_are_proven_at_any_heights() -> None:
    two = evidence.prove(
        "minutes", key(ALPHA), minutes(start=START), minutes(height=9, start=START)
    )
    assert two is not None
    evidence.check(two, COMMUNITY, signatures())


ACROSS: dict[str, tuple[Any, Any]] = {
    "seals": (seal(), seal(name="2", minutes=OTHER)),
    "starts": (opening(), opening(name="2", height=8)),
    "terms": (opening(name="2", start=None), status(high(3, 5))),
}
CHANGE = write(ALPHA, 0, None, type="key", body=replacing(ALPHA, "2")).entry


def across(kind: Any, *handed: Entry, to: str = "2") -> EvidenceBody:
    found = evidence.prove(kind, key(ALPHA, to), *ACROSS[kind], handed)
    assert found is not None
    return found


@pytest.mark.parametrize("kind", ACROSS)
def test_handing_a_key_on_makes_no_contradiction_good(kind: Any) -> None:
    body = across(kind, CHANGE)
    evidence.check(body, COMMUNITY, signatures())
    assert evidence.keys(body) == (key(ALPHA), key(ALPHA, "2"))
    assert refused(structs.replace(body, handed=[]))
    assert refused(structs.replace(body, handed=[], key=key(ALPHA)))
    assert refused(structs.replace(body, handed=[*body.handed, *body.handed]))
    assert refused(structs.replace(body, key=key(ALPHA, "3")))
    assert refused(structs.replace(body, handed=[{**body.handed[0], "seq": 1}]))
    assert refused(structs.replace(body, handed=[{}]))


@pytest.mark.parametrize("kind", ACROSS)
def test_what_a_recovery_replaced_may_have_been_in_other_hands(kind: Any) -> None:
    recovery = write(ALPHA, 1, None, "recovery", type="key", body=recovering(ALPHA, "2", 0)).entry
    assert refused(across(kind, recovery))


def refused(body: EvidenceBody, community: str = COMMUNITY) -> bool:
    with pytest.raises(Refused) as caught:
        evidence.check(body, community, signatures())
    return caught.value.reason == Refusal.EVIDENCE_UNPROVEN


@pytest.mark.parametrize("kind", PROOFS)
def test_nobody_is_proven_guilty_by_what_others_made(kind: str) -> None:
    body = proof(kind)
    assert refused(body, ID)
    assert refused(structs.replace(body, key=key(BETA)))
    assert refused(structs.replace(body, first=body.second, second=body.first))
    assert refused(structs.replace(body, first={}))
    assert refused(structs.replace(body, first={**body.first, "more": 1}))


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_changed_field_proves_nothing(data: st.DataObject) -> None:
    body = proof(data.draw(st.sampled_from(["entries", "seals", "minutes"])))
    field = data.draw(st.sampled_from(sorted(body.first)))
    value = data.draw(st.sampled_from([0, 1, 12, "x", ID, "A" * 86, None, [], {}, {"z": 1}]))
    if body.first[field] != value:
        assert refused(structs.replace(body, first={**body.first, field: value}))


def test_a_seal_comes_with_its_own_minutes() -> None:
    body = proof("starts")
    other = to_builtins(minutes(BETA, start=START, height=9))
    assert refused(structs.replace(body, first={**body.first, "minutes": other}))


def showing(kind: str) -> dict[str, Any]:
    body: dict[str, Any] = to_builtins(proof(kind))
    return body


def community() -> Assembly:
    return founded(genesis(witnesses=(WITNESS,)))


@pytest.mark.parametrize("kind", PROOFS)
def test_a_proven_key_counts_no_more_until_the_recovery_key_replaces_it(kind: str) -> None:
    made = community()
    shown = made.act(WITNESS, "evidence", showing(kind))
    assert made.get(f"partner/{ALPHA}")["suspended"] == shown.id
    assert [effect.about for effect in made.told("key_suspended")] == [ALPHA]
    assert made.void(ALPHA, "leave", {"effective": 0, "reason": "other"}) == "suspended"
    assert made.void(ALPHA, "key", replacing(ALPHA, "2")) == "suspended"
    body = recovering(ALPHA, "3", 2)
    made.act(ALPHA, "key", body, "recovery")
    assert made.get(f"partner/{ALPHA}")["suspended"] is None
    made.act(ALPHA, "leave", {"effective": 0, "reason": "other"}, "3")


def test_only_contradicting_entries_hold_back_what_follows_them() -> None:
    made = community()
    assert not standing.is_held_back(made.get, ALPHA)
    assert not standing.is_held_back(made.get, DELTA)
    made.act(BETA, "evidence", showing("seals"))
    assert standing.is_suspended(made.get, ALPHA)
    assert not standing.is_held_back(made.get, ALPHA)
    made.act(BETA, "evidence", showing("entries"))
    assert standing.is_held_back(made.get, ALPHA)
    made.act(ALPHA, "key", recovering(ALPHA, "3", 0), "recovery")
    assert not standing.is_held_back(made.get, ALPHA)


def test_contradicting_entries_by_a_key_that_was_handed_on_hold_back_what_follows() -> None:
    made = community()
    made.act(ALPHA, "key", replacing(ALPHA, "2"))
    made.act(BETA, "evidence", showing("entries"))
    assert standing.is_held_back(made.get, ALPHA)
    made.act(ALPHA, "key", recovering(ALPHA, "3", 0), "recovery")
    assert not standing.is_held_back(made.get, ALPHA)


def test_one_proof_of_a_kind_is_enough() -> None:
    made = community()
    both = [made.write(each, "evidence", showing("entries")) for each in (BETA, GAMMA)]
    assert made.minutes(*both) == []
    lowest = min(each.id for each in both)
    assert made.get(f"partner/{ALPHA}")["suspended"] == lowest
    assert made.get("evidence/new") is None
    assert made.void(WITNESS, "evidence", showing("entries")) == "taken"
    made.act(WITNESS, "evidence", showing("seals"))
    assert made.get(f"partner/{ALPHA}")["suspended"] == lowest


def test_a_proof_comes_too_late_for_a_key_that_was_recovered() -> None:
    made = community()
    change = made.write(ALPHA, "key", recovering(ALPHA, "2", 0), "recovery")
    meanwhile = made.write(BETA, "evidence", showing("entries"))
    assert made.minutes(change, meanwhile) == []
    assert made.get(f"partner/{ALPHA}")["suspended"] is None
    assert made.void(GAMMA, "evidence", showing("seals")) == "key_replaced"


def test_who_hands_a_key_on_answers_for_what_it_signed() -> None:
    made = community()
    made.act(ALPHA, "key", replacing(ALPHA, "2"))
    made.act(ALPHA, "key", replacing(ALPHA, "3"), "2")
    assert made.get(f"partner/{ALPHA}")["handed"] == [key(ALPHA), key(ALPHA, "2")]
    shown = made.act(BETA, "evidence", showing("entries"))
    assert made.get(f"partner/{ALPHA}")["suspended"] == shown.id
    made.act(ALPHA, "key", recovering(ALPHA, "4", 0), "recovery")
    assert made.get(f"partner/{ALPHA}")["handed"] == []
    assert made.get(f"partner/{ALPHA}")["suspended"] is None


def test_a_proof_counts_also_where_the_newer_of_its_keys_is_unknown() -> None:
    made = community()
    shown = made.act(BETA, "evidence", to_builtins(across("terms", CHANGE)))
    assert made.get(f"partner/{ALPHA}")["suspended"] == shown.id


def test_a_proof_about_a_stranger_means_nothing() -> None:
    made = community()
    one, other = write(DELTA, 0, None).entry, write(DELTA, 0, None, body={"n": 1}).entry
    body = evidence.prove("entries", key(DELTA), one, other)
    assert made.void(BETA, "evidence", to_builtins(body)) == "unknown_subject"


def test_a_false_proof_never_enters_a_log() -> None:
    made = community()
    body = {**showing("entries"), "key": key(BETA)}
    with pytest.raises(Refused) as caught:
        made.write(BETA, "evidence", body)
    assert caught.value.reason == Refusal.EVIDENCE_UNPROVEN
