"""What federation may spend and whom it may reach; the one limits table of everything remote."""

import msgspec


class TestMode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Loosened rules for demos and tests on one machine; refused with a public domain."""

    __test__ = False

    private_addresses: bool = False
    """Allow connections to loopback and private networks, on any port."""
    plain_http: bool = False
    """Use and accept http:// ids and URLs."""
    resolver: dict[str, str] = {}
    """Host name (without port) to IP address, asked before DNS."""
    ca_file: str = ""
    """A PEM file with an extra certificate authority to trust."""


class FederationSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits of all traffic with other servers."""

    document_bytes: int = 1_048_576
    """Largest activity or document accepted or fetched, in bytes after decompression."""
    json_depth: int = 64
    """Deepest nesting of a JSON document."""
    recipients: int = 1_000
    """Most entries in one of to, cc, bto, bcc, audience."""
    tags: int = 200
    """Most entries in tag."""
    attachments: int = 32
    """Most entries in attachment."""
    poll_options: int = 500
    """Most options of a remote poll."""
    id_length: int = 2_048
    """Longest id or URL, in characters."""
    content_length: int = 32_768
    """Longest HTML content kept of a remote object, in bytes; longer is refused."""
    request_seconds: float = 15.0
    """Total time of one outgoing request, redirects included."""
    connect_seconds: float = 5.0
    """Time to connect, of that."""
    redirects: int = 3
    """Most redirects followed on a GET; none on a POST."""
    clock_skew_seconds: int = 3_600
    """How far a signature's date may be from our clock."""
    partner_clock_skew_seconds: int = 300
    """The same for signatures made by partners of a community."""
    key_negative_seconds: int = 300
    """How long a key that its owner's server refused is not asked for again."""
    unreachable_seconds: float = 10.0
    """How long a key or document of a server that did not answer is not asked for again."""
    key_cache_seconds: float = 3_600.0
    """How long a key is used from memory before the database is asked again."""
    key_cache_entries: int = 10_000
    """Most keys held in memory, and as many failures to get one."""
    thread_fetch_depth: int = 100
    """Most ancestors fetched for one incoming reply."""
    collection_pages: int = 10
    """Most pages read of a remote collection, except a partner's log."""
    retire_stranger_after_days: int = 14
    """A destination that is no partner and failed for so long gets nothing more."""
    retry_first_seconds: float = 10.0
    """Delay after the first failed delivery; doubles, with full jitter, up to the cap."""
    retry_cap_seconds: float = 3_600.0
    """Longest delay between two tries; partners are tried for ever."""
    circuit_first_seconds: float = 10.0
    """How long a host is left alone after it failed several times in a row; doubles each time."""
    circuit_longest_seconds: float = 1_800.0
    """Longest time a failing host is left alone before it is tried once more."""
    concurrent_deliveries: int = 64
    """Most deliveries in flight at once, each to another destination."""
    catchup_seconds: float = 60.0
    """How often a partner's log is asked for news while all seems well."""
