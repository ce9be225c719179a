"""An activity is one file, and brings everything that makes it safe to accept and understood.

For each file in `federation/activities`: a JSON Schema per activity, a row in FEDERATION.md, an
example in `tests/federation/activities/examples` that the schema accepts, and for each reason that
the file raises a test in `tests/hostile` which names it.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import jsonschema_rs

from tests.house.tree import ROOT, Module, dotted, modules

SCHEMAS = ROOT / "federation" / "schemas"
EXAMPLES = ROOT / "tests" / "federation" / "activities" / "examples"
HOSTILE = ROOT / "tests" / "hostile"
FEDERATION_MD = ROOT / "FEDERATION.md"


def activities() -> list[Module]:
    return [
        module
        for module in modules()
        if module.name.startswith("federation.activities.")
        and not module.name.rpartition(".")[2].startswith("_")
    ]


def tags(module: Module) -> Iterator[str]:
    """Yield the type of each wire struct in the file, as in `class LockWire(..., tag="Lock")`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            for keyword in node.keywords:
                if keyword.arg == "tag" and isinstance(keyword.value, ast.Constant):
                    yield str(keyword.value.value)


def reasons(module: Module) -> set[str]:
    names = {dotted(node) for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)}
    return {name for name in names if name.startswith("Reason.")}


def snake(tag: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", tag).lower()


def test_each_activity_has_a_schema_and_an_example_that_it_accepts() -> None:
    offences = []
    for module in activities():
        for tag in tags(module):
            schema, example = SCHEMAS / f"{snake(tag)}.json", EXAMPLES / f"{snake(tag)}.json"
            offences += [
                f"{tag}: {path} is missing" for path in (schema, example) if not path.is_file()
            ]
            if example.is_file():
                assert json.loads(example.read_text())["type"] == tag
    assert not offences, "\n".join(offences)


def test_each_schema_is_itself_valid() -> None:
    for path in sorted(SCHEMAS.glob("*.json")):
        assert jsonschema_rs.meta.is_valid(json.loads(path.read_text())), path.name


def test_each_reason_raised_is_provoked_by_a_hostile_test() -> None:
    texts = "\n".join(path.read_text("utf-8") for path in sorted(HOSTILE.rglob("*.py")))
    offences = [
        f"{module.place}: {reason} is not provoked in tests/hostile"
        for module in activities()
        for reason in sorted(reasons(module))
        if reason not in texts
    ]
    assert not offences, "\n".join(offences)


def test_each_activity_has_a_row_in_federation_md() -> None:
    rows = [line for line in _text(FEDERATION_MD).splitlines() if line.startswith("|")]
    offences = [
        f"{tag} has no row in FEDERATION.md"
        for module in activities()
        for tag in tags(module)
        if not any(re.search(rf"\b{tag}\b", row) for row in rows)
    ]
    assert not offences, "\n".join(offences)


def _text(path: Path) -> str:
    return path.read_text("utf-8")
