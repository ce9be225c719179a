"""Bytes to document: the only place where JSON from outside is parsed.

The inbox, every fetch, backfill and import enter here with raw bytes, once: the value that was
checked is the value that is used. JSON readers disagree on repeated keys, huge numbers, encodings
and deep nesting, and what two readers see differently an attacker can sign once and use twice; so
all of that is refused. The document keeps every member as it came, because proofs are computed
over the whole; nobody may change it afterwards.
"""

import json
from typing import Any, Final

import orjson

from federation.contexts import REFUSED_KEYWORDS, check_context
from federation.errors import Reason, Rejected
from federation.settings import FederationSettings

# orjson turns an integer beyond 64 bits into a float, silently and with loss.
_LARGEST_NUMBER: Final = 2.0**63


def parse(raw: bytes, settings: FederationSettings) -> dict[str, Any]:
    """Return the JSON object in `raw`, which must be strict and unambiguous UTF-8 JSON.

    Raises Rejected with BODY_TOO_LARGE, JSON_MALFORMED (not JSON, or readers would disagree on it)
    or SHAPE_REFUSED (JSON, but no document: not an object, too deep, JSON-LD folding).
    """
    if len(raw) > settings.document_bytes:
        raise Rejected(Reason.BODY_TOO_LARGE, f"{len(raw)} bytes")
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Rejected(Reason.JSON_MALFORMED, str(error)) from error
    if type(document) is not dict:
        raise Rejected(Reason.SHAPE_REFUSED, "not an object")
    keys = _walk(document, settings.json_depth)
    # Without white space every key is followed by `":`, so as many of these as keys proves that
    # none was repeated. More of them prove nothing, because text such as ":)" looks the same.
    if raw.translate(None, b" \t\r\n").count(b'":') != keys:
        _refuse_repeated_keys(raw)
    if b"\\u0000" in raw:
        _refuse_null_characters(document)
    return document


def _walk(document: dict[str, Any], deepest: int) -> int:
    """Check nesting, keywords, contexts and numbers level by level; return the number of keys."""
    keys = depth = 0
    level: list[Any] = [document]
    while level:
        depth += 1
        if depth > deepest:
            raise Rejected(Reason.SHAPE_REFUSED, f"nested deeper than {deepest}")
        below: list[Any] = []
        for node in level:
            if type(node) is dict:
                keys += len(node)
                if not REFUSED_KEYWORDS.isdisjoint(node):
                    raise Rejected(Reason.SHAPE_REFUSED, "JSON-LD keyword that folds documents")
                if "@context" in node:
                    check_context(node["@context"])
                values = node.values()
            else:
                values = node
            for value in values:
                kind = type(value)
                if kind is dict or kind is list:
                    below.append(value)
                elif kind is float and not -_LARGEST_NUMBER < value < _LARGEST_NUMBER:
                    raise Rejected(Reason.JSON_MALFORMED, "number out of range")
        level = below
    return keys


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, value in pairs:
        # A key repeated with the same value says the same thing to every reader.
        if key in members and members[key] != value:
            raise Rejected(Reason.JSON_MALFORMED, f"key repeated with another value: {key[:80]!r}")
        members[key] = value
    return members


def _refuse_repeated_keys(raw: bytes) -> None:
    """Read again, slowly, with an eye on each pair; depth was bounded by the first reading."""
    json.loads(raw, object_pairs_hook=_pairs)


def _refuse_null_characters(document: dict[str, Any]) -> None:
    """Refuse U+0000 in any key or text: PostgreSQL cannot store it and C readers end there."""
    waiting: list[Any] = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            waiting.extend(node.keys())
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, str) and "\0" in node:
            raise Rejected(Reason.JSON_MALFORMED, "null character")
