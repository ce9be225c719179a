"""Lots: members of a panel drawn from a list so that anybody can draw them again.

Every partner commits to a nonce, and reveals it when minutes with all commitments are final. The
seed is made of those minutes and of all nonces. (Not of later minutes: their secretary would know
the nonces and could try times and cuts until the draw is to its liking.) Who has seen the others'
nonces may still keep its own to itself; then there is no seed, and the draw starts again.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from models.rules.canon import digest


def commitment(partner: str, nonce: str) -> str:
    """Return what a partner publishes before it reveals its nonce; the nonce must be secret."""
    return digest("hanse/lot/commit/1", {"partner": partner, "nonce": nonce})


def seed_from(minutes_id: str, nonces: Mapping[str, str]) -> str:
    """Return the seed, 64 hexadecimal digits, from the minutes with the commitments, and nonces."""
    return digest("hanse/lot/seed/1", {"minutes": minutes_id, "nonces": dict(nonces)})


def draw(seed: str, pool: Iterable[str], number: int) -> tuple[str, ...]:
    """Return `number` different names of the pool in the order drawn; all when it has fewer.

    Every order of names is equally likely, exactly (no modulo bias); the pool's own order and
    repetitions do not matter.
    """
    left = sorted(set(pool))
    blocks = _blocks(seed)
    drawn: list[str] = []
    while left and len(drawn) < number:
        drawn.append(left.pop(_below(len(left), blocks)))
    return tuple(drawn)


def _blocks(seed: str) -> Iterator[int]:
    """Yield numbers of 256 bits without end."""
    number = 0
    while True:
        yield int.from_bytes(hashlib.sha256(f"hanse/lot/1\0{seed}\0{number}".encode()).digest())
        number += 1


def _below(bound: int, blocks: Iterator[int]) -> int:
    """Return a number below the bound: the first one of just enough bits that is."""
    unused = 256 - (bound - 1).bit_length()
    return next(block >> unused for block in blocks if block >> unused < bound)
