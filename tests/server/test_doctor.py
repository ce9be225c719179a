"""The doctor tells good from bad, names the remedy, and never breaks on what it finds."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
import trustme
from aiohttp import web
from aiohttp.test_utils import TestServer
from click.testing import CliRunner

from federation.settings import TestMode
from models.database import Database
from models.settings import DatabaseSettings
from server import doctor
from server.cli import hanse
from server.doctor import Finding
from server.doctor.clock import clock_check, kernel_discipline, time_over_http
from server.doctor.database import database_check
from server.doctor.disk import disk_check
from server.doctor.dns import dns_check, resolve
from server.doctor.tls import tls_check
from server.installation import install
from server.settings import Settings

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class StillClock:
    """A clock that stands."""

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return install(tmp_path / "hanse.toml", {"domain": "alpha.hafen.org"}).settings


def states(findings: list[Finding]) -> list[str]:
    assert all((finding.state == "ok") == (not finding.remedy) for finding in findings)
    return [finding.state for finding in findings]


@pytest.mark.parametrize(
    ("seconds", "state"),
    [(0, "ok"), (29, "ok"), (-29, "ok"), (31, "warning"), (-31, "warning"), (300, "failed")],
)
async def test_the_clock_is_compared_with_peers(
    settings: Settings, seconds: int, state: str
) -> None:
    async def ask(host: str) -> datetime:
        return NOW - timedelta(seconds=seconds)

    check = clock_check(["beta.hafen.org"], ask, lambda: "in step", StillClock())
    assert states(await check(settings)) == ["ok", state]


async def test_a_clock_without_witness_is_a_warning(settings: Settings) -> None:
    async def ask(host: str) -> None:
        return None

    check = clock_check(["beta.hafen.org"], ask, lambda: "adrift")
    assert states(await check(settings)) == ["warning", "warning"]
    assert kernel_discipline() in {"in step", "adrift", "unknown"}


async def test_the_time_of_a_real_server_is_read(settings: Settings) -> None:
    mode = TestMode(private_addresses=True, plain_http=True)
    local = msgspec.structs.replace(settings, domain="a.test", test=mode)
    async with TestServer(web.Application(), host="127.0.0.1") as server:
        theirs = await time_over_http(local)(f"127.0.0.1:{server.port}")
    assert theirs is not None
    assert abs(datetime.now(UTC) - theirs) < timedelta(seconds=5)
    assert await time_over_http(settings)("127.0.0.1") is None


@pytest.mark.parametrize(
    ("addresses", "state"),
    [
        (["85.1.2.3", "2a01:4f8::1"], "ok"),
        (["85.1.2.3", "127.0.1.1"], "failed"),
        (["fd00::1"], "failed"),
        ([], "failed"),
    ],
)
async def test_names_must_lead_to_public_addresses(
    settings: Settings, addresses: list[str], state: str
) -> None:
    async def ask(host: str) -> list[str]:
        assert host == "alpha.hafen.org"
        return addresses

    assert states(await dns_check(ask)(settings)) == [state]


async def test_names_of_test_mode_are_taken_from_its_map(settings: Settings) -> None:
    mode = TestMode(resolver={"a.test": "127.0.0.1"})
    local = msgspec.structs.replace(settings, domain="a.test:8400", test=mode)
    assert states(await dns_check()(local)) == ["ok"]
    assert await resolve("localhost")
    assert await resolve("no-such-name.invalid") == []


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[trustme.CA, Path, Path]:
    authority = trustme.CA()
    issued = authority.issue_cert("a.test", "commons.test")
    key, chain, root = tmp_path / "key.pem", tmp_path / "chain.pem", tmp_path / "ca.pem"
    issued.private_key_pem.write_to_path(key)
    issued.cert_chain_pems[0].write_to_path(chain)
    authority.cert_pem.write_to_path(root)
    key.chmod(0o600)
    return authority, chain, key


@asynccontextmanager
async def https(chain: Path, key: Path) -> AsyncIterator[int]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain, key)
    server = TestServer(web.Application(), host="127.0.0.1", scheme="https")
    await server.start_server(ssl=context)
    try:
        yield server.port or 0
    finally:
        await server.close()


def secured(settings: Settings, port: int, chain: Path, key: Path, **changes: object) -> Settings:
    """Return settings of a test instance whose names lead to a server on this machine."""
    resolver = dict.fromkeys(("a.test", "commons.test", "other.test"), "127.0.0.1")
    mode = TestMode(resolver=resolver, ca_file=str(chain.with_name("ca.pem")))
    tls = msgspec.structs.replace(settings.tls, certificate=str(chain), key=str(key))
    return msgspec.structs.replace(settings, domain=f"a.test:{port}", test=mode, tls=tls, **changes)


async def test_a_good_certificate_is_good_in_the_file_and_from_outside(
    settings: Settings, certificate: tuple[trustme.CA, Path, Path]
) -> None:
    _, chain, key = certificate
    async with https(chain, key) as port:
        local = secured(settings, port, chain, key, community_domains=[f"commons.test:{port}"])
        findings = await tls_check()(local)
    assert states(findings) == ["ok"] * 4, findings


async def test_a_certificate_without_the_community_name_fails(
    settings: Settings, certificate: tuple[trustme.CA, Path, Path]
) -> None:
    _, chain, key = certificate
    async with https(chain, key) as port:
        local = secured(settings, port, chain, key, community_domains=[f"other.test:{port}"])
        findings = await tls_check()(local)
    assert states(findings) == ["ok", "failed", "ok", "failed"], findings
    assert "other.test" in findings[1].message


async def test_a_certificate_that_nobody_trusts_fails_from_outside_only(
    settings: Settings, certificate: tuple[trustme.CA, Path, Path]
) -> None:
    _, chain, key = certificate
    trustme.CA().cert_pem.write_to_path(chain.with_name("ca.pem"))
    async with https(chain, key) as port:
        findings = await tls_check()(secured(settings, port, chain, key))
    assert states(findings) == ["ok", "failed"], findings


async def test_a_certificate_that_ends_soon_is_a_warning(
    settings: Settings, certificate: tuple[trustme.CA, Path, Path], tmp_path: Path
) -> None:
    authority, chain, key = certificate
    soon = authority.issue_cert("a.test", not_after=datetime.now(UTC) + timedelta(days=3))
    soon.private_key_pem.write_to_path(key)
    soon.cert_chain_pems[0].write_to_path(chain)
    async with https(chain, key) as port:
        findings = await tls_check()(secured(settings, port, chain, key))
    assert states(findings) == ["warning", "warning"], findings


async def test_a_closed_port_and_plain_http_are_no_failure(
    settings: Settings, certificate: tuple[trustme.CA, Path, Path]
) -> None:
    _, chain, key = certificate
    findings = await tls_check()(secured(settings, 1, chain, key))
    assert states(findings) == ["ok", "warning"], findings
    plain = msgspec.structs.replace(settings, domain="a.test", test=TestMode(plain_http=True))
    assert states(await tls_check()(plain)) == ["ok"]


async def test_the_database_goes_from_absent_over_behind_to_ready(settings: Settings) -> None:
    check = database_check()
    assert "does not exist" in (await check(settings))[0].message
    assert not (settings.data_path / "hanse.sqlite3").exists()
    async with Database(settings.database, settings.data_path):
        pass
    assert states(await check(settings)) == ["warning"]
    async with Database(settings.database, settings.data_path) as database:
        await database.migrate()
    assert states(await check(settings)) == ["ok"]


@pytest.mark.parametrize(
    "url", ["postgres://hanse@127.0.0.1:1/hanse", "sqlite://.", "sqlite://secret"]
)
async def test_a_database_that_cannot_be_opened_fails(settings: Settings, url: str) -> None:
    broken = msgspec.structs.replace(settings, database=DatabaseSettings(url=url))
    assert states(await database_check()(broken)) == ["failed"]


@pytest.mark.parametrize(
    ("free", "left", "expected"),
    [
        (10**11, 10**6, ["ok", "ok"]),
        (10**9, None, ["warning", "ok"]),
        (10**8, 10, ["failed", "ok", "warning"]),
    ],
)
async def test_the_disk_is_judged_by_what_is_left(
    settings: Settings, free: int, left: int | None, expected: list[str]
) -> None:
    check = disk_check(lambda path: SimpleNamespace(free=free), lambda path: left)
    assert states(await check(settings)) == expected


async def test_a_disk_that_takes_nothing_fails(settings: Settings) -> None:
    gone = msgspec.structs.replace(settings, data_dir="/proc")
    assert "failed" in states(await disk_check()(gone))


async def test_a_check_that_hangs_becomes_a_finding(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(settings: Settings) -> list[Finding]:
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr(doctor, "CHECK_SECONDS", 0.01)
    assert states(await doctor.examine(settings, {"slow": hang})) == ["failed"]


def test_the_command_ends_with_the_right_code(tmp_path: Path) -> None:
    made = install(
        tmp_path / "hanse.toml",
        {
            "domain": "a.test",
            "test.plain_http": True,
            "test.resolver": {"a.test": "127.0.0.1"},
        },
    )
    result = CliRunner().invoke(hanse, ["doctor", "--config", str(made.config)])
    assert result.exit_code == 0, result.output
    assert "database" in result.output
    broken = msgspec.structs.replace(made.settings.database, url="postgres://h@127.0.0.1:1/h")
    environ = {"HANSE_DATABASE__URL": broken.url}
    failed = CliRunner(env=environ).invoke(hanse, ["doctor", "--config", str(made.config)])
    assert failed.exit_code == 1, failed.output
    (made.settings.data_path / "secret").chmod(0o644)
    wrong = CliRunner().invoke(hanse, ["doctor", "--config", str(made.config)])
    assert wrong.exit_code == 2
    assert "chmod" in wrong.output
