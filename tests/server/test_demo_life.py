"""A demo's life: killed partners, an end that leaves nobody behind, a second start."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.demos import (
    call,
    content,
    eventually,
    eventually_alike,
    free_ports,
    is_alive,
    is_answering,
    running_demo,
)

pytestmark = pytest.mark.timeout(300)


def test_a_killed_partner_is_reported_and_its_settings_start_it_again(tmp_path: Path) -> None:
    with running_demo(
        tmp_path / "kept", free_ports(3), "--partners", "2", "--members", "1", "--posts", "2"
    ) as demo:
        beta = demo.ready["partners"][1]
        subprocess.run(["kill", "-9", str(beta["pid"])], check=True)
        eventually(lambda: f"beta (process {beta['pid']}) ended with code -9" in demo.said())
        assert not is_answering(beta["url"])
        again = subprocess.Popen(
            [sys.executable, "-m", "server", "run", "--config", beta["config"]]
        )
        try:
            eventually(lambda: is_answering(beta["url"]), 60.0)
            me = call(f"{beta['url']}/api/v1/accounts/verify_credentials", beta["admin"]["token"])
            assert me["username"] == "admin"
        finally:
            again.send_signal(signal.SIGTERM)
            assert again.wait(30) == 0


def test_it_ends_without_leaving_anybody_and_goes_on_with_what_was_there(tmp_path: Path) -> None:
    folder, port = tmp_path / "kept", free_ports(3)
    shape = ("--partners", "2", "--members", "1", "--posts", "4")
    with running_demo(folder, port, *shape) as demo:
        first = demo.ready
        eventually_alike(first)
        before = content(first["partners"][1])
        assert demo.interrupt() == 0
        assert not any(is_alive(pid) for pid in demo.pids)
    with running_demo(folder, port) as demo:
        assert content(demo.ready["partners"][1]) == before
        for then, now in zip(first["partners"], demo.ready["partners"], strict=True):
            assert {**then, "pid": 0} == {**now, "pid": 0}


def test_nobody_stays_when_the_demo_itself_is_killed(tmp_path: Path) -> None:
    with running_demo(
        tmp_path / "kept", free_ports(3), "--partners", "2", "--members", "1", "--posts", "0"
    ) as demo:
        demo.process.kill()
        demo.process.wait()
        eventually(lambda: not any(is_alive(pid) for pid in demo.pids), 30.0)


def test_tls_is_real_and_a_duration_ends_the_demo_by_itself(tmp_path: Path) -> None:
    options = ("--partners", "2", "--members", "1", "--posts", "2", "--tls", "--duration", "5")
    with running_demo(tmp_path / "kept", free_ports(3), *options) as demo:
        authority = str(tmp_path / "kept" / "tls" / "ca.pem")
        partner = demo.ready["partners"][1]
        door = f"https://127.0.0.1:{demo.port}"
        shown = call(f"{door}/api/v2/instance", host=partner["domain"], ca_file=authority)
        assert shown["domain"] == partner["domain"]
        posts = content(partner)
        assert len(posts) == 2
        assert all(uri.startswith("https://") for uri, *_ in posts)
        assert demo.process.wait(60) == 0
        assert not any(is_alive(pid) for pid in demo.pids)


@pytest.mark.postgres
def test_it_runs_on_postgresql_with_a_database_per_partner(tmp_path: Path) -> None:
    options = ("--partners", "2", "--members", "1", "--posts", "3", "--database", "postgres")
    with running_demo(tmp_path / "kept", free_ports(3), *options) as demo:
        alpha, beta = demo.ready["partners"]
        assert len(content(alpha)) == 3
        eventually_alike(demo.ready)
        assert "/alpha?host=" in Path(alpha["config"]).read_text("utf-8")
        assert "/beta?host=" in Path(beta["config"]).read_text("utf-8")
        assert demo.interrupt() == 0
        assert not any(is_alive(pid) for pid in demo.pids)
        assert not (tmp_path / "kept" / "postgres" / "postmaster.pid").exists()
