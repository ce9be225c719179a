"""House rule: nobody but federation/net has an HTTP client."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
OTHER_CLIENTS = {"httpx", "requests", "urllib3", "http.client", "urllib.request"}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_client(name: str) -> bool:
    if any(name == other or name.startswith(f"{other}.") for other in OTHER_CLIENTS):
        return True
    package, _, rest = name.partition(".")
    if package != "aiohttp":
        return False
    return "client" in rest.lower() or "connector" in rest.lower() or rest == "request"


def uses_client_of_bare_import(tree: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "aiohttp"
        and is_client(f"aiohttp.{node.attr}")
        for node in ast.walk(tree)
    )


def test_no_module_outside_federation_net_has_an_http_client() -> None:
    found = []
    for storey in ("server", "federation", "models"):
        for path in (ROOT / storey).rglob("*.py"):
            if path.is_relative_to(ROOT / "federation" / "net"):
                continue
            tree = ast.parse(path.read_text("utf-8"))
            if any(is_client(name) for name in imported(tree)) or uses_client_of_bare_import(tree):
                found.append(str(path.relative_to(ROOT)))
    assert found == []


def test_the_rule_would_see_a_client() -> None:
    for source in ("from aiohttp import ClientSession", "import httpx", "import urllib.request"):
        assert any(is_client(name) for name in imported(ast.parse(source)))
    assert uses_client_of_bare_import(ast.parse("import aiohttp\naiohttp.TCPConnector()"))
    assert not any(is_client(name) for name in imported(ast.parse("from aiohttp import web")))
