"""Every room says what it is for, and everything public says what it does."""

import ast
from collections.abc import Iterator

from tests.house.tree import Module, modules

EXEMPT_DECORATORS = frozenset({"overload", "override", "setter", "validator"})


def undocumented(module: Module) -> Iterator[str]:
    if not (ast.get_docstring(module.tree) or "").strip():
        yield f"{module.place}:1: the module"
    yield from _inside(module, module.tree, "")


def _inside(module: Module, node: ast.Module | ast.ClassDef, prefix: str) -> Iterator[str]:
    for child in node.body:
        is_named = isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if not is_named or child.name.startswith("_") or _is_exempt(child):
            continue
        name = prefix + child.name
        if not (ast.get_docstring(child) or "").strip():
            yield f"{module.place}:{child.lineno}: {name}"
        if isinstance(child, ast.ClassDef):
            yield from _inside(module, child, f"{name}.")


def _is_exempt(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    words = {ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    return bool(words & EXEMPT_DECORATORS) or node.name in {"Meta", "Migration"}


def test_every_module_and_everything_public_has_a_docstring() -> None:
    offences = [
        line
        for module in modules()
        if not module.name.startswith("models.migrations.")
        for line in undocumented(module)
    ]
    assert not offences, "\n".join(offences)
