"""What the documents say is what the program does: settings, targets, reasons, links."""

import re
import subprocess

from federation.errors import Reason
from server.settings import catalogue, reference
from tests.house.tree import ROOT, tracked

CONFIGURATION = ROOT / "docs" / "configuration.md"
MAKEFILE = ROOT / "Makefile"
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


def make(*arguments: str) -> str:
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE.read_text(), re.MULTILINE))


def test_the_configuration_reference_is_what_the_settings_declare() -> None:
    assert CONFIGURATION.read_text("utf-8") == reference.markdown(), "run `make docs`"


def test_every_setting_is_in_the_reference_with_its_meaning() -> None:
    page = CONFIGURATION.read_text("utf-8")
    for entry in catalogue.entries():
        assert f"| `{entry.key}` |" in page
        assert len(entry.doc) > 10, f"{entry.key} needs a docstring below its field"


def test_make_explains_every_target() -> None:
    explained = set(re.findall(r"^  ([a-z][a-z-]*) ", make("help"), re.MULTILINE))
    assert explained == targets()
    assert make() == make("help")


def test_every_target_without_a_file_is_phony() -> None:
    found = re.search(r"^\.PHONY: (.*)$", MAKEFILE.read_text(), re.MULTILINE)
    assert found is not None
    assert set(found[1].split()) == targets()


def test_every_reason_is_explained_to_other_servers() -> None:
    text = (ROOT / "FEDERATION.md").read_text("utf-8")
    missing = [reason for reason in Reason if f"`{reason}`" not in text]
    assert not missing, f"FEDERATION.md lacks {', '.join(missing)}"


def test_links_between_documents_lead_somewhere() -> None:
    pages = [path for path in tracked() if path.suffix == ".md"]
    offences = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text("utf-8"))
        if ":" not in target and not (page.parent / target).exists()
    ]
    assert not offences, "\n".join(offences)


def test_every_reason_is_used_and_named_by_a_test() -> None:
    tests = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    code = "\n".join(
        path.read_text("utf-8")
        for path in (ROOT / "federation").rglob("*.py")
        if path.name != "errors.py" or path.parent.name != "federation"
    )
    default = Reason.HOST_UNREACHABLE
    unused = [r for r in Reason if r is not default and f"Reason.{r.name}" not in code]
    untested = [r for r in Reason if f"Reason.{r.name}" not in tests and f'"{r}"' not in tests]
    assert not unused, f"nothing raises {', '.join(unused)}"
    assert not untested, f"no test names {', '.join(untested)}"
