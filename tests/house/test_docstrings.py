"""Every room says what it is for, and everything public says what it does."""

import ast
from collections.abc import Iterator

from tests.house.tree import Module, modules

EXEMPT_DECORATORS = frozenset({"overload", "override", "setter", "validator"})


Named = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def undocumented(module: Module, told: set[tuple[str, str]]) -> Iterator[str]:
    if not is_documented(module.tree):
        yield f"{module.place}:1: the module"
    yield from _inside(module, module.tree, "", told)


def is_documented(node: Named | ast.Module) -> bool:
    return bool((ast.get_docstring(node) or "").strip())


def documented_methods() -> set[tuple[str, str]]:
    """Return class and method of what is documented, or is where a class inherits from.

    An override need not say again what it overrides.
    """
    classes = [
        node
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    ]
    told = {
        (node.name, method.name)
        for node in classes
        for method in node.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and is_documented(method)
    }
    while (
        inherited := {
            (node.name, name)
            for node in classes
            for base in parents(node)
            for owner, name in told
            if owner == base
        }
        - told
    ):
        told |= inherited
    return told


def parents(node: ast.AST) -> list[str]:
    bases = node.bases if isinstance(node, ast.ClassDef) else []
    return [ast.unparse(base).rpartition(".")[2] for base in bases]


def _inside(
    module: Module, node: ast.Module | ast.ClassDef, prefix: str, told: set[tuple[str, str]]
) -> Iterator[str]:
    for child in node.body:
        if not isinstance(child, Named) or child.name.startswith("_") or _is_exempt(child):
            continue
        name = prefix + child.name
        if not is_documented(child) and not any(
            (base, child.name) in told for base in parents(node)
        ):
            yield f"{module.place}:{child.lineno}: {name}"
        if isinstance(child, ast.ClassDef):
            yield from _inside(module, child, f"{name}.", told)


def _is_exempt(node: Named) -> bool:
    words = {ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    return bool(words & EXEMPT_DECORATORS) or node.name in {"Meta", "Migration"}


def test_every_module_and_everything_public_has_a_docstring() -> None:
    told = documented_methods()
    offences = [
        line
        for module in modules()
        if not module.name.startswith("models.migrations.")
        for line in undocumented(module, told)
    ]
    assert not offences, "\n".join(offences)
