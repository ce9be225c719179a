"""The house rules find what they forbid: each is tried on a few lines that break it."""

import ast
from pathlib import Path

import pytest

from tests.house.test_docstrings import undocumented
from tests.house.test_errors import swallowing
from tests.house.test_rule_docstrings import names_its_rule, silently_looping, silently_refusing
from tests.house.test_sizes import against, body_lines, positional
from tests.house.test_state import assigned, is_state
from tests.house.test_transactions import TASKS, blocks
from tests.house.tree import ROOT, Module, dotted, functions, imports


def module(source: str) -> Module:
    return Module(Path(ROOT / "server" / "sample.py"), "server.sample", source, ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "cache = {}",
        "cache: dict[str, int] = dict()",
        "seen = set()",
        "queue = asyncio.Queue()",
        "index = collections.defaultdict(list)",
    ],
)
def test_state_is_seen(source: str) -> None:
    assert [name for name, value, _ in assigned(module(source)) if is_state(value)]


@pytest.mark.parametrize("source", ["A = {'a': 1}", "B = frozenset()", "C = dict(PAIRS)", "D = ()"])
def test_constants_are_left_alone(source: str) -> None:
    assert not [name for name, value, _ in assigned(module(source)) if is_state(value)]


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    x()\nexcept Exception:\n    pass",
        "try:\n    x()\nexcept (ValueError, BaseException) as e:\n    log(e)",
        "try:\n    x()\nexcept:\n    raise OSError",
        "with contextlib.suppress(Exception):\n    x()",
    ],
)
def test_swallowed_errors_are_seen(source: str) -> None:
    assert swallowing(module(source))


def test_tidying_up_and_raising_again_is_allowed() -> None:
    assert not swallowing(module("try:\n    x()\nexcept BaseException:\n    y()\n    raise"))


def test_a_task_in_a_transaction_is_seen() -> None:
    source = (
        "async def f():\n async with transaction() as c, other():\n"
        "  if c:\n   await asyncio.gather(a(), b())"
    )
    calls = [
        dotted(node.func)
        for block in blocks(module(source))
        for node in ast.walk(block)
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in TASKS
    ]
    assert calls == ["asyncio.gather"]


def test_hidden_imports_are_seen_and_those_at_the_top_are_not() -> None:
    source = (
        "import a\nif a:\n import b\nwith a:\n import c\ndef f():\n import d\nclass C:\n import e\n"
    )
    assert [item.module for item in imports(module(source)) if not item.is_top] == ["d", "e"]


def test_an_import_reaches_what_it_names() -> None:
    (item,) = imports(module("from aiohttp import web"))
    assert item.reaches("aiohttp.web")
    assert item.reaches("aiohttp")
    assert not item.reaches("aio")


def test_missing_docstrings_are_seen() -> None:
    found = list(undocumented(module("class A:\n def b(self): ...\n def _c(self): ..."), set()))
    assert [line.rpartition(" ")[2] for line in found] == ["module", "A", "A.b"]


def test_an_override_need_not_say_again_what_it_overrides() -> None:
    source = "'''Room.'''\nclass B(A):\n '''B.'''\n def b(self): ...\n def c(self): ..."
    found = list(undocumented(module(source), {("A", "b")}))
    assert [line.rpartition(" ")[2] for line in found] == ["B.c"]


def test_sizes_are_counted_without_docstring_and_self() -> None:
    source = "class A:\n def b(self, c, /, d, *, e):\n  '''One.\n\n  Two.'''\n  x()\n  y()\n"
    ((name, node),) = functions(module(source))
    assert (name, body_lines(node), positional(node)) == ("A.b", 3, 2)


def test_the_ratchet_turns_one_way_only() -> None:
    assert not against({"a": 50}, {"a": 50, "b": 40}, 40)
    assert against({"a": 50}, {"a": 51}, 40)
    assert against({"a": 50}, {"a": 40}, 40)
    assert against({"a": 50}, {}, 40)
    assert against({}, {"b": 41}, 40)


@pytest.mark.parametrize("told", ["Seal (R1).", "Ground under\n all rules.", "Under all rules."])
def test_the_name_of_a_rule_is_seen(told: str) -> None:
    assert names_its_rule(module(repr(told)))


@pytest.mark.parametrize("told", ["Seal.", "Under all circumstances.", "R17 and R0.", "PR1"])
def test_what_is_no_rule_names_none(told: str) -> None:
    assert not names_its_rule(module(repr(told)))


def test_a_refusal_without_a_word_is_seen() -> None:
    source = "class A:\n def b(self):\n  {}\n  if c:\n   raise Refused(Refusal.TOO_MUCH, 'd')"
    assert list(silently_refusing(module(source.format("'Take it; not too much of it.'"))))
    for told in ("'Take it, but too_much.'", "'Take it. Refused as by `c`.'", "'Refuse it.'"):
        assert not list(silently_refusing(module(source.format(told))))


def test_a_loop_without_its_cost_is_seen_and_one_further_in_is_not() -> None:
    source = "def a():\n '{}'\n def _b():\n  while c: d()\n for c in d:\n  e()"
    assert list(silently_looping(module(source.format("Go on."))))
    for told in ("Go on. O(n log n).", "Go on. Linear."):
        assert not list(silently_looping(module(source.format(told))))
    assert not list(silently_looping(module("def a():\n def _b():\n  while c: d()")))
