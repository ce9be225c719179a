"""Instance: what an app asks first, in both versions; strict decoders need all of it."""

import msgspec

from server.api.entities.account import Account


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of a member's text."""

    max_characters: int
    max_media_attachments: int
    characters_reserved_per_url: int = 23


class MediaLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of uploads; the numbers about video are there because clients decode them."""

    supported_mime_types: list[str]
    description_limit: int
    image_size_limit: int
    image_matrix_limit: int
    video_size_limit: int = 0
    video_frame_rate_limit: int = 0
    video_matrix_limit: int = 0


class PollLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of polls."""

    max_options: int
    max_characters_per_option: int
    min_expiration: int
    max_expiration: int


class AccountLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of profiles."""

    max_profile_fields: int
    max_featured_tags: int = 0
    max_pinned_statuses: int = 0


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """What apps adapt to."""

    urls: dict[str, str]
    vapid: dict[str, str]
    accounts: AccountLimits
    statuses: Measured
    media_attachments: MediaLimits
    polls: PollLimits
    translation: dict[str, bool]
    timelines_access: dict[str, dict[str, str]]
    limited_federation: bool = False


class Thumbnail(msgspec.Struct, frozen=True, kw_only=True):
    """The instance's picture."""

    url: str
    blurhash: str | None = None
    versions: dict[str, str] = {}


class Registrations(msgspec.Struct, frozen=True, kw_only=True):
    """How one becomes a member."""

    enabled: bool
    approval_required: bool
    reason_required: bool
    message: str | None
    url: str | None
    min_age: int | None = None


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ask."""

    email: str
    account: Account | None


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of this instance."""

    id: str
    text: str
    hint: str = ""


class Instance(msgspec.Struct, frozen=True, kw_only=True):
    """This instance, version 2."""

    domain: str
    title: str
    version: str
    source_url: str
    description: str
    usage: dict[str, dict[str, int]]
    thumbnail: Thumbnail
    icon: list[dict[str, str]]
    languages: list[str]
    configuration: Configuration
    registrations: Registrations
    api_versions: dict[str, int]
    contact: Contact
    rules: list[Rule]


class Stats(msgspec.Struct, frozen=True, kw_only=True):
    """Three numbers."""

    user_count: int
    status_count: int
    domain_count: int


class InstanceV1(msgspec.Struct, frozen=True, kw_only=True):
    """This instance, version 1."""

    uri: str
    title: str
    short_description: str
    description: str
    email: str
    version: str
    urls: dict[str, str]
    stats: Stats
    thumbnail: str | None
    languages: list[str]
    registrations: bool
    approval_required: bool
    invites_enabled: bool
    configuration: Configuration
    contact_account: Account | None
    rules: list[Rule]


class ExtendedDescription(msgspec.Struct, frozen=True, kw_only=True):
    """A longer text about the instance."""

    updated_at: str
    content: str
