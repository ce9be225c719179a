"""Schemas: the shape of every object of the assembly as JSON Schema, written from the Structs.

`make schemas` writes `models/rules/schemas`. A schema says what an object looks like; that its
bytes are canonical, that it is signed, in its place and of any effect is beyond a schema.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from models.rules.charter.document import Charter
from models.rules.fold.registry import acts
from models.rules.genesis import Genesis
from models.rules.log.entry import Entry
from models.rules.minutes.records import Exclusion, Minutes, Seal, Status
from models.rules.verifying.bundle import Manifest

PREFIX = "urn:hanse:rules:"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
OBJECTS: Mapping[str, type[msgspec.Struct]] = {
    "charter": Charter,
    "entry": Entry,
    "exclusion": Exclusion,
    "genesis": Genesis,
    "manifest": Manifest,
    "minutes": Minutes,
    "seal": Seal,
    "status": Status,
}
_WIDTH = 100
_END = r"\Z"
_SCHEMA_END = r"$(?!\n)"
"""JSON Schema's `$` is the end; where a validator hands it to a language in which it may also
stand before a last newline, the rest of this says no."""


def schemas() -> dict[str, dict[str, Any]]:
    """Return all schemas by file name without `.json`; those of bodies are in `bodies/`."""
    made = {name: _schema(name, kind) for name, kind in OBJECTS.items()}
    made["entry"].update(_entry_rules())
    document = made["genesis"]["$defs"]["Chartered"]["properties"]
    document["document"] = {"$ref": PREFIX + "charter"}
    for name, act in sorted(acts().items()):
        made[f"bodies/{name}"] = _schema(f"body:{name}", act.body)
    return made


def written(value: Any, indent: int = 0, before: int = 0) -> str:
    """Return a schema as text: what fits into a line stands in one."""
    flat = json.dumps(value, ensure_ascii=False)
    if indent + before + len(flat) < _WIDTH or not isinstance(value, dict | list) or not value:
        return flat
    pad = " " * (indent + 2)
    if isinstance(value, list):
        parts = [pad + written(part, indent + 2) for part in value]
        return "[\n" + ",\n".join(parts) + "\n" + " " * indent + "]"
    parts = []
    for key, part in value.items():
        label = json.dumps(key) + ": "
        parts.append(pad + label + written(part, indent + 2, len(label)))
    return "{\n" + ",\n".join(parts) + "\n" + " " * indent + "}"


def main(folder: Path) -> None:
    """Write all schemas into a folder, and remove those of what is no more."""
    made = {folder / f"{name}.json": written(schema) + "\n" for name, schema in schemas().items()}
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in set(folder.rglob("*.json")) - made.keys():
        path.unlink()


def _schema(name: str, kind: type[msgspec.Struct]) -> dict[str, Any]:
    found: dict[str, Any] = _patterned(msgspec.to_builtins(msgspec.json.schema(kind)))
    return {"$schema": DIALECT, "$id": PREFIX + name, **found}


def _patterned(value: Any) -> Any:
    """Return a schema with Python's end of a text written as JSON Schema writes it."""
    if isinstance(value, list | tuple):
        return [_patterned(part) for part in value]
    if not isinstance(value, dict):
        return value
    made = {key: _patterned(part) for key, part in value.items()}
    if isinstance(made.get("pattern"), str):
        made["pattern"] = made["pattern"].replace(_END, _SCHEMA_END)
    return made


def _entry_rules() -> dict[str, Any]:
    bodies = [
        {
            "if": {"properties": {"type": {"const": name}}},
            "then": {"properties": {"body": {"$ref": f"{PREFIX}body:{name}"}}},
        }
        for name in sorted(acts())
    ]
    first = {
        "if": {"properties": {"seq": {"const": 0}}},
        "then": {"properties": {"prev": {"type": "null"}}},
        "else": {"properties": {"prev": {"type": "string"}}},
    }
    return {"allOf": [first, *bodies]}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
