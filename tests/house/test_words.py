"""The project speaks of itself only: no place of one machine, no registry's host, no leftovers."""

import re
import tomllib

from tests.house.tree import ROOT, tracked

TEXT_SUFFIXES = frozenset(
    {"", ".cfg", ".css", ".html", ".js", ".json", ".lock", ".md", ".po", ".py", ".toml", ".yml"}
)
FOREIGN = ("static/vendor/", "tests/interop/", "tests/house/data/")
"""Recorded or vendored as it was; its words are not ours."""

# Each pattern is written with a class of one letter, so that this file does not match itself.
PLACES = re.compile(r"(?<![\w.])/(wor[k]|roo[t]|hom[e])/|/tm[p]/brief")
REGISTRIES = re.compile(
    r"pyp[i]\.org|pythonhoste[d]|npmj[s]\.|deb\.debia[n]|crates\.i[o]|proxy\.golan[g]",
    re.IGNORECASE,
)
LEFTOVERS = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b(?!\(#\d+\))|\bfor no[w]\b(?=[,.)]?$)")


def offences(pattern: re.Pattern[str], *, locks_too: bool = True) -> list[str]:
    found = []
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if path.suffix not in TEXT_SUFFIXES or name.startswith(FOREIGN):
            continue
        if path.suffix == ".lock" and not locks_too:
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    return found


def test_no_place_of_one_machine_is_named() -> None:
    assert not (found := offences(PLACES)), "\n".join(found)


def test_no_host_of_a_registry_is_named() -> None:
    assert not (found := offences(REGISTRIES)), "\n".join(found)


def test_nothing_is_left_for_later_without_an_issue() -> None:
    assert not (found := offences(LEFTOVERS, locks_too=False)), "\n".join(found)


def test_the_patterns_find_what_they_mean() -> None:
    assert PLACES.search("see /wor" + "k/x")
    assert not PLACES.search("static/wor" + "k/x")
    assert REGISTRIES.search("https://pyp" + "i.org/simple")
    assert LEFTOVERS.search("# TOD" + "O: later")
    assert not LEFTOVERS.search("# TOD" + "O(#12): later")


def test_lock_files_pin_everything_by_hash_and_name_no_host() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text, name
        assert "--index" not in text, name
        for block in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
            assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^\s]+", block), block[:80]
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block[:80]


def test_the_runtime_lock_is_a_part_of_the_development_lock() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([A-Za-z0-9._-]+==\S+)", (ROOT / name).read_text(), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_the_licence_is_said() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["license"] == "AGPL-3.0-or-later"
