"""Where the data lies and how long what is remembered stays."""

import msgspec


class DatabaseSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The database of one instance."""

    url: str = "sqlite://hanse.sqlite3"
    """`sqlite://FILE` (relative to the data directory) or `postgres://user@host:port/name`."""
    pool_size: int = 10
    """PostgreSQL connections of one process."""


class RetentionSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long rows that only serve repetition and repair are kept."""

    receipts_days: int = 30
    """Handled inbox receipts; never shorter than the longest retry of a peer."""
    events_days: int = 7
    """Published events."""
    orphan_media_hours: int = 24
    """Uploads that no post ever used."""
    remote_activities_days: int = 90
    """Activities of strangers outside of any community; a community's log is kept."""
