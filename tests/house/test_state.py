"""Nothing lives in a module but constants and the registry: state is built and passed on."""

import ast
from collections.abc import Iterator

from tests.house.tree import Module, dotted, modules

STATE_ALLOWED = {
    "federation.registry": "the registry of activities, filled once at start",
    "models.transaction._running": "asyncio keeps only weak references to running tasks",
}
"""A module or a name in it, and why it may hold state."""

CONTAINERS = frozenset({"dict", "list", "set", "deque", "OrderedDict", "Counter"})
LIVING = frozenset(
    {"defaultdict", "Lock", "Event", "Semaphore", "Queue", "Condition", "ClientSession", "Random"}
)


def assigned(module: Module) -> Iterator[tuple[str, ast.expr, int]]:
    for node in module.tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield dotted(target), node.value, node.lineno
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield dotted(node.target), node.value, node.lineno


def is_state(value: ast.expr) -> bool:
    """Return True for what can only be meant to change: an empty container, or a living thing."""
    if isinstance(value, ast.Dict):
        return not value.keys
    if isinstance(value, ast.List | ast.Set):
        return not value.elts
    if isinstance(value, ast.Call):
        name = dotted(value.func).rpartition(".")[2]
        return (name in CONTAINERS and not value.args) or name in LIVING
    return False


def test_modules_hold_constants_only() -> None:
    offences = [
        f"{module.place}:{line}: {name} is state at module level"
        for module in modules()
        for name, value, line in assigned(module)
        if is_state(value) and name != "__all__"
        if not {module.name, f"{module.name}.{name}"} & STATE_ALLOWED.keys()
    ]
    assert not offences, "\n".join(offences)


def test_nothing_is_declared_global() -> None:
    offences = [
        f"{module.place}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Global)
    ]
    assert not offences, "\n".join(offences)
