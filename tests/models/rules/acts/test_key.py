"""Keys in the state: what was replaced or is unknown signs nothing that counts (invariant 11)."""

from models.rules.log.entry import Signed
from tests.models.rules import writers
from tests.models.rules.assembly import Assembly, founded
from tests.models.rules.writers import (
    ALPHA,
    BETA,
    DELTA,
    WITNESS,
    genesis,
    key,
    possessed,
    recovering,
    replacing,
)

LEAVE = {"effective": 0, "reason": "other"}


def unchecked(made: Assembly, partner: str, name: str, act: str = "leave") -> Signed:
    """Return an entry that no log looked at."""
    prev = made.heads.get(partner)
    body = LEAVE if act == "leave" else replacing(ALPHA, "4")
    seq = prev.entry.seq + 1 if prev else 0
    return writers.write(partner, seq, prev, name, type=act, body=body)


def test_a_new_key_counts_from_the_next_entry_on_even_in_the_same_minutes() -> None:
    made = founded(genesis())
    change = made.write(ALPHA, "key", replacing(ALPHA, "2"))
    after = made.write(ALPHA, "leave", LEAVE, "2")
    assert made.minutes(change, after) == []
    assert made.get("leaving") == [ALPHA]
    assert made.told("key_replaced")[0].facts == {"key": key(ALPHA, "2"), "by": "key"}


def test_a_key_that_was_replaced_signs_nothing_that_counts() -> None:
    made = founded(genesis())
    made.act(ALPHA, "key", replacing(ALPHA, "2"))
    before = made.get(f"partner/{ALPHA}")
    for act in ("leave", "key"):
        assert made.minutes(unchecked(made, ALPHA, "1", act)) == ["key_not_in_force"]
    assert made.get(f"partner/{ALPHA}") == before
    assert made.get("leaving") is None


def test_the_recovery_key_signs_replacements_and_nothing_else() -> None:
    made = founded(genesis())
    assert made.minutes(unchecked(made, ALPHA, "recovery")) == ["key_not_in_force"]
    fresh = {
        "recovery": key(ALPHA, "recovery 2"),
        "recovery_sig": possessed(ALPHA, "recovery 2"),
    }
    made.act(ALPHA, "key", recovering(ALPHA, "3", 0, **fresh), "recovery")
    record = made.get(f"partner/{ALPHA}")
    assert (record["key"], record["recovery"]) == (key(ALPHA, "3"), key(ALPHA, "recovery 2"))
    assert made.told("key_replaced")[0].facts["by"] == "recovery"
    assert made.minutes(unchecked(made, ALPHA, "recovery", "key")) == ["key_not_in_force"]


def test_a_witness_replaces_its_key_too() -> None:
    made = founded(genesis(witnesses=(WITNESS,)))
    made.act(WITNESS, "key", replacing(WITNESS, "2"))
    assert made.get(f"partner/{WITNESS}")["key"] == key(WITNESS, "2")


def test_who_is_nobody_here_says_nothing() -> None:
    made = founded(genesis())
    assert made.minutes(unchecked(made, DELTA, "1")) == ["not_a_partner"]


def test_a_witness_does_not_act_as_a_partner() -> None:
    made = founded(genesis(witnesses=(WITNESS,)))
    settle = {"subject": BETA, "height": 3, "minutes": "a" * 64}
    assert made.void(WITNESS, "settle", settle) == "not_entitled"
    made.act(WITNESS, "ack", {"heads": {}})
