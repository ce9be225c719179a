"""Merkle trees: one hash for many leaves, and short proofs that a leaf is among them.

The shape is that of RFC 6962 §2.1: n leaves split at the largest power of two below n. Leaves are
hashes already, each of a tagged kind; inner nodes have a tag of their own, so that no node passes
as a leaf. Ground under all rules; rolls and boxes of members commit by it (R7).

    node  = SHA-256("hanse/node/1" 0 left right)
    empty = SHA-256("hanse/node/1" 0)
"""

from collections.abc import Sequence

from models.rules import canon

_NODE_TAG = b"hanse/node/1\0"

Peaks = list[str]
"""The roots of the full subtrees that some leaves make up so far, the largest first."""


def root(leaves: Sequence[str]) -> str:
    """Return the root over the leaves in their order. O(n)."""
    peaks: Peaks = []
    for count, leaf in enumerate(leaves):
        peaks = grown(peaks, count, leaf)
    return summit(peaks)


def grown(peaks: Peaks, count: int, leaf: str) -> Peaks:
    """Return the peaks of `count` leaves after one more. O(log n), and O(1) on average."""
    left = list(peaks)
    while count & 1:
        leaf = _node(left.pop(), leaf)
        count >>= 1
    return [*left, leaf]


def summit(peaks: Peaks) -> str:
    """Return the root of the leaves that have these peaks. O(log n)."""
    if not peaks:
        return canon.sha256(_NODE_TAG)
    top = peaks[-1]
    for peak in reversed(peaks[:-1]):
        top = _node(peak, top)
    return top


def proof(leaves: Sequence[str], index: int) -> tuple[str, ...]:
    """Return the hashes beside the way from leaf `index` to the root, from the bottom up.

    IndexError when there is no such leaf. O(n).
    """
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return ()
    split = _split(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return (*proof(left, index), root(right))
    return (*proof(right, index - split), root(left))


def is_inside(leaf: str, place: tuple[int, int], way: Sequence[str], top: str) -> bool:
    """Tell whether `leaf` is the one at `place` (index, count) of the tree with root `top`.

    RFC 9162 §2.1.3.2; O(log n).
    """
    index, count = place
    if not 0 <= index < count:
        return False
    last, found = count - 1, leaf
    for beside in way:
        if last == 0:
            return False
        if index & 1 or index == last:
            found = _node(beside, found)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            found = _node(found, beside)
        index, last = index >> 1, last >> 1
    return last == 0 and found == top


def _node(left: str, right: str) -> str:
    return canon.sha256(_NODE_TAG + bytes.fromhex(left) + bytes.fromhex(right))


def _split(count: int) -> int:
    """Return the largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)
