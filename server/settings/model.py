"""`Settings`: everything that is configured, in one frozen value that is passed, never imported.

The lower storeys own their sections and see only those. What follows from several settings (the
base URL, the hosts served) is derived here once, so that nobody composes addresses by hand.
"""

from pathlib import Path

from msgspec import Struct, field

from federation.settings import FederationSettings, TestMode
from models.settings import DatabaseSettings, RetentionSettings
from server.settings.sections import (
    LimitSettings,
    LogSettings,
    MediaSettings,
    MetricsSettings,
    RegistrationSettings,
    TLSSettings,
)


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first lines of hanse.toml, and its sections."""

    domain: str
    """Name under which this partner is known, such as `social.example.org`. It becomes part of
    every address and can never be changed."""
    community_domains: list[str] = []
    """Further names that this instance serves, one per community that has a name of its own."""
    title: str = ""
    """Name of the partner organisation as people read it; the domain when empty."""
    languages: list[str] = field(default_factory=lambda: ["en", "de"])
    """Languages of the partner's members, the most usual first, as tags such as `en` or `pt-BR`."""
    bind: str = "127.0.0.1:8080"
    """Address and port to listen on, or `unix:` and the path of a socket."""
    data_dir: str = "data"
    """Directory of database, media and keys. Relative paths start at this file's directory."""
    secret_file: str = ""
    """File with the secret behind cookies and form tokens; `secret` in `data_dir` when empty."""
    trusted_proxies: list[str] = []
    """Networks whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, such as
    `10.0.0.0/8`. From anybody else these headers are ignored."""
    tls: TLSSettings = TLSSettings()
    database: DatabaseSettings = DatabaseSettings()
    retention: RetentionSettings = RetentionSettings()
    registration: RegistrationSettings = RegistrationSettings()
    media: MediaSettings = MediaSettings()
    limits: LimitSettings = LimitSettings()
    log: LogSettings = LogSettings()
    metrics: MetricsSettings = MetricsSettings()
    federation: FederationSettings = FederationSettings()
    test: TestMode | None = None

    @property
    def scheme(self) -> str:
        """`https`, or `http` where test mode says so."""
        return "http" if self.test is not None and self.test.plain_http else "https"

    @property
    def base_url(self) -> str:
        """The beginning of this partner's own addresses, without a slash at the end."""
        return f"{self.scheme}://{self.domain}"

    @property
    def hosts(self) -> frozenset[str]:
        """Every authority (name, with its port in test mode) that this instance answers for."""
        return frozenset((self.domain, *self.community_domains))

    @property
    def test_mode(self) -> TestMode:
        """The loosened rules of `[test]`; nothing is loosened when there is no such section."""
        return self.test or TestMode()

    @property
    def data_path(self) -> Path:
        """The data directory as an absolute path."""
        return Path(self.data_dir)

    @property
    def secret_path(self) -> Path:
        """The secret's file as an absolute path."""
        return Path(self.secret_file)
