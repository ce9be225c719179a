"""Charters to begin tests with, and a way to change one place of them."""

from typing import Any

from msgspec import convert, to_builtins

from models.rules.charter.checking import faults
from models.rules.charter.clause import Goal
from models.rules.charter.document import Charter
from models.rules.charter.fault import CharterFault, Fault
from models.rules.charter.templates import TEMPLATES, Brief

ALPHA, BETA, GAMMA = "alpha.example", "beta.example", "gamma.example"
FOUNDED = 1_800_000_000_000
DROP = object()
"""As a value for `edited`: the place is taken out."""

BRIEF = Brief(
    title="Open water",
    purpose="Clean rivers in ten years.",
    goals=(
        Goal(id="rivers", text="Every river is swimmable.", indicator="km", baseline="40"),
        Goal(id="schools", text="Every school knows its river."),
    ),
    partners=(ALPHA, BETA, GAMMA),
    founded_at=FOUNDED,
    kinds={ALPHA: "ngo", BETA: "company"},
    routes={"pumps": BETA, "filters": GAMMA},
)
CHARTERS = {name: template(BRIEF) for name, template in TEMPLATES.items()}


def edited(charter: Charter, places: dict[str, Any]) -> Charter:
    """Return the charter with other values at these paths (slashes; list items by number or id)."""
    document = to_builtins(charter)
    for path, value in places.items():
        *parents, last = path.split("/")
        document = _changed(document, [*parents, last], value)
    return convert(document, Charter)


def _changed(node: Any, keys: list[str], value: Any) -> Any:
    if not keys:
        return value
    key, *rest = keys
    if isinstance(node, dict):
        if not rest and value is DROP:
            return {name: part for name, part in node.items() if name != key}
        return {**node, key: _changed(node.get(key), rest, value)}
    items = list(node)
    number = next(
        (n for n, item in enumerate(items) if isinstance(item, dict) and item.get("id") == key), -1
    )
    number = number if number >= 0 else int(key)
    if not rest and value is DROP:
        return items[:number] + items[number + 1 :]
    items[number : number + 1] = [_changed(items[number], rest, value)]
    return items


def clause(name: str, **more: Any) -> dict[str, Any]:
    """Return a clause as JSON."""
    return {"id": name, "title": name, "text": "We agree.", "goals": ["rivers"], **more}


def with_clauses(charter: Charter, *clauses: dict[str, Any]) -> Charter:
    """Return the charter with more clauses."""
    return edited(charter, {"clauses": plus(charter, *clauses)})


def plus(charter: Charter, *clauses: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the charter's clauses as JSON, and more of them."""
    return [*to_builtins(charter)["clauses"], *clauses]


Case = tuple[Charter, dict[str, Any], list[tuple[CharterFault, str]]]
"""A charter without faults, what is changed of it, and exactly the faults it then has."""


def judge(
    charter: Charter, places: dict[str, Any], expected: list[tuple[CharterFault, str]]
) -> None:
    """Fail unless these changes, and nothing before them, bring exactly these faults."""
    assert faults(charter) == ()
    assert faults(edited(charter, places)) == tuple(Fault(*each) for each in expected)
