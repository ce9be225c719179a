"""The one file says what `hanse verify` says, with Python and cryptography alone around it."""

import ast
import importlib.util
import pkgutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import models.rules
from models.rules.verifying import bundle
from server.cli import hanse
from server.verifying import folder, program
from server.verifying.standin.serving import MARK, Carried
from tests.histories import FOUR, History, eventful, left_out, polled
from tests.house.test_words import PLACES

ALLOWED = ("cryptography", "cffi", "_cffi_backend")
"""Packages that the program may find: cryptography, and what it needs itself."""

STARTER = """
import importlib.machinery, runpy, sys
class Only:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {allowed!r} and path is None:
            return importlib.machinery.PathFinder.find_spec(name, {packages!r})
sys.path = [place for place in sys.path if "site-packages" not in place]
sys.meta_path.append(Only())
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@cache
def honest() -> dict[str, bytes]:
    return eventful()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the program in it."""
    found = tmp_path_factory.mktemp("program")
    (found / "verify.py").write_text(program.text(), "utf-8")
    return found


def alone(place: Path, *arguments: str, allowed: tuple[str, ...] = ALLOWED) -> tuple[int, bytes]:
    """Run the program in an interpreter that finds nothing installed but what is allowed."""
    packages = [str(Path(importlib.util.find_spec("cryptography").origin).parents[1])]  # type: ignore[union-attr,arg-type]
    starter = STARTER.format(allowed=allowed, packages=packages)
    command = [sys.executable, "-I", "-S", "-c", starter, str(place / "verify.py"), *arguments]
    done = subprocess.run(command, capture_output=True, cwd=place, timeout=120)
    return done.returncode, done.stdout + done.stderr


def installed(*arguments: str) -> tuple[int, bytes]:
    done = CliRunner().invoke(hanse, ["verify", *arguments])
    return done.exit_code, done.output.encode()


@cache
def voted() -> dict[str, bytes]:
    history = History()
    polled(history)
    return history.bundle()


@cache
def vanished() -> dict[str, bytes]:
    history = History(FOUR[:3])
    left_out(history)
    return history.bundle()


def changed(made: dict[str, bytes], name: str, old: bytes, new: bytes) -> dict[str, bytes]:
    assert old in made[name]
    return {**made, name: made[name].replace(old, new, 1)}


def log_changed(name: str, old: bytes, new: bytes) -> dict[str, bytes]:
    return changed(honest(), name, old, new)


LOG = bundle.log_name("beta.example")
BUNDLES = {
    "honest": honest(),
    "a flipped signature": log_changed(LOG, b'"sig":"', b'"sig":"A'),
    "another number": log_changed(LOG, b'"ts":', b'"ts":1'),
    "a wrong type": log_changed(LOG, b'"seq":1', b'"seq":true'),
    "an unknown field": log_changed(LOG, b',"ts"', b',"tt":{"a":1},"ts"'),
    "no JSON": log_changed(LOG, b'"seq":', b'"seq":,'),
    "a fraction": log_changed(LOG, b'"seq":1', b'"seq":1.5'),
    "no minutes": {**honest(), bundle.MINUTES: b""},
    "no manifest": {name: raw for name, raw in honest().items() if name != bundle.MANIFEST},
    "a stray file": {**honest(), "notes/x.txt": "Grüße".encode()},
    "another time": log_changed(bundle.MINUTES, b'"time":', b'"time":1'),
    "another height": log_changed(bundle.MINUTES, b'"height":2', b'"height":-2'),
    "honest members": voted(),
    "another choice of a member": changed(
        voted(), LOG, b'"scores":{"faster":5}', b'"scores":{"faster":4}'
    ),
    "honest survivors": vanished(),
    "another word about who vanished": changed(
        vanished(), bundle.MINUTES, b'"subject":"gamma', b'"subject":"delta'
    ),
    "a long title": log_changed(bundle.GENESIS, b'"title":"', b'"title":"' + b"x" * 999),
}


@pytest.mark.parametrize("name", BUNDLES)
def test_both_say_the_same_to_the_byte(name: str, place: Path, tmp_path: Path) -> None:
    folder.write(tmp_path / "bundle", BUNDLES[name])
    for more in ((), ("--json",)):
        theirs = installed(str(tmp_path / "bundle"), *more)
        assert alone(place, str(tmp_path / "bundle"), *more) == theirs
        assert theirs[0] == (0 if name.startswith("honest") else 1), theirs[1].decode()


