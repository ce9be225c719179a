"""In the place of `msgspec`: the names that the rules import from it."""

from server.verifying.standin import structs
from server.verifying.standin.converting import ValidationError, convert
from server.verifying.standin.plain import to_builtins
from server.verifying.standin.structs import Meta, Struct, field

__all__ = ["Meta", "Struct", "ValidationError", "convert", "field", "structs", "to_builtins"]
