"""Values: how ids, times and addresses look in every entity."""

from datetime import UTC, datetime
from typing import Annotated

from msgspec import Meta

from models import addresses
from models.home import Home
from models.ids import from_milliseconds

Id = Annotated[str, Meta(pattern="^[0-9]+$")]
"""A number of ours as text; clients compare by length, then by letters."""
Time = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
"""UTC with exactly three decimals: some clients know no other form."""
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")]


def time_of(milliseconds: int) -> str:
    """Return a moment as clients read it."""
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def time_or_none(milliseconds: int | None) -> str | None:
    """Return a moment, or None when there is none."""
    return None if milliseconds is None else time_of(milliseconds)


def midnight_of(milliseconds: int) -> str:
    """Return the beginning of the day: since when somebody is here is nobody's exact business."""
    return f"{from_milliseconds(milliseconds):%Y-%m-%d}T00:00:00.000Z"


def day_of(milliseconds: int | None) -> str | None:
    """Return the day of a moment."""
    return None if milliseconds is None else f"{from_milliseconds(milliseconds):%Y-%m-%d}"


def acct(home: Home, username: str, domain: str) -> str:
    """Return the handle as this instance's members write it."""
    return username if domain == home.domain else f"{username}@{domain}"


def media_url(home: Home, key: str) -> str:
    """Return where a stored file is served."""
    return addresses.media(home.base_url, key)
