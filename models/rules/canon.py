"""Canonical bytes: the one way to write a governance object, so that everybody hashes the same.

Ground under all rules: what they compare, sign and count are these bytes and their hashes.

The form is JCS (RFC 8785) of a narrower world: integers within 2^53, no fractions, strings in NFC,
nesting bounded. What comes from elsewhere must already be in this form, byte for byte: then a
signed object has one encoding, and duplicate keys or odd numbers cannot hide in it.

Signed bytes are an ASCII tag, one zero byte, and the canonical form without `sig`; an object's id
is SHA-256 of the same bytes. A tag per kind keeps one kind from passing as another.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import rfc8785

from models.rules.refusal import Refusal, Refused

SAFE_INTEGER = 2**53 - 1
MAX_DEPTH = 24
MAX_ENTRY = 64 * 1024
"""Bytes of one entry."""
MAX_EVIDENCE = 3 * MAX_ENTRY
"""Bytes of an entry that carries two others as evidence, and of minutes with their certificate."""


def encode(value: object) -> bytes:
    """Return the canonical bytes of a JSON value; Refused(not_canonical) when it has none.

    Linear.
    """
    if _are_plain((value,), MAX_DEPTH):
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return text.encode()
    return rfc8785.dumps(value)  # type: ignore[arg-type]


def parse(raw: bytes, limit: int = MAX_ENTRY) -> dict[str, Any]:
    """Return the object whose canonical form is exactly `raw`, which is at most `limit` bytes.

    Refused with `oversized`, `not_json` or `not_canonical`. Linear in the size.
    """
    if len(raw) > limit:
        raise Refused(Refusal.OVERSIZED, f"{len(raw)} bytes, {limit} allowed")
    try:
        value = json.loads(raw.decode("utf-8"), parse_float=_no_fraction)
    except (ValueError, RecursionError) as error:
        raise Refused(Refusal.NOT_JSON, str(error)[:200]) from error
    if not isinstance(value, dict):
        raise Refused(Refusal.NOT_JSON, "not an object")
    if encode(value) != raw:
        raise Refused(Refusal.NOT_CANONICAL, "not its own canonical form")
    return value


def signed_bytes(tag: str, claim: Mapping[str, Any]) -> bytes:
    """Return what a signature of kind `tag` covers: everything in `claim` but its `sig`.

    Refused(not_canonical). Linear.
    """
    return tag.encode("ascii") + b"\0" + encode({k: v for k, v in claim.items() if k != "sig"})


def digest(tag: str, value: object) -> str:
    """Return the id of a value of kind `tag`: SHA-256, as 64 lower-case hexadecimal digits.

    Refused(not_canonical). Linear.
    """
    return sha256(tag.encode("ascii") + b"\0" + encode(value))


def sha256(raw: bytes) -> str:
    """Return SHA-256 of `raw` as 64 lower-case hexadecimal digits. Linear."""
    return hashlib.sha256(raw).hexdigest()


def _no_fraction(text: str) -> Any:
    raise ValueError(f"{text[:20]} has a fraction or an exponent")


def _are_plain(parts: Iterable[object], depth: int) -> bool:
    """Tell whether sorting keys by code point is what JCS asks; Refused when nothing is.

    A loop over the parts of one list or object, because a call for each of them costs more.
    """
    plain = True
    for part in parts:
        kind = type(part)
        if kind is str:
            if not part.isascii():  # type: ignore[attr-defined]
                _check_text(part)  # type: ignore[arg-type]
        elif kind is int:
            if not -SAFE_INTEGER <= part <= SAFE_INTEGER:  # type: ignore[operator]
                raise Refused(Refusal.NOT_CANONICAL, "integer beyond 2^53 - 1")
        elif part is None or kind is bool:
            continue
        elif depth == 0:
            raise Refused(Refusal.NOT_CANONICAL, f"nested deeper than {MAX_DEPTH}")
        elif kind is list or kind is tuple:
            plain = _are_plain(part, depth - 1) and plain  # type: ignore[arg-type]
        elif kind is dict:
            plain = _are_keys_plain(part) and plain  # type: ignore[arg-type]
            plain = _are_plain(part.values(), depth - 1) and plain  # type: ignore[attr-defined]
        else:
            raise Refused(Refusal.NOT_CANONICAL, f"a {kind.__name__} has no canonical form")
    return plain


def _are_keys_plain(keys: Iterable[str]) -> bool:
    try:
        joined = "".join(keys)
    except TypeError as error:
        raise Refused(Refusal.NOT_CANONICAL, "a key that is no string") from error
    if joined.isascii():
        return True
    for key in keys:
        _check_text(key)
    return False


def _check_text(text: str) -> None:
    if not unicodedata.is_normalized("NFC", text):
        raise Refused(Refusal.NOT_CANONICAL, "a string that is not in NFC")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Refused(Refusal.NOT_CANONICAL, "a lone surrogate") from error
