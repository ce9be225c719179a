"""docker-compose.yml: shaped as the specification says, closed as an operator expects, and true.

The schema in `data/` is ours: the part of the compose specification that we use, with the
hardening made obligatory. Names, variables and files that the composition mentions must exist.
"""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from server.settings import catalogue, environment, load
from server.settings.addresses import parse_bind
from tests.house.tree import ROOT

COMPOSITION: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSITION["services"]
SCHEMA = json.loads((ROOT / "tests" / "house" / "data" / "compose.schema.json").read_text())
VARIABLE = re.compile(r"\$\{([A-Z_]+)(:?[-?][^}]*)?\}")
GIVEN = {"HANSE_DOMAIN": "social.hafen.org", "HANSE_COMMUNITY_DOMAINS": "commons.hafen.org"}


def interpolated(value: Any) -> str:
    """Fill in what `.env` gives, and defaults, as compose does."""

    def fill(match: re.Match[str]) -> str:
        fallback = (match[2] or "").lstrip(":")
        return GIVEN.get(match[1]) or (fallback[1:] if fallback.startswith("-") else "")

    return VARIABLE.sub(fill, str(value))


def test_it_has_the_shape_that_the_specification_gives() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    errors = jsonschema.Draft202012Validator(SCHEMA).iter_errors(COMPOSITION)
    found = [f"{'.'.join(map(str, error.path))}: {error.message[:200]}" for error in errors]
    assert not found, "\n".join(found)


def test_everything_named_is_declared() -> None:
    for name, service in SERVICES.items():
        assert set(service.get("depends_on", {})) <= SERVICES.keys(), name
        assert set(service["networks"]) <= COMPOSITION["networks"].keys(), name
        assert set(service.get("secrets", [])) <= COMPOSITION["secrets"].keys(), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).exists(), f"{name}: {source}"
            else:
                assert source in COMPOSITION["volumes"], f"{name}: {source}"


def test_nothing_declared_is_idle() -> None:
    def used(key: str) -> set[str]:
        return {item.split(":")[0] for each in SERVICES.values() for item in each.get(key, [])}

    for key in ("networks", "secrets", "volumes"):
        assert COMPOSITION[key].keys() <= used(key), key
    assert SERVICES.keys() == {"proxy", "first-start", "web", "worker", "database", "backup"}


def test_services_wait_only_for_health_that_is_measured() -> None:
    for name, service in SERVICES.items():
        for other, need in service.get("depends_on", {}).items():
            if need["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[other], f"{name} waits for {other}"
            if need["condition"] == "service_completed_successfully":
                assert SERVICES[other]["restart"] == "no", f"{name} waits for {other}"


def test_only_the_proxy_is_reached_from_outside_and_nothing_runs_with_more_rights() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSITION["networks"]["data"]["internal"] is True
    assert SERVICES["database"]["networks"] == ["data"]
    for name, service in SERVICES.items():
        assert service["cap_drop"] == ["ALL"], name
        assert not service["image"].endswith(":latest"), name
    added = {name: each["cap_add"] for name, each in SERVICES.items() if "cap_add" in each}
    assert added == {"proxy": ["NET_BIND_SERVICE"], "backup": ["DAC_READ_SEARCH"]}


def test_the_image_runs_as_a_user_of_its_own_with_packages_checked_by_hash() -> None:
    text = (ROOT / "deploy" / "Dockerfile").read_text()
    last = text[text.rindex("\nFROM ") :]
    assert re.search(r"^USER hanse$", last, re.MULTILINE)
    for line in re.findall(r"pip install (.*)", text):
        assert "--require-hashes" in line or "--no-index" in line, line


def test_the_settings_of_the_containers_are_settings_and_fit_together(tmp_path: Path) -> None:
    given = {
        name: interpolated(value)
        for name, value in SERVICES["web"]["environment"].items()
        if name.startswith(environment.PREFIX)
    }
    assert given.pop("HANSE_DATABASE__URL_FILE") == "/run/secrets/database_url"
    assert "database_url" in SERVICES["web"]["secrets"]
    config = tmp_path / "hanse.toml"
    config.write_text('domain = "replaced.hafen.org"')
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret").touch(mode=0o600)
    (tmp_path / "data" / "secret").write_text("4b1f" + "a7c93d2e5068" * 6)
    settings = load(config, given)
    assert settings.hosts == set(GIVEN.values())
    listen = parse_bind(settings.bind)
    assert f"reverse_proxy web:{listen.port}" in (ROOT / "deploy" / "Caddyfile").read_text()
    subnet = COMPOSITION["networks"]["edge"]["ipam"]["config"][0]["subnet"]
    assert settings.trusted_proxies == [subnet]


def test_every_variable_of_ours_is_known() -> None:
    for name, service in SERVICES.items():
        for variable in service.get("environment", {}):
            if variable.startswith(environment.PREFIX) and variable not in environment.NOT_SETTINGS:
                key = variable.removeprefix(environment.PREFIX).lower().replace("__", ".")
                assert key.removesuffix("_file") in catalogue.known_keys(), f"{name}: {variable}"


def test_the_proxy_serves_the_partner_and_the_communities() -> None:
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    for variable in SERVICES["proxy"]["environment"]:
        assert f"{{${variable}}}" in text


def prepare(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    script = root / "deploy" / "prepare"
    return subprocess.run([script, *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "deploy").mkdir()
    script = tmp_path / "deploy" / "prepare"
    script.write_bytes((ROOT / "deploy" / "prepare").read_bytes())
    script.chmod(0o700)
    return tmp_path


def test_preparing_makes_secrets_that_fit_and_replaces_nothing(place: Path) -> None:
    assert prepare(place, "social.hafen.org", "commons.hafen.org, a.hafen.org").returncode == 0
    secrets = place / "deploy" / "secrets"
    password = (secrets / "database_password").read_text()
    url = (secrets / "database_url").read_text()
    assert url == f"postgres://hanse:{password}@database:5432/hanse"
    assert len(password) == 48
    assert secrets.stat().st_mode & 0o077 == 0
    assert {path.name for path in secrets.iterdir()} == COMPOSITION["secrets"].keys()
    before = (place / ".env").read_text()
    assert "HANSE_DOMAIN=social.hafen.org\n" in before
    assert prepare(place, "other.hafen.org").returncode == 1
    assert (place / ".env").read_text() == before


def test_preparing_needs_a_domain(place: Path) -> None:
    assert prepare(place, "nodots").returncode == 1
    assert not (place / ".env").exists()
