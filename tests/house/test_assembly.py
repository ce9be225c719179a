"""The assembly's words: each refusal and each void is raised, provoked, and explained to people."""

from enum import StrEnum

import pytest

from models.rules.fold.registry import acts
from models.rules.fold.void import VoidReason
from models.rules.refusal import Refusal
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "assembly.md"
REASONS = [*Refusal, *VoidReason]


def source(*rooms: str) -> str:
    paths = [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]
    return "\n".join(path.read_text("utf-8") for path in paths)


def named(reason: StrEnum) -> str:
    return f"{type(reason).__name__}.{reason.name}"


def test_every_reason_is_given_by_some_rule() -> None:
    code = source("models/rules")
    unused = [named(reason) for reason in REASONS if named(reason) not in code]
    assert not unused, f"nothing gives {', '.join(unused)}"


def test_every_reason_is_provoked_by_a_test() -> None:
    tests = source("tests/models/rules", "tests/server/simulation")
    untested = [
        named(reason)
        for reason in REASONS
        if named(reason) not in tests and f'"{reason}"' not in tests
    ]
    assert not untested, f"no test names {', '.join(untested)}"


@pytest.mark.parametrize("kind", [Refusal, VoidReason])
def test_every_reason_is_explained_to_people(kind: type[StrEnum]) -> None:
    page = PAGE.read_text("utf-8")
    missing = [str(reason) for reason in kind if f"`{reason}`" not in page]
    assert not missing, f"docs/assembly.md lacks {', '.join(missing)}"


def test_every_entry_type_is_explained_to_people() -> None:
    page = PAGE.read_text("utf-8")
    missing = [name for name in acts() if f"`{name}`" not in page]
    assert not missing, f"docs/assembly.md lacks {', '.join(missing)}"
