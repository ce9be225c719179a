"""Points: the Ed25519 keys under which anybody can sign, so that they prove nothing.

Under all rules: whatever a key has to prove could otherwise be forged.
"""

# The y coordinates of all points of order 1, 2, 4 and 8, with their non-canonical spellings; the
# top bit is the sign of x and does not matter.
_SMALL_ORDER = frozenset(
    bytes.fromhex(y)
    for y in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    )
)


def is_small_order(point: bytes) -> bool:
    """Tell whether 32 bytes of Ed25519 key are a point for which forging is trivial."""
    return point[:31] + bytes([point[31] & 0x7F]) in _SMALL_ORDER
