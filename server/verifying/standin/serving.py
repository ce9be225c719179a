"""Serving: modules whose sources stand in one program, imported as if each were a file.

The program carries this text itself, so only the standard library may be imported here. Each
package's path begins with a mark that only the finder below answers to.
"""

import importlib
import sys
from collections.abc import Iterator, Mapping
from importlib.abc import InspectLoader
from importlib.machinery import ModuleSpec
from types import ModuleType

MARK = "carried:"


class Carried(InspectLoader):
    """Finds and loads what lies in `sources`, by full module name; a package's name ends in /."""

    def __init__(self, sources: Mapping[str, str], folder: str) -> None:
        self._sources = sources
        self._folder = folder

    def find_spec(self, name: str, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return how to load a module of this folder; None when it is not carried."""
        if not self._is_held(name):
            return None
        origin = MARK + self._key(name).replace(".", "/")
        spec = ModuleSpec(name, self, origin=origin, is_package=self.is_package(name))
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(MARK + name)
        return spec

    def iter_modules(self, prefix: str = "") -> Iterator[tuple[str, bool]]:
        """Yield the modules of this folder and whether each is a package, for `pkgutil`."""
        start = f"{self._folder}." if self._folder else ""
        for key in sorted(self._sources):
            name = key.rstrip("/")
            if name.startswith(start) and "." not in name[len(start) :]:
                yield prefix + name[len(start) :], key.endswith("/")

    def is_package(self, fullname: str) -> bool:
        """Tell whether the module has modules inside."""
        return f"{fullname}/" in self._sources

    def get_source(self, fullname: str) -> str:
        """Return the module's text; tracebacks show its lines."""
        return self._sources[self._key(fullname)]

    def _key(self, name: str) -> str:
        return f"{name}/" if self.is_package(name) else name

    def _is_held(self, name: str) -> bool:
        return name in self._sources or self.is_package(name)


def serve(sources: Mapping[str, str], stand_ins: Mapping[str, str]) -> None:
    """Let Python import `sources`, and under the names of packages what stands in for them."""

    def find(path: str) -> Carried:
        if not path.startswith(MARK):
            raise ImportError(path)
        return Carried(sources, path[len(MARK) :])

    sys.path_hooks.insert(0, find)
    sys.path.insert(0, MARK)
    for name, module in stand_ins.items():
        sys.modules[name] = importlib.import_module(module)
