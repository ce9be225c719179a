"""Rows: Tortoise objects from rows that plain SQL returned, and columns by name.

Actions that read with plain SQL (to use the right connection, or a RETURNING clause) give the
storeys above the same objects that the tables describe.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

from tortoise.models import Model

M = TypeVar("M", bound=Model)


def entity(kind: type[M], row: Mapping[str, Any]) -> M:
    """Return a whole row of `kind`'s table as its object, marked as stored."""
    # The one public way runs another query; this is what a query set does with its rows.
    return kind._init_from_db(**row)


@lru_cache(maxsize=64)
def columns(kind: type[Model], prefix: str = "") -> str:
    """Return the columns of `kind`'s table for a SELECT, each as `prefix.name`."""
    before = f"{prefix}." if prefix else ""
    return ", ".join(f"{before}{name}" for name in kind._meta.fields_db_projection.values())


@lru_cache(maxsize=256)
def insertion(table: str, names: tuple[str, ...], count: int = 1) -> str:
    """Return `INSERT INTO table (names) VALUES (?, ...), ...` for `count` rows."""
    marks = f"({', '.join('?' * len(names))})"
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES {', '.join([marks] * count)}"
