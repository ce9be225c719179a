"""The project's own files as the house tests read them: parsed once, never imported."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STOREYS = ("models", "federation", "server")
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file of a storey."""

    path: Path
    name: str
    source: str
    tree: ast.Module

    @property
    def place(self) -> str:
        """The path from the project's root, for messages."""
        return str(self.path.relative_to(ROOT))


@dataclass(frozen=True)
class Import:
    """One imported name: `module` as written, `names` behind `from`, and where it stands."""

    module: str
    names: tuple[str, ...]
    line: int
    is_top: bool

    def reaches(self, package: str) -> bool:
        """Return True when this import names the package or something inside."""
        candidates = (self.module, *(f"{self.module}.{name}" for name in self.names))
        return any(each == package or each.startswith(f"{package}.") for each in candidates)


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the three storeys, migrations included."""
    paths = (path for storey in STOREYS for path in sorted((ROOT / storey).rglob("*.py")))
    return tuple(_parse(path) for path in paths)


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file that is part of the project, as git knows it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def imports(module: Module) -> Iterator[Import]:
    """Yield every import, at the top or elsewhere."""
    top = set(map(id, _top_level(module.tree)))
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, (), node.lineno, id(node) in top)
        elif isinstance(node, ast.ImportFrom):
            names = tuple(alias.name for alias in node.names)
            yield Import(node.module or "", names, node.lineno, id(node) in top)


def functions(module: Module) -> Iterator[tuple[str, FunctionNode]]:
    """Yield every function with its dotted name inside the module, methods and inner ones too."""

    def visit(node: ast.AST, prefix: str) -> Iterator[tuple[str, FunctionNode]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, FunctionNode):
                yield prefix + child.name, child
                yield from visit(child, f"{prefix}{child.name}.")
            elif isinstance(child, ast.ClassDef):
                yield from visit(child, f"{prefix}{child.name}.")
            else:
                yield from visit(child, prefix)

    return visit(module.tree, "")


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for an attribute chain, the name alone, or an empty string."""
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _top_level(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the statements of a module, those below its own `if`, `try` and `with` included."""
    pending = list(tree.body)
    while pending:
        node = pending.pop()
        yield node
        for field in ("body", "orelse", "finalbody"):
            if isinstance(node, ast.If | ast.Try | ast.With):
                pending.extend(getattr(node, field, []))


def _parse(path: Path) -> Module:
    source = path.read_text("utf-8")
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    return Module(path, name, source, ast.parse(source, str(path)))
