"""The sections of hanse.toml that belong to the server itself, with every default.

`load` builds these values, everybody else only reads them; they are frozen, hold no open file and
know no environment. A field's docstring is its entry in `docs/configuration.md`, in the file that
`hanse init` writes and in the message about a wrong value, so it is written for an operator.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Positive = Annotated[int, Meta(ge=1)]
"""A whole number that cannot be zero: a limit of nothing would refuse everything."""
Seconds = Annotated[float, Meta(gt=0)]
"""A duration that cannot be zero."""


class TLSSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The certificate Hanse serves itself; leave both empty behind a proxy that ends TLS."""

    certificate: str = ""
    """PEM file with the certificate and its chain, for the domain and all community domains."""
    key: str = ""
    """PEM file with the private key of that certificate; only its owner may read it."""


class RegistrationSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How people become members of this partner."""

    mode: Literal["closed", "approval"] = "approval"
    """`closed`: only `hanse member add`. `approval`: people ask, an admin says yes or no."""
    pending: Positive = 200
    """Most requests that wait for an answer; further ones are asked to come back later."""


class MediaSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What members may upload. Images are always re-encoded and lose their metadata."""

    image_bytes: Positive = 16_777_216
    """Largest image accepted, in bytes."""
    image_pixels: Positive = 16_777_216
    """Most pixels (width times height) of an image accepted."""
    stored_edge_pixels: Positive = 2_048
    """Longer edge of the image that is kept; larger ones are scaled down."""
    description_length: Positive = 1_500
    """Longest alternative text, in characters."""
    attachments: Annotated[int, Meta(ge=1, le=32)] = 8
    """Most images of one post."""


class LimitSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one request, one address and one member may use of this server."""

    header_bytes: Annotated[int, Meta(ge=4_096, le=65_536)] = 16_384
    """Largest request line or header field, in bytes."""
    body_bytes: Annotated[int, Meta(ge=65_536)] = 2_097_152
    """Largest request body except uploads, in bytes."""
    header_seconds: Seconds = 10.0
    """Time a connection has to send a whole request head."""
    body_seconds: Seconds = 30.0
    """Time a connection has to send a whole request body except uploads."""
    keepalive_seconds: Seconds = 75.0
    """How long an idle connection stays open."""
    shutdown_seconds: Seconds = 10.0
    """How long requests and deliveries in progress may take after a signal to stop."""
    requests_per_token: Positive = 300
    """API requests of one app's login in five minutes."""
    requests_per_member: Positive = 1_500
    """API requests of one member, over all apps, in five minutes."""
    requests_per_address: Positive = 300
    """Requests without a login from one network address in five minutes."""
    uploads_per_member: Positive = 30
    """Uploads of one member in thirty minutes."""
    apps_per_address: Positive = 5
    """Apps registered from one network address in ten minutes."""
    logins_per_address: Positive = 25
    """Attempts to log in from one network address in five minutes."""
    post_length: Annotated[int, Meta(ge=500)] = 5_000
    """Longest post of a member, in characters."""
    poll_options: Annotated[int, Meta(ge=2, le=20)] = 10
    """Most options of a member's poll."""
    poll_option_length: Positive = 100
    """Longest option of a member's poll, in characters."""


class LogSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the server writes to standard error."""

    format: Literal["text", "json"] = "text"
    """`text` for people, `json` for collectors: one object a line."""
    level: Literal["debug", "info", "warning", "error"] = "info"
    """The least important event that is written."""


class MetricsSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who may read `/metrics`."""

    access: Literal["off", "loopback", "token"] = "loopback"
    """`loopback`: only this machine. `token`: whoever sends `Authorization: Bearer` with it."""
    token_file: str = ""
    """File with the token for `token`; only its owner may read it."""
