"""Judges whole settings: what fits together, what is safe in public, what only a test may do.

Runs only on values that decoded well, reads files but changes none, and opens no connection. It is
the reason why a debugging allowance cannot reach a public name: test mode and a public domain
exclude each other here, before anything has started.
"""

import ipaddress
from urllib.parse import urlsplit

from server.settings import addresses
from server.settings.model import Settings
from server.settings.report import Report

SAMPLE_PASSWORDS = frozenset(
    {"change-me", "changeme", "example", "hanse", "password", "postgres", "sample", "secret"}
)
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")


def check(settings: Settings, report: Report) -> None:
    """Write every problem of names, addresses, database and test mode into `report`."""
    _check_domains(settings, report)
    _check_bind(settings, report)
    _check_proxies(settings, report)
    _check_languages(settings, report)
    _check_database(settings, report)
    _check_metrics(settings, report)
    if settings.test is not None:
        _check_resolver(settings.test.resolver, report)


def _check_domains(settings: Settings, report: Report) -> None:
    _check_name("domain", settings.domain, settings, report)
    seen = {settings.domain}
    for name in settings.community_domains:
        if name in seen:
            report.add("community_domains", "this name is already used", "Name it once.", name)
        seen.add(name)
        _check_name("community_domains", name, settings, report)


def _check_name(key: str, authority: str, settings: Settings, report: Report) -> None:
    try:
        host, port = addresses.split_authority(authority)
    except ValueError:
        remedy = "Write only the name, without https:// and without a path."
        report.add(key, "this is not a host name", remedy, authority)
        return
    fault = addresses.name_fault(host)
    if fault is not None:
        report.add(key, fault, "Write the name as it stands in DNS.", authority)
    elif settings.test is not None and not addresses.is_test_name(host):
        report.add(
            key,
            "test mode is on and this name is public",
            "Remove the [test] section, or use a name below .localhost, .test or .example.",
            authority,
        )
    elif settings.test is None and addresses.is_test_name(host):
        report.add(
            key,
            "nobody on the Internet can reach this name",
            "Use the real name of this instance, or add a [test] section to try things out.",
            authority,
        )
    elif settings.test is None and port is not None:
        remedy = "Remove the port: every instance is reached on 443."
        report.add(key, "a port belongs to test mode only", remedy, authority)


def _check_bind(settings: Settings, report: Report) -> None:
    try:
        listen = addresses.parse_bind(settings.bind)
    except ValueError as error:
        remedy = "Write it as 127.0.0.1:8080, [::1]:8080 or unix:/run/hanse.sock."
        report.add("bind", str(error), remedy, settings.bind)
        return
    protected = settings.tls.certificate or settings.trusted_proxies or settings.test is not None
    if not listen.is_private and not protected:
        report.add(
            "bind",
            "other machines could connect without TLS",
            "Listen on 127.0.0.1 behind a proxy, name that proxy in trusted_proxies, or set [tls].",
            settings.bind,
        )


def _check_proxies(settings: Settings, report: Report) -> None:
    for text in settings.trusted_proxies:
        try:
            network = ipaddress.ip_network(text)
        except ValueError:
            remedy = "Write a network such as 10.0.0.0/8, with no bits behind its prefix."
            report.add("trusted_proxies", "this is not a network", remedy, text)
            continue
        if network.prefixlen == 0:
            remedy = "Name only the networks of your own proxies."
            report.add("trusted_proxies", "this trusts everybody", remedy, text)


def _check_languages(settings: Settings, report: Report) -> None:
    if not settings.languages:
        report.add("languages", "the list is empty", 'Write at least one, such as ["en"].', "[]")
    for tag in settings.languages:
        if not addresses.is_language(tag):
            remedy = "Write tags such as en, de or pt-BR."
            report.add("languages", "this is not a language tag", remedy, tag)


def _check_database(settings: Settings, report: Report) -> None:
    parts = urlsplit(settings.database.url)
    if parts.scheme not in DATABASE_SCHEMES or not (parts.netloc or parts.path):
        remedy = "Write sqlite://hanse.sqlite3 or postgres://user@host:5432/name."
        report.add("database.url", "this is not the URL of a database", remedy)
    elif settings.test is None and parts.password in SAMPLE_PASSWORDS:
        remedy = "Choose a long random one, for instance with `openssl rand -hex 24`."
        report.add("database.url", "this password is a sample that everybody knows", remedy)


def _check_metrics(settings: Settings, report: Report) -> None:
    if settings.metrics.access == "token" and not settings.metrics.token_file:
        remedy = "Name the file that holds the token."
        report.add("metrics.token_file", "metrics are to be read by token, but none is set", remedy)


def _check_resolver(resolver: dict[str, str], report: Report) -> None:
    for name, address in resolver.items():
        if not addresses.is_address(address):
            remedy = "Write an address such as 127.0.0.1."
            report.add("test.resolver", "this is not an IP address", remedy, f"{name}={address}")
        if not addresses.is_test_name(name):
            remedy = "Use a name below .localhost, .test or .example."
            report.add("test.resolver", "only test names may be mapped", remedy, name)
