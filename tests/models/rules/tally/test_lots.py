"""Lots: the same for everybody, and fair."""

from collections import Counter
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from models.rules.tally.lots import ranked, sealed, seed_of
from tests.models.rules.tally.polls import examples

SEEDS = st.integers(0, 2**64).map(lambda number: f"{number:064x}")


@examples(60)
@given(SEEDS, st.lists(st.sampled_from("abcdef"), min_size=1))
def test_each_name_is_drawn_once_whatever_the_order_of_the_pool(seed: str, pool: list[str]) -> None:
    assert sorted(ranked(seed, pool)) == sorted(set(pool))
    assert ranked(seed, pool[::-1]) == ranked(seed, pool)


@examples(60)
@given(SEEDS, st.sampled_from("abcdef"))
def test_who_drops_out_leaves_the_others_in_their_order(seed: str, gone: str) -> None:
    left = [name for name in ranked(seed, "abcdef") if name != gone]
    assert list(ranked(seed, left)) == left


def test_every_order_is_about_equally_likely() -> None:
    # 6000 draws of 6 orders: 1000 each, with a standard deviation of 29. These seeds never change,
    # so neither does the outcome.
    drawn = Counter(ranked(f"{number:064x}", "abc") for number in range(6000))
    assert set(drawn) == set(permutations("abc"))
    assert all(880 < times < 1120 for times in drawn.values())


def test_a_draw_is_pinned_for_ever() -> None:
    # Whoever changes how lots are drawn changes past panels: that takes a new tag.
    drawn = ranked("00" * 32, [f"p{number}.example" for number in range(9)])
    assert drawn[:3] == ("p4.example", "p5.example", "p7.example")


def test_the_seed_depends_on_the_draw_on_the_nonce_and_on_every_value() -> None:
    added = {"a.example": "01" * 32, "b.example": "02" * 32}
    seed = seed_of("aa" * 32, "ff" * 32, added)
    assert len(bytes.fromhex(seed)) == 32
    assert seed == seed_of("aa" * 32, "ff" * 32, dict(reversed(added.items())))
    others = [
        seed_of("ab" * 32, "ff" * 32, added),
        seed_of("aa" * 32, "fe" * 32, added),
        seed_of("aa" * 32, "ff" * 32, {**added, "b.example": "03" * 32}),
        seed_of("aa" * 32, "ff" * 32, {"a.example": "01" * 32}),
    ]
    assert len({seed, *others}) == 5


def test_what_is_sealed_binds_its_partner_and_its_nonce() -> None:
    given_out = sealed("a.example", "01" * 32)
    assert given_out != sealed("b.example", "01" * 32)
    assert given_out != sealed("a.example", "02" * 32)
