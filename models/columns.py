"""Columns: field types that mean and cost the same on both databases.

Times are stored as whole milliseconds and documents as JSON text, so that a row read by plain SQL
looks alike on SQLite and PostgreSQL and costs no parsing until somebody wants the value.
"""

from datetime import datetime
from typing import Any

import orjson
from tortoise.fields.base import Field

from models.ids import from_milliseconds, to_milliseconds


class Moment(Field[datetime], datetime):
    """An aware UTC time, kept as BIGINT milliseconds since 1970."""

    SQL_TYPE = "BIGINT"
    allows_generated = False

    def to_db_value(self, value: Any, instance: Any) -> int | None:
        """Return milliseconds; plain integers pass, so that filters may use them."""
        if value is None or isinstance(value, int):
            return value
        return to_milliseconds(value)

    def to_python_value(self, value: Any) -> datetime | None:
        """Return an aware datetime."""
        if value is None or isinstance(value, datetime):
            return value
        return from_milliseconds(value)


class Document(Field[Any]):
    """A JSON value, kept as TEXT."""

    SQL_TYPE = "TEXT"

    def to_db_value(self, value: Any, instance: Any) -> str | None:
        """Return JSON text."""
        return None if value is None else orjson.dumps(value).decode()

    def to_python_value(self, value: Any) -> Any:
        """Return the parsed value."""
        return orjson.loads(value) if isinstance(value, str | bytes) else value