def test_both_write_the_same_snapshot_and_go_on_from_it(place: Path, tmp_path: Path) -> None:
    folder.write(tmp_path / "bundle", honest())
    where = str(tmp_path / "bundle")
    one, other = tmp_path / "one", tmp_path / "other"
    assert installed(where, "--write-snapshot", str(one))[0] == 0
    assert alone(place, where, "--write-snapshot", str(other))[0] == 0
    assert one.read_bytes() == other.read_bytes()
    assert alone(place, where, "--snapshot", str(one)) == installed(where, "--snapshot", str(one))
    one.write_bytes(one.read_bytes().replace(b'"value":', b'"value":1', 1))
    said = alone(place, where, "--snapshot", str(one), "--write-snapshot", str(tmp_path / "none"))
    assert said == installed(where, "--snapshot", str(one))
    assert said[0] == 1
    assert not (tmp_path / "none").exists()
    assert alone(place, where, "--snapshot", str(tmp_path / "none"))[0] == 2


def test_the_program_says_what_it_lacks(place: Path, tmp_path: Path) -> None:
    status, said = alone(place, str(tmp_path), allowed=())
    assert (status, said) == (
        1,
        b"This program needs the package cryptography: pip install cryptography\n",
    )


def test_the_program_explains_itself(place: Path) -> None:
    status, said = alone(place, "--help")
    assert status == 0
    assert b"Verify a community's bundle" in said
    status, said = alone(place, str(place / "nowhere"))
    assert status == 2
    assert b"is no folder" in said


def test_the_program_is_the_same_every_time_and_names_no_place(place: Path) -> None:
    text = (place / "verify.py").read_text("utf-8")
    assert text == program.text()
    assert not PLACES.search(text)
    assert str(Path(models.rules.__file__).parents[2]) not in text
    ast.parse(text)


def test_the_program_carries_the_sources_as_they_are(place: Path) -> None:
    text = (place / "verify.py").read_text("utf-8")
    for name in ("models.rules.canon", "models.rules.fold.fold", "models.rules.acts.vote"):
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        assert Path(spec.origin).read_text("utf-8") in text


def test_every_package_that_is_searched_by_folder_is_carried_whole() -> None:
    carried = set(program.modules())
    searched = [
        info.name
        for info in pkgutil.walk_packages(models.rules.__path__, "models.rules.")
        if "iter_modules" in (importlib.util.find_spec(info.name).loader.get_source(info.name))  # type: ignore[union-attr]
    ]
    assert searched == ["models.rules.fold.registry"], "add its package to FOUND_BY_FOLDER"
    for package in program.FOUND_BY_FOLDER:
        path = importlib.util.find_spec(package).submodule_search_locations  # type: ignore[union-attr]
        assert {f"{package}.{info.name}" for info in pkgutil.iter_modules(path)} <= carried


def test_what_is_needed_comes_before_what_needs_it() -> None:
    names = program.modules()
    assert len(names) == len(set(names))
    assert names.index("models.rules.canon") < names.index("models.rules.log.entry")
    assert names[-1] == program.MAIN


def test_a_module_that_cannot_be_quoted_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "_QUOTES", '"""')
    with pytest.raises(ValueError, match="quotes"):
        program.text()


def test_carried_modules_are_found_by_name_and_by_folder() -> None:
    sources = {"a/": "", "a.b": "x = 1", "a.c/": "", "a.c.d": ""}
    carried = Carried(sources, "a")
    assert list(carried.iter_modules("a.")) == [("a.b", False), ("a.c", True)]
    assert list(Carried(sources, "").iter_modules()) == [("a", True)]
    assert carried.find_spec("a.x") is None
    spec = carried.find_spec("a.c")
    assert spec is not None
    assert spec.submodule_search_locations == [f"{MARK}a.c"]
    assert carried.get_source("a.b") == "x = 1"


def test_the_command_needs_a_folder_or_a_file_to_write(tmp_path: Path) -> None:
    status, said = installed()
    assert (status, b"Name the folder" in said) == (2, True)
    assert installed("--write-program", str(tmp_path / "verify.py"))[0] == 0
    assert (tmp_path / "verify.py").read_text("utf-8") == program.text()
    folder.write(tmp_path / "bundle", honest())
    both = ["--write-program", str(tmp_path / "verify.py"), str(tmp_path / "bundle")]
    assert b"verified up to" in installed(*both)[1]


def test_a_folder_holds_files_only(tmp_path: Path) -> None:
    folder.write(tmp_path / "bundle", {"log/a.jsonl": b"1\n"})
    (tmp_path / "bundle" / "empty").mkdir()
    (tmp_path / "bundle" / "link").symlink_to(tmp_path)
    found = folder.Folder(tmp_path / "bundle")
    assert found.names() == ("empty/", "link/", "log/a.jsonl")
    with found.open("log/a.jsonl") as stream:
        assert stream.read() == b"1\n"
    with pytest.raises(FileExistsError):
        folder.write(tmp_path / "bundle", {})


def test_the_command_is_one_of_hanse() -> None:
    assert "verify" in hanse.list_commands(click.Context(hanse))
