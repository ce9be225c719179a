"""Plain: a value of structs as JSON values again."""

from enum import Enum
from typing import Any

from server.verifying.standin.structs import Struct


def to_builtins(value: Any) -> Any:
    """Return `value` with structs as dicts, in the order of their fields, and enums as values.

    Tuples stay tuples; JSON writes them as arrays. TypeError for what JSON does not know.
    """
    if isinstance(value, Struct):
        return {name: to_builtins(getattr(value, name)) for name in type(value).__struct_fields__}
    if isinstance(value, Enum):
        return to_builtins(value.value)
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, list):
        return [to_builtins(part) for part in value]
    if isinstance(value, tuple):
        return tuple(to_builtins(part) for part in value)
    if isinstance(value, dict):
        return {to_builtins(key): to_builtins(part) for key, part in value.items()}
    raise TypeError(f"Encoding objects of type {type(value).__name__} is unsupported")
