"""Base58btc and Multikey, as FEP-521a and the Data Integrity cryptosuites write bytes.

Ground under all rules, which name keys so (R11). Pure functions on bounded input; whoever decodes
says how many bytes must come out, so that nobody makes us turn a megabyte of digits into a number.
"""

ED25519_PREFIX = b"\xed\x01"
"""The multicodec of an Ed25519 public key, as an unsigned varint."""

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS = {character: digit for digit, character in enumerate(_ALPHABET)}
_PAIRS = [high + low for high in _ALPHABET for low in _ALPHABET]
_TEN_DIGITS = 58**10
# 58 holds 5.857 bits; 1.366 digits a byte is the ceiling of 8 / 5.857.
_DIGITS_PER_BYTE = 1.366


def encode(raw: bytes) -> str:
    """Return `raw` in multibase base58btc, with its leading z.

    O(n²) in the bytes, which are few.
    """
    number = int.from_bytes(raw, "big")
    pairs = []
    while number:
        # Long numbers are divided seldom, short ones often: that is three times as quick.
        number, rest = divmod(number, _TEN_DIGITS)
        for _ in range(5):
            rest, pair = divmod(rest, 58 * 58)
            pairs.append(_PAIRS[pair])
    zeros = len(raw) - len(raw.lstrip(b"\0"))
    digits = "".join(reversed(pairs)).lstrip(_ALPHABET[0])
    return "z" + _ALPHABET[0] * zeros + digits


def decode(text: str, size: int) -> bytes:
    """Return the `size` bytes that `text` stands for; ValueError when it stands for anything else.

    Each byte string has exactly one base58btc form, so what decodes here encodes to itself. O(n²)
    in `size`.
    """
    if not text.startswith("z"):
        raise ValueError("not multibase base58btc")
    digits = text[1:]
    if len(digits) > size * _DIGITS_PER_BYTE + 1:
        raise ValueError("too many base58 digits")
    number = 0
    for character in digits:
        digit = _DIGITS.get(character)
        if digit is None:
            raise ValueError("not a base58 digit")
        number = number * 58 + digit
    zeros = len(digits) - len(digits.lstrip(_ALPHABET[0]))
    body = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if zeros + len(body) != size:
        raise ValueError(f"{zeros + len(body)} bytes where {size} belong")
    return b"\0" * zeros + body
