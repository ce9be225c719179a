"""Lots: names in an order that nobody chose, and that anybody can draw again (R5).

The seed is made of a nonce that one partner sealed beforehand and of values that others added while
they could not know it; `models.rules.moderation.lot` says who, and when.
"""

from collections.abc import Iterable, Mapping

from models.rules.canon import digest


def sealed(partner: str, nonce: str) -> str:
    """Return what a partner shows of its nonce before it opens it; the nonce must be secret."""
    return digest("hanse/lot/seal/1", {"partner": partner, "nonce": nonce})


def seed_of(lot: str, nonce: str, added: Mapping[str, str]) -> str:
    """Return the seed of one draw, from the nonce that was opened and the values added.

    O(values).
    """
    return digest("hanse/lot/seed/1", {"lot": lot, "nonce": nonce, "added": dict(added)})


def ranked(seed: str, pool: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the pool in the order drawn; every order is equally likely.

    The pool's own order and repetitions do not matter, and who drops out leaves the others' order
    as it was. O(n log n).
    """
    return tuple(sorted(set(pool), key=lambda name: digest("hanse/lot/1", [seed, name])))
