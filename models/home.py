"""Home: what every action must know of the instance it runs at, passed and never global."""

import msgspec

from models.ports import Clock, Wake


class ContentLimits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a member may put into one post; shown to clients in the instance document."""

    characters: int = 5_000
    """Most characters of a post, its content warning included."""
    media: int = 8
    """Most attachments of a post."""
    description: int = 1_500
    """Most characters of an image description."""
    poll_options: int = 10
    """Most options of a poll."""
    poll_option_characters: int = 200
    """Most characters of a poll option."""
    poll_shortest_seconds: int = 60
    """Shortest time a poll stays open."""
    poll_longest_seconds: int = 2_629_746
    """Longest time a poll stays open (one month)."""
    upload_bytes: int = 16_777_216
    """Largest upload, in bytes."""
    upload_pixels: int = 33_554_432
    """Largest image, in pixels."""
    profile_fields: int = 8
    """Most fields of a profile."""


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """The instance: its names and limits, and its clock."""

    clock: Clock
    domain: str
    """Authority of our handles, e.g. "alpha.example" ("alpha.localhost:8400" in test mode)."""
    base_url: str
    """Scheme and authority, without a slash at the end."""
    hosts: frozenset[str]
    """Every authority this instance serves: its own and its communities'."""
    limits: ContentLimits = ContentLimits()
    wake: Wake | None = None
    """Told of new events after each commit; None where no worker runs (commands, tests)."""

    def is_ours(self, uri: str) -> bool:
        """Return whether `uri` lies under an authority that this instance serves."""
        scheme, _, rest = uri.partition("://")
        return scheme in ("http", "https") and rest.partition("/")[0] in self.hosts
