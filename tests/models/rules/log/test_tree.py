"""The tree of logs: what is held is a function of what came, and a lie proves itself."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.log.entry import Signed
from models.rules.log.partner import VARIANTS
from models.rules.log.tree import Log
from models.rules.refusal import Refusal, Refused
from tests.models.rules.writers import (
    ALPHA,
    BETA,
    DELTA,
    key,
    keys,
    line,
    log,
    recovering,
    replacing,
    write,
)

FINAL = "f" * 64


def reason(held: Log, signed: Signed, **more: Any) -> Refusal:
    with pytest.raises(Refused) as caught:
        held.add(signed, **more)
    return caught.value.reason


def recovery(above: Signed | None, after: int, name: str = "3", **more: Any) -> Signed:
    seq = above.entry.seq + 1 if above else 0
    body = recovering(ALPHA, name, after, **more)
    return write(ALPHA, seq, above, "recovery", type="key", body=body)


def everything(held: Log, ids: list[str]) -> Any:
    """Return all that a log can tell."""
    whole = [held.chain(None, each) is not None for each in ids]
    proof = held.proof(ALPHA)
    return (
        [held.get(each) is not None for each in ids],
        whole,
        held.head(ALPHA),
        held.keys(ALPHA),
        held.missing(ALPHA),
        proof and (proof[0].id, proof[1].id),
    )


def liar() -> list[Signed]:
    """Return what alpha wrote: a line, two lies, a change of keys, a theft and a recovery."""
    first = line(ALPHA, *({"n": n} for n in range(4)))
    fork = line(ALPHA, {"lie": 1}, {"lie": 2}, after=first[1])
    third = write(ALPHA, 2, first[1], body={"lie": 3})
    change = write(ALPHA, 4, first[3], type="key", body=replacing(ALPHA, "2"))
    stolen = line(ALPHA, {"theft": 1}, {"theft": 2}, after=change, name="2")
    mended = recovery(change, 4)
    after = line(ALPHA, {"home": 1}, {"home": 2}, after=mended, name="3")
    return [*first, *fork, third, change, *stolen, mended, *after]


ENTRIES = liar()


@given(st.permutations(ENTRIES), st.lists(st.sampled_from(ENTRIES), max_size=6))
@settings(max_examples=40, deadline=None)
def test_order_and_repetition_of_arrival_do_not_matter(
    order: list[Signed], again: list[Signed]
) -> None:
    plain, other = log(), log()
    for signed in ENTRIES:
        assert plain.add(signed).outcome == "held"
    for signed in [*order, *again]:
        other.add(signed)
    ids = [each.id for each in ENTRIES]
    assert everything(other, ids) == everything(plain, ids)
    assert all(everything(other, ids)[0])


@given(st.permutations(ENTRIES))
@settings(max_examples=20, deadline=None)
def test_whatever_comes_first_two_entries_with_one_number_are_shown_once(
    order: list[Signed],
) -> None:
    held = log()
    proofs = [proof for signed in order for proof in held.add(signed).proofs]
    numbers = sorted({one.entry.seq for one, _ in proofs})
    assert [one.entry.seq for one, _ in sorted(proofs, key=lambda p: p[0].entry.seq)] == numbers
    assert numbers == [2, 3]
    for one, other in proofs:
        assert one.id < other.id
        assert one.entry.key == other.entry.key


def test_what_waits_is_held_as_soon_as_it_can_be() -> None:
    held = log()
    one, two, three = line(ALPHA, {}, {}, {})
    assert held.add(three).outcome == "waits"
    assert held.add(three).outcome == "waits"
    assert held.add(two).outcome == "waits"
    assert held.missing(ALPHA) == 2
    assert held.head(ALPHA) is None
    added = held.add(one)
    assert [each.id for each in added.held] == [one.id, two.id, three.id]
    assert held.missing(ALPHA) == 0
    assert held.head(ALPHA) == (2, three.id)
    assert held.add(two).outcome == "duplicate"


def test_what_waited_in_vain_is_named() -> None:
    held = log()
    (one,) = line(ALPHA, {})
    foreign = write(ALPHA, 1, one, "2")
    assert held.add(foreign).outcome == "waits"
    assert held.add(one).refused == ((foreign.id, Refusal.KEY_NOT_IN_FORCE),)
    assert held.missing(ALPHA) == 0


def test_a_chain_is_what_follows_on_one_line() -> None:
    held = log()
    first = line(ALPHA, {"n": 0}, {"n": 1}, {"n": 2})
    (lie,) = line(ALPHA, {"lie": 2}, after=first[1])
    for signed in (*first, lie):
        held.add(signed)
    assert held.chain(None, first[2].id) == first
    assert held.chain(first[0].id, lie.id) == [first[1], lie]
    assert held.chain(first[2].id, first[2].id) == []
    assert held.chain(first[2].id, lie.id) is None
    assert held.chain(first[2].id, first[0].id) is None
    assert held.chain(None, FINAL) is None
    assert held.get(FINAL) is None
    assert held.line(lie.id, 1) == [first[1], lie]
    assert held.line(first[2].id, 0) == first
    assert held.line(first[0].id, 1) == []
    assert held.line(FINAL, 0) == []


def test_between_variants_the_lowest_id_leads_and_final_minutes_decide() -> None:
    held = log()
    (one,) = line(ALPHA, {})
    variants = [write(ALPHA, 1, one, body={"n": n}) for n in range(3)]
    variants.sort(key=lambda each: each.id)
    held.add(one)
    for signed in reversed(variants):
        held.add(signed)
        assert held.head(ALPHA) == (1, signed.id)
    held.settle(ALPHA, variants[2].id)
    assert held.head(ALPHA) == (1, variants[2].id)
    (more,) = line(ALPHA, {}, after=variants[2])
    held.add(more)
    assert held.head(ALPHA) == (2, more.id)
    assert held.add(line(ALPHA, {}, after=variants[0])[0]).outcome == "held"
    assert held.head(ALPHA) == (2, more.id)


def test_a_recovery_goes_before_what_the_stolen_key_wrote() -> None:
    held = log()
    first = line(ALPHA, *({"n": n} for n in range(5)))
    for signed in first:
        held.add(signed)
    mended = recovery(first[1], 1)
    assert held.add(mended).proofs == ()
    assert held.head(ALPHA) == (2, mended.id)
    found = held.keys(ALPHA)
    assert found is not None
    assert (found.key, found.former) == (key(ALPHA, "3"), (key(ALPHA),))
    assert reason(held, write(ALPHA, 3, mended)) == Refusal.KEY_NOT_IN_FORCE
    held.add(write(ALPHA, 3, mended, "3"))
    assert held.proof(ALPHA) is None


def test_a_recovery_behind_what_is_final_is_on_no_line_to_follow() -> None:
    held = log()
    first = line(ALPHA, *({"n": n} for n in range(5)))
    for signed in first:
        held.add(signed)
    held.settle(ALPHA, first[3].id)
    mended = recovery(first[1], 1)
    held.add(mended)
    assert held.head(ALPHA) == (4, first[4].id)
    assert held.chain(first[3].id, mended.id) is None


def test_keys_given_by_the_others_override_whoever_holds_the_old_ones() -> None:
    held = log()
    first = line(ALPHA, {"n": 0}, {"n": 1}, {"n": 2})
    for signed in first:
        held.add(signed)
    given = keys(BETA)
    held.admit(ALPHA, given, first[1].id)
    assert held.head(ALPHA) == (1, first[1].id)
    assert held.keys(ALPHA) == given
    assert held.chain(None, first[2].id) is None
    assert reason(held, write(ALPHA, 2, first[1], body={"late": 1})) == Refusal.KEY_NOT_IN_FORCE
    new = write(ALPHA, 2, first[1], key=key(BETA))
    held.add(new)
    assert held.head(ALPHA) == (2, new.id)
    assert held.chain(first[0].id, new.id) == [first[1], new]


def test_a_closed_log_takes_nothing_more_until_its_author_is_admitted_again() -> None:
    held = log()
    first = line(ALPHA, {"n": 0}, {"n": 1}, {"n": 2})
    for signed in first[:2]:
        held.add(signed)
    held.close(ALPHA, first[1].id)
    assert reason(held, first[2]) == Refusal.LOG_CLOSED
    held.admit(ALPHA, keys(BETA), first[1].id)
    assert held.add(write(ALPHA, 2, first[1], key=key(BETA))).outcome == "held"
    held.close(BETA, None)
    assert reason(held, write(BETA, 0, None)) == Refusal.LOG_CLOSED


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"community": FINAL}, Refusal.OTHER_COMMUNITY),
        ({"partner": "nobody.example"}, Refusal.UNKNOWN_PARTNER),
        ({"seq": 3}, Refusal.PLACE_WRONG),
        ({"partner": BETA, "key": key(BETA)}, Refusal.PLACE_WRONG),
        ({"anchor": None}, Refusal.ANCHOR_BACKWARDS),
        ({"anchor": [4, FINAL]}, Refusal.ANCHOR_BACKWARDS),
        ({"anchor": [5, "0" * 64]}, Refusal.ANCHOR_BACKWARDS),
        ({"roster": 1}, Refusal.ROSTER_BACKWARDS),
        ({"key": key(ALPHA, "2")}, Refusal.KEY_NOT_IN_FORCE),
        ({"key": key(ALPHA, "recovery")}, Refusal.KEY_NOT_IN_FORCE),
        ({"type": "ack", "body": {"heads": 1}}, Refusal.BODY_MALFORMED),
        ({"type": "leave", "body": {}}, Refusal.BODY_MALFORMED),
    ],
)
def test_an_entry_out_of_its_place_is_refused(more: dict[str, Any], expected: Refusal) -> None:
    held = log()
    one = write(ALPHA, 0, None, roster=2, anchor=[5, FINAL])
    held.add(one)
    usual = {"roster": 2, "anchor": [5, FINAL], **more}
    partner, seq = usual.pop("partner", ALPHA), usual.pop("seq", 1)
    usual.setdefault("key", key(ALPHA))
    assert reason(held, write(partner, seq, one, **usual)) == expected
    assert held.head(ALPHA) == (0, one.id)


def test_nobody_fills_our_disk_with_variants_and_minutes_can_name_any() -> None:
    held = log()
    (one,) = line(ALPHA, {})
    held.add(one)
    variants = [write(ALPHA, 1, one, body={"n": n}) for n in range(VARIANTS + 1)]
    proofs = [held.add(signed).proofs for signed in variants[:VARIANTS]]
    assert [len(each) for each in proofs] == [0, 1, 0, 0]
    assert reason(held, variants[VARIANTS]) == Refusal.TOO_MUCH
    assert held.add(variants[VARIANTS], named=True).outcome == "held"
    assert held.add(recovery(one, 0)).outcome == "held"


def test_a_thief_leaves_room_for_the_owner_at_every_number() -> None:
    held = log()
    (one,) = line(ALPHA, {})
    held.add(one)
    for n in range(VARIANTS):
        theft = line(ALPHA, {"theft": n}, {}, {}, after=one)
        for signed in theft:
            held.add(signed)
    mended = recovery(one, 0)
    for signed in (mended, *line(ALPHA, {}, {}, after=mended, name="3")):
        assert held.add(signed).outcome == "held"
    assert held.head(ALPHA) is not None
    assert held.head(ALPHA)[0] == 3  # type: ignore[index]


def test_who_is_not_known_has_no_head_no_keys_and_no_proof() -> None:
    held = log()
    assert held.head(DELTA) is None
    assert held.keys(DELTA) is None
    assert held.proof(DELTA) is None
    assert held.missing(DELTA) == 0
    assert held.proof(ALPHA) is None
    with pytest.raises(KeyError):
        held.settle(ALPHA, FINAL)
    with pytest.raises(KeyError):
        held.admit(ALPHA, keys(ALPHA), FINAL)
    with pytest.raises(KeyError):
        held.close(ALPHA, FINAL)


def test_an_unknown_type_is_held_whatever_its_body_and_a_known_one_when_it_is_well_made() -> None:
    held = log()
    assert held.add(write(BETA, 0, None, type="ack", body={"heads": {}})).outcome == "held"
    strange = write(ALPHA, 0, None, type="of_a_later_version", body={"any": [1, {"thing": None}]})
    assert held.add(strange).outcome == "held"
