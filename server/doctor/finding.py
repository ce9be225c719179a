"""What a check found: fine, worth knowing, or broken, and then what to do about it."""

from typing import Literal, Self

from msgspec import Struct


class Finding(Struct, frozen=True):
    """One result; `remedy` is empty exactly when `state` is `ok`."""

    check: str
    state: Literal["ok", "warning", "failed"]
    message: str
    remedy: str = ""

    @classmethod
    def good(cls, check: str, message: str) -> Self:
        """Say that all is well."""
        return cls(check, "ok", message)

    @classmethod
    def odd(cls, check: str, message: str, remedy: str) -> Self:
        """Say something that does no harm yet."""
        return cls(check, "warning", message, remedy)

    @classmethod
    def bad(cls, check: str, message: str, remedy: str) -> Self:
        """Say something that keeps the instance from working."""
        return cls(check, "failed", message, remedy)
