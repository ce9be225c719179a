"""`hanse member` from a terminal: what it makes, shows and refuses."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli import hanse
from server.installation import install
from tests.databases import SQLite

CONFIG = "hanse.toml"


@pytest.fixture
def instance(tmp_path: Path, sqlite_databases: SQLite) -> Path:
    made = install(tmp_path / CONFIG, {"domain": "alpha.hafen.org"})
    sqlite_databases.place(made.settings.data_path / "hanse.sqlite3")
    return made.config


def run(instance: Path, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(hanse, ["member", *arguments, "--config", str(instance)], input=typed)


def listed(instance: Path) -> dict[str, dict[str, str]]:
    result = run(instance, "list", "--json")
    return {row["username"]: row for row in json.loads(result.stdout)}


def test_an_admin_is_added_with_nothing_but_a_name(instance: Path) -> None:
    result = run(instance, "add", "ada", "--admin", "--json")
    assert result.exit_code == 0, result.output
    made = json.loads(result.stdout)
    assert made["role"] == "admin"
    assert len(made["password"]) >= 16
    member = listed(instance)["ada"]
    assert (member["role"], member["state"]) == ("admin", "active")
    assert member["email"] == "ada@alpha.hafen.org"


def test_two_made_passwords_differ(instance: Path) -> None:
    made = [json.loads(run(instance, "add", name, "--json").stdout) for name in ("ada", "bruno")]
    assert made[0]["password"] != made[1]["password"]


def test_a_given_password_is_not_shown_again(instance: Path) -> None:
    result = run(
        instance,
        "add",
        "ada",
        "--email",
        "ada@hafen.org",
        "--role",
        "moderator",
        "--password-stdin",
        typed="a long sentence\n",
    )
    assert result.exit_code == 0, result.output
    assert "a long sentence" not in result.output
    assert listed(instance)["ada"]["role"] == "moderator"
    assert listed(instance)["ada"]["email"] == "ada@hafen.org"


@pytest.mark.parametrize("typed", ["short\n", "", "x" * 200 + "\n"])
def test_a_password_too_short_or_too_long_makes_nobody(instance: Path, typed: str) -> None:
    result = run(instance, "add", "ada", "--password-stdin", typed=typed)
    assert result.exit_code == 1
    assert "8 to 128 characters" in result.output
    assert listed(instance) == {}


@pytest.mark.parametrize("name", ["ad a", "ädä", "partner", "x" * 31, ""])
def test_a_name_that_cannot_be_an_address_is_refused_in_words(instance: Path, name: str) -> None:
    result = run(instance, "add", name, "--email", "a@hafen.org")
    assert result.exit_code == 1
    assert result.output.startswith("Error: Validation failed: Username")
    assert listed(instance) == {}


def test_the_second_of_a_name_is_refused_and_the_first_stays(instance: Path) -> None:
    run(instance, "add", "ada", "--email", "one@hafen.org")
    result = run(instance, "add", "Ada", "--email", "two@hafen.org")
    assert result.exit_code == 1
    assert "already been taken" in result.output
    assert listed(instance)["ada"]["email"] == "one@hafen.org"


def test_a_suspended_member_is_shown_so_and_can_come_back(instance: Path) -> None:
    run(instance, "add", "ada")
    assert run(instance, "suspend", "@ada").exit_code == 0
    assert listed(instance)["ada"]["state"] == "suspended"
    assert run(instance, "suspend", "ada@alpha.hafen.org", "--undo").exit_code == 0
    assert listed(instance)["ada"]["state"] == "active"


def test_a_role_can_be_changed(instance: Path) -> None:
    run(instance, "add", "ada")
    assert run(instance, "role", "ada", "admin").exit_code == 0
    assert listed(instance)["ada"]["role"] == "admin"


def test_nobody_is_let_in_who_does_not_wait(instance: Path) -> None:
    run(instance, "add", "ada")
    result = run(instance, "approve", "ada")
    assert result.exit_code == 1
    assert "waits for nothing" in result.output


@pytest.mark.parametrize("verb", ["suspend", "reset-password", "approve"])
def test_an_unknown_name_is_said_so(instance: Path, verb: str) -> None:
    result = run(instance, verb, "nobody")
    assert result.exit_code == 1
    assert "Nobody here is called nobody." in result.output


def test_a_new_password_is_made_and_shown_once(instance: Path) -> None:
    first = json.loads(run(instance, "add", "ada", "--json").stdout)["password"]
    second = json.loads(run(instance, "reset-password", "ada", "--json").stdout)["password"]
    assert second != first


def test_the_table_is_made_for_people(instance: Path) -> None:
    run(instance, "add", "ada", "--admin")
    head, row = run(instance, "list").stdout.splitlines()
    assert head.split()[:3] == ["USERNAME", "ROLE", "STATE"]
    assert row.split()[:3] == ["ada", "admin", "active"]


def test_wrong_settings_end_it_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / CONFIG).write_text('domain = "alpha.hafen.org"\n')
    result = run(tmp_path / CONFIG, "add", "ada")
    assert result.exit_code == 2
    assert "settings are wrong" in result.output
