"""The program: the verifier as one Python file that needs only `cryptography`.

It is put together from the sources that `hanse verify` itself runs, each readable under a header,
those that others need first. The same sources give the same bytes on every machine, so whoever
doubts a copy makes one and compares.
"""

import ast
import hashlib
import importlib.util
import pkgutil
from collections.abc import Iterator
from importlib.abc import InspectLoader
from importlib.machinery import ModuleSpec
from importlib.metadata import version

MAIN = "server.verifying.alone"
"""Its `main(arguments)` returns the exit status."""
STAND_INS = {
    "msgspec": "server.verifying.standin.msgspec",
    "msgspec.structs": "server.verifying.standin.structs",
    "rfc8785": "server.verifying.standin.rfc8785",
}
SERVING = "server.verifying.standin.serving"
FOUND_BY_FOLDER = ("models.rules.acts",)
"""Packages whose modules nobody imports by name, because they are found in their folder."""
OURS = ("models", "server")
_QUOTES = "'''"


def text() -> str:
    """Return the whole program. ValueError when a source cannot be quoted."""
    names = modules()
    sources = [_block(name) for name in names]
    digest = hashlib.sha256("".join(sources).encode()).hexdigest()
    head = _HEAD.format(version=version("hanse"), count=len(names), digest=digest)
    return "\n\n".join([head.rstrip(), *sources, _source(SERVING).rstrip(), _tail()]) + "\n"


def modules() -> list[str]:
    """Return the names of all modules that the program needs, what is needed first."""
    ordered: dict[str, None] = {}
    roots = [*STAND_INS.values(), *_found_by_folder(), MAIN]
    for root in roots:
        _visit(root, ordered, set())
    return list(ordered)


def _found_by_folder() -> Iterator[str]:
    for package in FOUND_BY_FOLDER:
        yield package
        locations = _spec(package).submodule_search_locations
        for info in pkgutil.iter_modules(locations):
            yield f"{package}.{info.name}"


def _visit(name: str, ordered: dict[str, None], above: set[str]) -> None:
    if name in ordered or name in above:
        return
    within = above | {name}
    parent = name.rpartition(".")[0]
    for other in [parent, *_imports(_source(name))] if parent else _imports(_source(name)):
        if other.partition(".")[0] in OURS:
            _visit(other, ordered, within)
    ordered[name] = None


def _imports(source: str) -> Iterator[str]:
    """Yield every module that `source` may import: of `from a import b` both a and a.b."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            names = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name for name in names if _is_module(name))


def _is_module(name: str) -> bool:
    if name.partition(".")[0] not in OURS:
        return False
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _spec(name: str) -> ModuleSpec:
    spec = importlib.util.find_spec(name)
    if spec is None:
        raise ValueError(f"there is no module {name}")
    return spec


def _source(name: str) -> str:
    loader = _spec(name).loader
    source = loader.get_source(name) if isinstance(loader, InspectLoader) else None
    if source is None:
        raise ValueError(f"{name} has no source")
    return source


def _block(name: str) -> str:
    source = _source(name)
    if _QUOTES in source:
        raise ValueError(f"{name} has three single quotes in a row")
    is_package = _spec(name).submodule_search_locations is not None
    path = name.replace(".", "/") + ("/__init__.py" if is_package else ".py")
    key = f"{name}/" if is_package else name
    rule = "# " + "-" * 98
    return f"{rule}\n# {path}\n{rule}\nSOURCES[{key!r}] = r{_QUOTES}{source}{_QUOTES}"


def _tail() -> str:
    pairs = "".join(f"    {name!r}: {module!r},\n" for name, module in STAND_INS.items())
    return _TAIL.format(pairs=pairs, main=MAIN)


_HEAD = '''\
#!/usr/bin/env python3
"""Verify what a community's partners agreed on, from nothing but its published bundle.

    python3 verify.py BUNDLE

It recomputes everything, from the founding to the newest final minutes, and says up to where the
bundle is right, or the first wrong thing, where it stands, and whose it is. It needs Python 3.11 or
newer and the package `cryptography`; it opens no connection and writes nothing unless told to.

Made by `hanse verify --write-program` of hanse {version} out of its own {count} modules, each below
under its name. SHA-256 of all of them: {digest}

Licence: AGPL-3.0-or-later.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("This program needs Python 3.11 or newer.")

SOURCES = {{}}
'''

_TAIL = """\
STAND_INS = {{
{pairs}}}

if __name__ == "__main__":
    try:
        import cryptography
    except ImportError:
        sys.exit("This program needs the package cryptography: pip install cryptography")
    serve(SOURCES, STAND_INS)
    sys.exit(importlib.import_module({main!r}).main(sys.argv[1:]))
"""
