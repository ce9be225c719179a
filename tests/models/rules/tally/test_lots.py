"""Lots: the same for everybody, and fair."""

from collections import Counter
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from models.rules.tally.lots import commitment, draw, seed_from
from tests.models.rules.tally.polls import examples

SEEDS = st.integers(0, 2**64).map(lambda number: f"{number:064x}")


@examples(60)
@given(SEEDS, st.sets(st.text("abcxyz", min_size=1, max_size=4)), st.integers(0, 8))
def test_a_draw_takes_different_names_of_the_pool(seed: str, pool: set[str], number: int) -> None:
    drawn = draw(seed, sorted(pool), number)
    assert len(drawn) == len(set(drawn)) == min(number, len(pool))
    assert set(drawn) <= pool


@examples(60)
@given(SEEDS, st.lists(st.sampled_from("abcdef"), min_size=1), st.integers(1, 4))
def test_the_order_of_the_pool_and_repetitions_do_not_matter(
    seed: str, pool: list[str], number: int
) -> None:
    assert draw(seed, pool[::-1], number) == draw(seed, sorted(set(pool)), number)


@examples(60)
@given(SEEDS)
def test_a_longer_draw_only_adds_names(seed: str) -> None:
    assert draw(seed, "abcdef", 5)[:3] == draw(seed, "abcdef", 3)


def test_every_order_is_about_equally_likely() -> None:
    # 6000 draws of 6 orders: 1000 each, with a standard deviation of 29. These seeds never change,
    # so neither does the outcome.
    drawn = Counter(draw(f"{number:064x}", "abc", 3) for number in range(6000))
    assert set(drawn) == set(permutations("abc"))
    assert all(880 < times < 1120 for times in drawn.values())


def test_a_draw_is_pinned_for_ever() -> None:
    # Whoever changes how lots are drawn changes past panels: that takes a new tag.
    drawn = draw("00" * 32, [f"p{number}.example" for number in range(9)], 3)
    assert drawn == ("p3.example", "p1.example", "p8.example")


def test_the_seed_depends_on_the_minutes_and_on_every_nonce() -> None:
    nonces = {"a.example": "01" * 32, "b.example": "02" * 32}
    seed = seed_from("aa" * 32, nonces)
    assert len(bytes.fromhex(seed)) == 32
    assert seed == seed_from("aa" * 32, dict(reversed(nonces.items())))
    others = [
        seed_from("ab" * 32, nonces),
        seed_from("aa" * 32, {**nonces, "b.example": "03" * 32}),
        seed_from("aa" * 32, {"a.example": "01" * 32}),
    ]
    assert len({seed, *others}) == 4


def test_a_commitment_binds_its_partner_and_its_nonce() -> None:
    given = commitment("a.example", "01" * 32)
    assert given != commitment("b.example", "01" * 32)
    assert given != commitment("a.example", "02" * 32)
