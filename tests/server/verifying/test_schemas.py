"""The schemas are current and valid, and say of a shape what the rules say."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from models.rules.charter.document import Charter
from models.rules.fold.registry import acts
from models.rules.genesis import Genesis
from models.rules.log.entry import Entry
from models.rules.refusal import Refused
from models.rules.values import shaped
from server.verifying.schemas import OBJECTS, PREFIX, schemas, written
from tests.house.tree import ROOT
from tests.shapes import fitting, spoiled

FOLDER = ROOT / "models" / "rules" / "schemas"
MADE = schemas()


@cache
def registries() -> tuple[Any, Any]:
    pairs = [(schema["$id"], schema) for schema in MADE.values()]
    ours = Registry().with_resources(
        (name, DRAFT202012.create_resource(schema)) for name, schema in pairs
    )
    return ours, jsonschema_rs.Registry(pairs)


@cache
def judges(name: str) -> tuple[Any, Any]:
    ours, quick = registries()
    return (
        jsonschema.Draft202012Validator(MADE[name], registry=ours),
        jsonschema_rs.Draft202012Validator(MADE[name], registry=quick),
    )


def allowed(name: str, value: Any) -> bool:
    """Return what both validators say; they must agree."""
    one, other = (judge.is_valid(value) for judge in judges(name))
    assert one == other, f"jsonschema says {one}, jsonschema-rs {other}"
    return bool(one)


def fits(value: Any, kind: Any) -> bool:
    try:
        shaped(value, kind)
    except Refused:
        return False
    return True


def test_the_files_are_what_the_structs_declare() -> None:
    found = {
        str(path.relative_to(FOLDER)): path.read_text("utf-8") for path in FOLDER.rglob("*.json")
    }
    expected = {f"{name}.json": written(schema) + "\n" for name, schema in MADE.items()}
    assert found == expected, "run `make schemas`"


@pytest.mark.parametrize("name", MADE)
def test_every_schema_is_valid_and_reads_back(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(MADE[name])
    assert json.loads(written(MADE[name])) == MADE[name]
    assert r"\Z" not in json.dumps(MADE[name])


def test_every_type_of_entry_has_the_schema_of_its_body() -> None:
    assert {f"bodies/{name}" for name in acts()} == {name for name in MADE if "/" in name}


KINDS = {
    **{name: kind for name, kind in OBJECTS.items() if name not in ("entry", "genesis")},
    **{f"bodies/{name}": act.body for name, act in acts().items()},
}


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_schema_allows_what_the_rules_read_and_nothing_else(
    name: str, data: st.DataObject
) -> None:
    values = fitting(KINDS[name])
    value = data.draw(values | spoiled(values))
    assert allowed(name, value) == fits(value, KINDS[name])


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_an_entry_is_allowed_when_its_body_is(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([*sorted(acts()), "unheard-of"]))
    body = fitting(acts()[kind].body) if kind in acts() else st.just({"anything": 1})
    entry = data.draw(fitting(Entry))
    entry["type"], entry["body"] = kind, data.draw(body | spoiled(body))
    is_known_good = kind not in acts() or fits(entry["body"], acts()[kind].body)
    is_linked = (entry["seq"] == 0) == (entry["prev"] is None)
    expected = fits(entry, Entry) and is_linked and is_known_good
    assert allowed("entry", entry) == expected


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_genesis_is_allowed_when_its_charter_is(data: st.DataObject) -> None:
    genesis = data.draw(fitting(Genesis))
    charters = fitting(Charter)
    genesis["charter"]["document"] = data.draw(charters | spoiled(charters))
    expected = fits(genesis, Genesis) and fits(genesis["charter"]["document"], Charter)
    assert allowed("genesis", genesis) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028", " "])
def test_no_id_ends_in_a_line_break(end: str) -> None:
    head = {"type": "object", "properties": MADE["seal"]["$defs"]["Seal"]["properties"]}
    for judge in (jsonschema.Draft202012Validator(head), jsonschema_rs.Draft202012Validator(head)):
        assert judge.is_valid({"minutes": "0" * 64, "partner": "a.example"})
        assert not judge.is_valid({"minutes": "0" * 64 + end})
        assert not judge.is_valid({"partner": "a.example" + end})


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (part for key, part in value.items() if key in ("$ref", "$id"))
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, dict | list):
            yield from references(part)


def test_names_are_ours_and_reach_nobody() -> None:
    found = list(references(MADE))
    assert found
    assert all(name.startswith((PREFIX, "#/$defs/")) for name in found)
