"""Errors are caught where they are understood; everything else reaches one of the two doors."""

import ast

from tests.house.tree import Module, dotted, modules

BROAD = frozenset({"Exception", "BaseException"})
DOORS = frozenset({"server/middleware/errors.py", "server/worker.py"})


def caught(handler: ast.ExceptHandler) -> set[str]:
    if handler.type is None:
        return set(BROAD)
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {dotted(kind) for kind in kinds}


def raises_again(handler: ast.ExceptHandler) -> bool:
    """Return True when the handler only tidies up: its last word is a bare `raise`."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def suppresses(node: ast.Call) -> bool:
    is_suppress = dotted(node.func).rpartition(".")[2] == "suppress"
    return is_suppress and bool(BROAD & {dotted(argument) for argument in node.args})


def swallowing(module: Module) -> list[int]:
    """Return the lines at which any error at all could disappear."""
    return [
        node.lineno
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.ExceptHandler) and caught(node) & BROAD and not raises_again(node))
        or (isinstance(node, ast.Call) and suppresses(node))
    ]


def test_only_the_two_doors_catch_everything() -> None:
    offences = [
        f"{module.place}:{line}"
        for module in modules()
        for line in swallowing(module)
        if module.place not in DOORS
    ]
    assert not offences, "\n".join(offences)
