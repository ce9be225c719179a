"""`hanse run` and `hanse worker` as processes: serving, sharing, restarting, ending."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from server.installation import install
from tests.databases import Postgres, SQLite
from tests.server.demos import call, eventually, free_ports, is_alive, is_answering

pytestmark = pytest.mark.timeout(180)

TEST_MODE = {"test.private_addresses": True, "test.plain_http": True}


def make(folder: Path, bind: str, **chosen: Any) -> Path:
    dotted = {name.replace("__", "."): value for name, value in chosen.items()}
    settings = {"domain": "alpha.test", "bind": bind, **TEST_MODE, **dotted}
    return install(folder / "hanse.toml", settings).config


@contextmanager
def hanse(
    *arguments: str, log: Path, typed: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "server", *arguments], stdin=typed, stdout=stream, stderr=stream
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(30)


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture
def sqlite_instance(tmp_path: Path, sqlite_databases: SQLite) -> tuple[Path, int]:
    port = free_ports(1)
    config = make(tmp_path, f"127.0.0.1:{port}")
    sqlite_databases.place(tmp_path / "data" / "hanse.sqlite3")
    return config, port


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_a_signal_comes(
    sqlite_instance: tuple[Path, int], tmp_path: Path, number: signal.Signals
) -> None:
    config, port = sqlite_instance
    url = f"http://127.0.0.1:{port}"
    with hanse("run", "--config", str(config), log=tmp_path / "log") as process:
        eventually(lambda: is_answering(url), 60.0)
        process.send_signal(number)
        assert process.wait(30) == 0
    said = (tmp_path / "log").read_text()
    assert said.count("process.ready") == said.count("process.stopped") == 1


def test_health_answers_for_any_host(sqlite_instance: tuple[Path, int], tmp_path: Path) -> None:
    config, port = sqlite_instance
    url = f"http://127.0.0.1:{port}"
    with hanse("run", "--config", str(config), log=tmp_path / "log"):
        eventually(lambda: is_answering(url), 60.0)
        assert call(f"{url}/health", host="10.1.2.3:9")["status"] == "ok"
        assert call(f"{url}/health", host="elsewhere.example")["status"] == "ok"


def test_a_unix_socket_is_for_its_group_only(tmp_path: Path, sqlite_databases: SQLite) -> None:
    path = tmp_path / "hanse.sock"
    config = make(tmp_path, f"unix:{path}")
    sqlite_databases.place(tmp_path / "data" / "hanse.sqlite3")

    def ask() -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(str(path))
            except OSError:
                return False
            client.sendall(b"GET /health HTTP/1.1\r\nHost: alpha.test\r\nConnection: close\r\n\r\n")
            return client.recv(64).startswith(b"HTTP/1.1 200")

    with hanse("run", "--config", str(config), log=tmp_path / "log"):
        eventually(ask, 60.0)
        assert path.stat().st_mode & 0o777 == 0o660


def test_a_taken_port_ends_it_with_a_sentence(
    sqlite_instance: tuple[Path, int], tmp_path: Path
) -> None:
    config, port = sqlite_instance
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with hanse("run", "--config", str(config), log=tmp_path / "log") as process:
            assert process.wait(60) == 1
    said = (tmp_path / "log").read_text()
    assert f"Error: cannot listen at 127.0.0.1:{port}" in said
    assert "Traceback" not in said


def test_it_stops_when_whoever_holds_its_input_is_gone(
    sqlite_instance: tuple[Path, int], tmp_path: Path
) -> None:
    config, port = sqlite_instance
    arguments = ("run", "--config", str(config), "--until-eof")
    with hanse(*arguments, log=tmp_path / "log", typed=subprocess.PIPE) as process:
        eventually(lambda: is_answering(f"http://127.0.0.1:{port}"), 60.0)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 0


@pytest.mark.parametrize("arguments", [("run", "--processes", "2"), ("worker",)])
def test_an_sqlite_file_is_not_shared_by_processes(
    sqlite_instance: tuple[Path, int], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    config, _ = sqlite_instance
    with hanse(*arguments, "--config", str(config), log=tmp_path / "log") as process:
        assert process.wait(30) == 1
    assert "PostgreSQL" in (tmp_path / "log").read_text()


def test_a_database_that_is_away_ends_it_with_a_sentence(tmp_path: Path) -> None:
    config = make(tmp_path, "127.0.0.1:1", database__url="postgres://nobody@127.0.0.1:1/nothing")
    for command in (("run",), ("worker",), ("migrate",)):
        with hanse(*command, "--config", str(config), log=tmp_path / "log") as process:
            assert process.wait(30) == 1
    said = (tmp_path / "log").read_text()
    assert said.count("Error: the database cannot be used") == 3
    assert "Traceback" not in said


@pytest.fixture
def shared(tmp_path: Path, postgres_databases: Postgres) -> Iterator[tuple[Path, str]]:
    settings = postgres_databases.new(tmp_path)
    port = free_ports(1)
    bind = f"127.0.0.1:{port}"
    yield (
        make(tmp_path, bind, database__url=settings.url, database__pool_size=3),
        f"http://{bind}",
    )
    postgres_databases.drop(settings)


@pytest.mark.postgres
def test_many_processes_share_a_port_and_a_killed_one_comes_back(
    shared: tuple[Path, str], tmp_path: Path
) -> None:
    config, url = shared
    with hanse("run", "--processes", "2", "--config", str(config), log=tmp_path / "log") as parent:
        eventually(lambda: is_answering(url) and len(children(parent.pid)) == 3, 90.0)
        eventually(lambda: (tmp_path / "log").read_text().count("process.ready") == 3, 60.0)
        before = children(parent.pid)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        eventually(lambda: is_answering(url) and len(children(parent.pid)) == 3, 90.0)
        after = children(parent.pid)
        assert not set(before) & set(after)
        assert "hanse_requests_total" in call(f"{url}/metrics")
        parent.terminate()
        assert parent.wait(30) == 0
        assert not any(is_alive(pid) for pid in after)


@pytest.mark.postgres
def test_nobody_stays_when_the_supervisor_is_killed(
    shared: tuple[Path, str], tmp_path: Path
) -> None:
    config, url = shared
    with hanse("run", "--processes", "2", "--config", str(config), log=tmp_path / "log") as parent:
        eventually(lambda: is_answering(url) and len(children(parent.pid)) == 3, 90.0)
        orphans = children(parent.pid)
        parent.kill()
        parent.wait()
        eventually(lambda: not any(is_alive(pid) for pid in orphans), 60.0)


@pytest.mark.postgres
def test_settings_that_break_meanwhile_stop_the_whole(
    shared: tuple[Path, str], tmp_path: Path
) -> None:
    config, url = shared
    with hanse("run", "--processes", "2", "--config", str(config), log=tmp_path / "log") as parent:
        eventually(lambda: is_answering(url) and len(children(parent.pid)) == 3, 90.0)
        config.write_text(config.read_text().replace("alpha.test", "alpha..test"))
        os.kill(children(parent.pid)[0], signal.SIGKILL)
        assert parent.wait(90) == 2
