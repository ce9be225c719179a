"""Violation: that an invariant does not hold."""

import re

_FACT = re.compile(r"""'[^']*'|"[^"]*"|\b\S*\d\S*|\[[^]]*\]""")
"""What differs from one schedule to the next: numbers, ids, whatever is quoted or listed."""


class Violation(Exception):
    """Invariant `number` is broken; `text` says by what."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(f"invariant {number}: {text}")
        self.number = number
        self.text = text


def kind(number: int, text: str, names: tuple[str, ...]) -> tuple[int, str]:
    """Return what sort of violation a text tells of: without names, numbers and lists."""
    bare = _FACT.sub("#", text)
    for name in names:
        bare = re.sub(rf"\b{re.escape(name)}\b", "#", bare)
    return number, bare
