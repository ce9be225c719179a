"""`hanse init` leaves a complete, closed directory behind, or exactly what it found."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli import hanse
from server.installation import install
from server.settings import SettingsInvalid, load


def run(*arguments: str) -> Result:
    return CliRunner().invoke(hanse, arguments)


def modes(root: Path) -> dict[str, int]:
    found = {str(p.relative_to(root)): stat.S_IMODE(p.stat().st_mode) for p in root.rglob("*")}
    return dict(sorted(found.items()))


def test_it_writes_settings_that_can_be_loaded_and_that_nobody_else_can_read(
    tmp_path: Path,
) -> None:
    target = tmp_path / "deep" / "alpha"
    result = run("init", str(target), "--domain", "alpha.hafen.org", "--title", 'Port "Alpha"')
    assert result.exit_code == 0, result.output
    assert modes(target) == {"data": 0o700, "data/secret": 0o600, "hanse.toml": 0o600}
    settings = load(target / "hanse.toml", {})
    assert (settings.domain, settings.title) == ("alpha.hafen.org", 'Port "Alpha"')
    assert "hanse run --config" in result.output


@pytest.mark.parametrize("data_dir", [(), ("--data-dir", "var/data")])
def test_a_directory_may_be_named_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data_dir: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("init", "alpha", "--domain", "alpha.hafen.org", *data_dir)
    assert result.exit_code == 0, result.output
    settings = load(Path("alpha/hanse.toml"), {})
    assert settings.secret_path.is_file()
    assert settings.data_path.is_relative_to(tmp_path / "alpha")


def test_two_instances_never_share_a_secret(tmp_path: Path) -> None:
    for name in ("one", "two"):
        install(tmp_path / name / "hanse.toml", {"domain": "a.hafen.org"})
    one, two = (tmp_path / name / "data" / "secret" for name in ("one", "two"))
    assert one.read_text() != two.read_text()


def test_it_never_replaces_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    secret = tmp_path / "data" / "secret"
    secret.write_text("kept")
    result = run("init", str(tmp_path), "--domain", "a.hafen.org")
    assert result.exit_code == 1
    assert "exists" in result.output
    assert secret.read_text() == "kept"
    assert not (tmp_path / "hanse.toml").exists()


def test_wrong_settings_leave_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "new"
    result = run("init", str(target), "--domain", "https://x", "--bind", "8080")
    assert result.exit_code == 2
    assert "2 settings are wrong" in result.output
    assert not target.exists()


def test_a_place_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run("init", "--config", str(tmp_path / "file" / "h.toml"), "--domain", "a.hafen.org")
    assert result.exit_code == 1
    assert "Not a directory" in result.output


def test_directory_and_config_exclude_each_other(tmp_path: Path) -> None:
    result = run("init", str(tmp_path), "--config", "x.toml", "--domain", "a.hafen.org")
    assert result.exit_code == 2


def test_community_domains_and_database_are_written(tmp_path: Path) -> None:
    result = run(
        "init",
        *("--config", str(tmp_path / "a.toml"), "--domain", "a.hafen.org"),
        *("--community-domain", "commons.hafen.org", "--community-domain", "ports.hafen.org"),
        *("--database", "postgres://hanse@db/hanse", "--data-dir", "store"),
    )
    assert result.exit_code == 0, result.output
    settings = load(tmp_path / "a.toml", {})
    assert settings.community_domains == ["commons.hafen.org", "ports.hafen.org"]
    assert settings.database.url == "postgres://hanse@db/hanse"
    assert settings.data_path == tmp_path / "store"


def test_nested_settings_of_a_demo_can_be_installed(tmp_path: Path) -> None:
    made = install(
        tmp_path / "hanse.toml",
        {
            "domain": "alpha.localhost:8400",
            "test.plain_http": True,
            "test.private_addresses": True,
            "test.resolver": {"alpha.localhost": "127.0.0.1"},
        },
    )
    assert made.settings.base_url == "http://alpha.localhost:8400"
    with pytest.raises(SettingsInvalid):
        install(
            tmp_path / "other" / "hanse.toml", {"domain": "a.hafen.org", "test.plain_http": True}
        )


def test_the_command_line_is_found_as_a_module_and_tells_its_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "server", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("hanse, version ")


def test_hidden_and_unknown_commands(tmp_path: Path) -> None:
    listed = run("--help").output
    assert "init" in listed
    assert "front-door" not in listed
    assert run("front-door", "--help").exit_code == 0
    assert run("no-such-command").exit_code == 2
