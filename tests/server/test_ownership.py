"""One process serves an instance on SQLite."""

from pathlib import Path

import pytest

from server.installation import install
from server.ownership import OwnedElsewhere, owning
from server.settings import Settings
from tests.instances import Instance, Place, eventually, make
from tests.proxy import free_port


def _place(folder: Path) -> Place:
    return Place(
        name="alpha",
        port=8400,
        bind=f"127.0.0.1:{free_port(['127.0.0.1'])}",
        folder=folder / "alpha",
        resolver={},
    )


def _settings(folder: Path, url: str) -> Settings:
    chosen = {"domain": "alpha.test", "database.url": url, "test.plain_http": True}
    return install(folder / "hanse.toml", chosen).settings


def test_an_instance_on_sqlite_is_held_once_at_a_time(tmp_path: Path) -> None:
    settings = _settings(tmp_path, "sqlite://hanse.sqlite3")
    with owning(settings):
        with pytest.raises(OwnedElsewhere), owning(settings):
            pass
        with pytest.raises(OwnedElsewhere), owning(settings):
            pass
    with owning(settings):
        pass


def test_processes_on_postgresql_share_their_instance(tmp_path: Path) -> None:
    settings = _settings(tmp_path, "postgres://hanse@localhost/hanse")
    with owning(settings), owning(settings):
        pass


async def test_a_second_process_is_refused_and_a_killed_one_leaves_nothing_held(
    tmp_path: Path,
) -> None:
    instance = make(_place(tmp_path))
    await instance.start()
    twin = Instance(instance.place, instance.settings)
    twin.process = await twin.spawn("run")
    assert await twin.ended() == 1
    assert "another process serves the data directory" in instance.tail()

    async def has_leases() -> None:
        assert await instance.value("SELECT count(*) AS n FROM lease WHERE expires_at > 0") > 0

    await eventually(has_leases)
    await instance.kill()
    await instance.start()
    await instance.stop()
    assert "process.took_over" in instance.log.read_text()
