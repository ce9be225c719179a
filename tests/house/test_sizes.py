"""Files and functions stay small enough to be read at once.

Two tables hold what was larger when it was noticed. They may only become shorter: what grows
fails, and so does a line that is no longer needed.
"""

import ast
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, STOREYS, FunctionNode, functions, modules, tracked

WARN_LINES = 300
FAIL_LINES = 400
FUNCTION_LINES = 40
FUNCTION_PARAMETERS = 5
COUNTED = frozenset({".py", ".sql", ".json", ".html", ".css", ".js"})
UNCOUNTED = (
    "models/migrations/",
    "models/rules/schemas/",
    "static/vendor/",
    "tests/house/data/",
    "tests/interop/",
)
"""Generated, foreign or recorded: nobody reads these from top to bottom."""

LONG_FUNCTIONS: dict[str, int] = {}
WIDE_FUNCTIONS: dict[str, int] = {}


def sized_files() -> Iterator[tuple[str, int]]:
    for path in tracked():
        name = str(path.relative_to(ROOT))
        is_ours = name.startswith((*(f"{storey}/" for storey in STOREYS), "static/", "tests/"))
        if is_ours and path.suffix in COUNTED and not name.startswith(UNCOUNTED):
            yield name, count_lines(path)


def count_lines(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(1 for _ in stream)


def body_lines(node: FunctionNode) -> int:
    """Count from the signature to the end, without the docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def positional(node: FunctionNode) -> int:
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    return len([name for name in names if name not in {"self", "cls"}])


def against(ratchet: dict[str, int], found: dict[str, int], limit: int) -> list[str]:
    offences = [
        f"{name}: {size}, at most {ratchet.get(name, limit)}"
        for name, size in found.items()
        if size > ratchet.get(name, limit)
    ]
    return offences + [
        f"{name}: remove it from the table, it is {found.get(name, 0)} now"
        for name in ratchet
        if found.get(name, 0) <= limit
    ]


@pytest.mark.filterwarnings("default")
def test_files_stay_short() -> None:
    sizes = dict(sized_files())
    for name, size in sizes.items():
        if WARN_LINES < size <= FAIL_LINES and not name.startswith("tests/"):
            warnings.warn(f"{name} has {size} lines; split it by noun", stacklevel=1)
    offences = [f"{name}: {size} lines" for name, size in sizes.items() if size > FAIL_LINES]
    assert not offences, "\n".join(offences)


def test_functions_stay_short() -> None:
    found = {
        f"{module.name}.{name}": body_lines(node)
        for module in modules()
        for name, node in functions(module)
        if not module.name.startswith("models.migrations.")
    }
    assert not (offences := against(LONG_FUNCTIONS, found, FUNCTION_LINES)), "\n".join(offences)


def test_functions_take_few_positional_arguments() -> None:
    found = {
        f"{module.name}.{name}": positional(node)
        for module in modules()
        for name, node in functions(module)
    }
    offences = against(WIDE_FUNCTIONS, found, FUNCTION_PARAMETERS)
    assert not offences, "\n".join(offences)
