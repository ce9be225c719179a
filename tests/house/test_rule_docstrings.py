"""The assembly's rules say which rule they carry out, what they refuse and what they cost."""

import ast
import re
from collections.abc import Iterator

from tests.house.tree import FunctionNode, Module, dotted, functions, modules

RULE = re.compile(r"\bR(1[0-6]|[1-9])\b|\bunder\s+all\s+rules\b", re.IGNORECASE)
COST = re.compile(r"\bO\(|\blinear\b", re.IGNORECASE)
REFUSAL = re.compile(r"\bRefuse[ds]?\b")
INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def names_its_rule(module: Module) -> bool:
    return bool(RULE.search(ast.get_docstring(module.tree) or ""))


def silently_refusing(module: Module) -> Iterator[str]:
    """Yield every public function that refuses an object itself and neither says so nor why."""
    for place, function in public(module):
        reasons = {reason for node in own(function) for reason in reasons_of(node)}
        told = ast.get_docstring(function) or ""
        if reasons and not REFUSAL.search(told) and not all(each in told for each in reasons):
            yield place


def silently_looping(module: Module) -> Iterator[str]:
    """Yield every public function that loops by a statement and does not say what that costs."""
    for place, function in public(module):
        loops = any(isinstance(node, ast.For | ast.While) for node in own(function))
        if loops and not COST.search(ast.get_docstring(function) or ""):
            yield place


def public(module: Module) -> Iterator[tuple[str, FunctionNode]]:
    for name, function in functions(module):
        if not any(part.startswith("_") for part in name.split(".")):
            yield f"{module.place}:{function.lineno}: {name}", function


def own(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all that stands in a function, but for the functions and classes inside it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, INNER):
            yield child
            yield from own(child)


def reasons_of(node: ast.AST) -> Iterator[str]:
    """Yield the reason for which a `raise` refuses: as objects are refused by it, or as written."""
    call = node.exc if isinstance(node, ast.Raise) else None
    if isinstance(call, ast.Call) and dotted(call.func) == "Refused":
        reason = ast.unparse(call.args[0])
        yield reason.removeprefix("Refusal.").lower()


def rules() -> Iterator[Module]:
    return (each for each in modules() if f"{each.name}.".startswith("models.rules."))


def test_every_module_of_the_rules_names_its_rule_or_lies_under_all_of_them() -> None:
    silent = [module.place for module in rules() if not names_its_rule(module)]
    assert not silent, "\n".join(silent)


def test_whatever_refuses_an_object_says_so() -> None:
    silent = [place for module in rules() for place in silently_refusing(module)]
    assert not silent, "\n".join(silent)


def test_whatever_loops_says_what_it_costs() -> None:
    silent = [place for module in rules() for place in silently_looping(module)]
    assert not silent, "\n".join(silent)
