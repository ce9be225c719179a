"""In the place of `rfc8785`: the canonical form of values that the rules have already looked at."""

import json
from typing import Any


def dumps(value: Any) -> bytes:
    """Return the JCS bytes of a JSON value without fractions; keys go by their UTF-16 units."""
    return _text(value).encode()


def _text(value: Any) -> str:
    if isinstance(value, dict):
        ordered = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be"))
        return "{" + ",".join(f"{_text(key)}:{_text(part)}" for key, part in ordered) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_text(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)
