"""Inside a transaction there is only the database: no task, no network, no thread, no sleep."""

import ast
from collections.abc import Iterator

from tests.house.tree import Module, dotted, imports, modules

TASKS = frozenset(
    {
        "TaskGroup",
        "background",
        "create_task",
        "ensure_future",
        "gather",
        "run_in_executor",
        "sleep",
        "start_soon",
        "to_thread",
        "wait_for",
    }
)
OWN_DOOR = "models.transaction"


def blocks(module: Module) -> Iterator[ast.AsyncWith]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.AsyncWith) and any(
            isinstance(item.context_expr, ast.Call)
            and dotted(item.context_expr.func).rpartition(".")[2]
            in {"transaction", "in_transaction"}
            for item in node.items
        ):
            yield node


def test_no_task_starts_inside_a_transaction() -> None:
    offences = [
        f"{module.place}:{call.lineno}: {dotted(call.func)} inside a transaction"
        for module in modules()
        for block in blocks(module)
        for statement in block.body
        for call in ast.walk(statement)
        if isinstance(call, ast.Call) and dotted(call.func).rpartition(".")[2] in TASKS
    ]
    assert not offences, "\n".join(offences)


def test_there_is_one_door_to_a_transaction() -> None:
    offences = [
        f"{module.place}:{item.line}"
        for module in modules()
        for item in imports(module)
        if item.reaches("tortoise.transactions") and module.name != OWN_DOOR
    ]
    assert not offences, "\n".join(offences)
