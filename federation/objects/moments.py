"""Moments on the wire: RFC 3339 in UTC with a Z, to the millisecond."""

from datetime import UTC, datetime

from models.ids import from_milliseconds


def to_wire(moment: datetime | int) -> str:
    """Return a date as we emit it; integers are milliseconds since 1970."""
    if isinstance(moment, int):
        moment = from_milliseconds(moment)
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z").replace(".000Z", "Z")
