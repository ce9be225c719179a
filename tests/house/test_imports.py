"""Who may know whom: storeys, corridors, and the one room for each outside power."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT, Import, Module, dotted, imports, modules

OUTSIDE_PACKAGES = {
    "tortoise": ("models",),
    "asyncpg": ("models", "server.broker"),
    "aiosqlite": ("models",),
    "sqlite3": ("models",),
    "aiohttp": ("federation.net", "server"),
    "httpsig": ("federation.signatures.compat",),
    "http_message_signatures": ("federation.signatures",),
    "requests": (),
    "httpx": (),
    "urllib.request": (),
    "urllib3": (),
    "http.client": (),
    "pickle": (),
    "subprocess": ("server",),
    "cryptography": ("federation", "models.rules.signing", "models.actions", "server"),
}
"""A package, and the rooms that may import it; an empty tuple means nobody."""

CORRIDORS = (
    ("server.api", "server.web", "server.activitypub", "server.oauth", "server.streaming"),
    ("models.backends", "models.rules"),
)
"""Rooms on one corridor do not import each other."""
THE_LOOK = ("server.web.views",)
"""Every room may fill a view: how a page looks is nobody's secret."""

FORBIDDEN_PAIRS = (
    ("models.tables", "models.actions"),
    ("models.tables", "models.queries"),
)
"""The left room never imports the right one."""

RULES_MAY_IMPORT = ("msgspec", "rfc8785", "cryptography", "models.errors", "models.rules")
"""Beside the standard library; `cryptography` only as OUTSIDE_PACKAGES says."""
CLIENT_NAMES = frozenset(
    {"ClientSession", "TCPConnector", "UnixConnector", "request", "ClientWebSocketResponse"}
)


def is_inside(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def offence(module: Module, item: Import, rule: str) -> str:
    return f"{module.place}:{item.line}: {rule}"


def test_the_storeys_import_downwards_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_outside_package_has_its_rooms() -> None:
    offences = [
        offence(module, item, f"{package} belongs to {rooms or 'nobody'}")
        for module in modules()
        for item in imports(module)
        for package, rooms in OUTSIDE_PACKAGES.items()
        if item.reaches(package) and not any(is_inside(module.name, room) for room in rooms)
    ]
    assert not offences, "\n".join(offences)


def test_the_web_server_stays_in_the_server_storey() -> None:
    offences = [
        offence(module, item, "aiohttp.web belongs to server")
        for module in modules()
        for item in imports(module)
        if item.reaches("aiohttp.web") and not is_inside(module.name, "server")
    ]
    assert not offences, "\n".join(offences)


def test_the_http_client_stays_in_federation_net() -> None:
    offences = []
    for module in modules():
        if not is_inside(module.name, "server"):
            continue
        offences += [
            offence(module, item, "an HTTP client outside of federation.net")
            for item in imports(module)
            if item.module.startswith("aiohttp") and CLIENT_NAMES & set(item.names)
        ]
        offences += [
            f"{module.place}:{node.lineno}: {dotted(node)}"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Attribute)
            and node.attr in CLIENT_NAMES
            and dotted(node).startswith("aiohttp.")
        ]
    assert not offences, "\n".join(offences)


def test_no_import_hides_in_a_function() -> None:
    offences = [
        offence(module, item, f"{item.module} is imported below the top")
        for module in modules()
        for item in imports(module)
        if not item.is_top
    ]
    assert not offences, "\n".join(offences)


def test_rooms_on_one_corridor_do_not_know_each_other() -> None:
    pairs = {
        (room, other) for corridor in CORRIDORS for room in corridor for other in corridor
    } | set(FORBIDDEN_PAIRS)
    offences = [
        offence(module, item, f"{room} may not know {other}")
        for module in modules()
        for item in imports(module)
        for room, other in pairs
        if room != other and is_inside(module.name, room) and item.reaches(other)
        if not any(is_inside(item.module, look) for look in THE_LOOK)
    ]
    assert not offences, "\n".join(offences)


def test_rules_are_pure() -> None:
    allowed = sys.stdlib_module_names - {"asyncio", "random", "secrets", "socket", "time"}
    offences = []
    for module in modules():
        if not is_inside(module.name, "models.rules"):
            continue
        for item in imports(module):
            own = any(item.reaches(package) for package in RULES_MAY_IMPORT)
            if not own and item.module.partition(".")[0] not in allowed:
                offences.append(offence(module, item, f"rules may not import {item.module}"))
        offences += [
            f"{module.place}:{node.lineno}: rules do not await"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.AsyncFunctionDef)
        ]
    assert not offences, "\n".join(offences)
