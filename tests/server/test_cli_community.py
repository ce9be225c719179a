"""`hanse community` beside running instances: nothing counts before every partner has signed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.demos import Demo, eventually, free_ports, running_demo

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo") / "kept"
    shape = ("--partners", "3", "--members", "1", "--posts", "0")
    with running_demo(folder, free_ports(4), *shape) as started:
        yield started


def hanse(
    partner: dict[str, Any], *arguments: str, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "server", "community", *arguments]
    return subprocess.run(
        [*command, "--config", partner["config"]],
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
    )


def shown(partner: dict[str, Any], community: str) -> dict[str, Any] | None:
    done = hanse(partner, "show", community, "--json")
    return json.loads(done.stdout) if done.returncode == 0 else None


def state(partner: dict[str, Any], community: str) -> str:
    return (shown(partner, community) or {"state": "unknown"})["state"]


def test_the_demos_community_is_listed_with_version_and_host(demo: Demo) -> None:
    done = hanse(demo.ready["partners"][1], "list", "--json")
    assert done.returncode == 0, done.stderr
    handle = demo.ready["communities"][0]["handle"]
    # Other tests found further communities in the same demo.
    (row,) = [each for each in json.loads(done.stdout) if each["handle"] == handle]
    assert (row["state"], row["version"], row["partners"]) == ("active", 1, 3)
    assert row["host"] == demo.ready["partners"][0]["domain"]


def test_everybodys_signature_stands_under_the_roster_in_force(demo: Demo) -> None:
    for partner in demo.ready["partners"]:
        found = shown(partner, "commons")
        assert found is not None
        assert all(each["has_signed"] for each in found["partners"])
        assert [each["domain"] for each in found["partners"] if each["is_self"]] == [
            partner["domain"]
        ]
        assert [each["is_host"] for each in found["partners"]].count(True) == 1


def test_a_community_comes_to_be_once_the_last_partner_signed(demo: Demo) -> None:
    alpha, beta, gamma = demo.ready["partners"]
    proposed = hanse(
        beta,
        "found",
        "Night Shift",
        "--slug",
        "night",
        "--partner",
        alpha["domain"],
        "--partner",
        gamma["domain"],
        "--json",
    )
    assert proposed.returncode == 0, proposed.stderr
    draft = json.loads(proposed.stdout)
    assert draft["state"] == "founding"
    signed = {each["domain"]: each["has_signed"] for each in draft["drafts"][0]["partners"]}
    assert signed == {alpha["domain"]: False, beta["domain"]: True, gamma["domain"]: False}

    eventually(lambda: shown(alpha, "night") is not None, 30.0)

    def has_signed(at: dict[str, Any], whose: dict[str, Any]) -> bool:
        partners = shown(at, "night")["drafts"][0]["partners"]
        return next(each["has_signed"] for each in partners if each["domain"] == whose["domain"])

    eventually(lambda: has_signed(alpha, beta), 30.0)
    assert not has_signed(alpha, gamma)
    refused = hanse(alpha, "accept", "night", typed="n\n")
    assert refused.returncode == 1
    (invited,) = [each for each in refused.stderr.splitlines() if beta["domain"] + " (" in each]
    assert invited.endswith(", has signed")
    assert "You are asked to sign version 1 of Night Shift" in refused.stderr
    assert all(domain in refused.stderr for domain in signed)
    assert shown(alpha, "night")["drafts"][0]["partners"][0]["has_signed"] is False

    accepted = hanse(alpha, "accept", "night", typed="y\n")
    assert accepted.returncode == 0, accepted.stderr
    again = hanse(alpha, "accept", "night", "--yes")
    assert again.returncode == 1
    assert "waits for our signature" in again.stderr
    assert state(beta, "night") == "founding"

    eventually(lambda: shown(gamma, "night") is not None, 30.0)
    assert state(gamma, "night") == "founding"
    assert hanse(gamma, "accept", "night", "--yes").returncode == 0
    for partner in (alpha, beta, gamma):
        eventually(lambda partner=partner: state(partner, "night") == "active", 30.0)


def test_a_partner_that_is_none_is_named_and_nothing_is_founded(demo: Demo) -> None:
    alpha = demo.ready["partners"][0]
    nobody = f"iota.localhost:{demo.port}"
    done = hanse(alpha, "found", "Nowhere", "--slug", "nowhere", "--partner", nobody)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
    assert shown(alpha, "nowhere") is None


def test_a_late_partner_is_invited_by_a_new_version_that_all_sign(demo: Demo) -> None:
    alpha, beta, gamma = demo.ready["partners"]
    founded = hanse(alpha, "found", "Duo", "--slug", "duo", "--partner", beta["domain"])
    assert founded.returncode == 0, founded.stderr
    eventually(lambda: hanse(beta, "accept", "duo", "--yes").returncode == 0, 30.0)
    eventually(lambda: state(alpha, "duo") == "active", 30.0)

    invited = hanse(alpha, "invite", "duo", "--partner", gamma["domain"], "--json")
    assert invited.returncode == 0, invited.stderr
    assert [each["version"] for each in json.loads(invited.stdout)["drafts"]] == [2]
    for partner in (beta, gamma):
        eventually(lambda p=partner: hanse(p, "accept", "duo", "--yes").returncode == 0, 30.0)

    def version(partner: dict[str, Any]) -> tuple[int, int]:
        found = shown(partner, "duo") or {"version": 0, "partners": []}
        return found["version"], len(found["partners"])

    for partner in (alpha, beta, gamma):
        eventually(lambda p=partner: version(p) == (2, 3), 30.0)


def test_the_table_shows_partners_and_who_signed(demo: Demo) -> None:
    done = hanse(demo.ready["partners"][0], "show", "commons")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Repair Commons")
    head = next(line for line in lines if line.startswith("DOMAIN"))
    assert head.split()[:2] == ["DOMAIN", "NAME"]
    assert sum(" yes " in line for line in lines) == 3


def test_an_unknown_community_is_said_so(demo: Demo) -> None:
    done = hanse(demo.ready["partners"][0], "show", "elsewhere")
    assert done.returncode == 1
    assert "there is no community elsewhere" in done.stderr
