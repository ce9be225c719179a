"""Violation: that an invariant does not hold."""


class Violation(Exception):
    """Invariant `number` is broken; `text` says by what."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(f"invariant {number}: {text}")
        self.number = number
        self.text = text
