"""Reads settings from the environment: `HANSE_BIND`, `HANSE_FEDERATION__REQUEST_SECONDS`.

A double underscore goes one section down. What stands here wins over the file. A name that ends in
`_FILE` and is no setting of its own gives the value by a file, which is how containers receive
secrets: `HANSE_DATABASE__URL_FILE=/run/secrets/database_url`.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from server.settings.problems import SettingProblem

PREFIX = "HANSE_"
NOT_SETTINGS = frozenset({"HANSE_CONFIG"})
"""Variables of ours that say where the settings are, and are therefore none themselves."""
SECRET_BYTES = 65_536


class Variable(Struct, frozen=True):
    """One variable, or the one problem that keeps it from having a value."""

    name: str
    key: str
    value: str
    secret: bool = False
    problem: SettingProblem | None = None


def read(environ: Mapping[str, str], known: frozenset[str]) -> Iterator[Variable]:
    """Yield every variable that means to be a setting; `known` are the dotted keys there are."""
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name in NOT_SETTINGS:
            continue
        key = name.removeprefix(PREFIX).lower().replace("__", ".")
        target = key.removesuffix("_file")
        if key not in known and target != key and target in known:
            yield _from_file(name, target, environ[name])
        else:
            yield Variable(name, key, environ[name])


def _from_file(name: str, key: str, path: str) -> Variable:
    try:
        with Path(path).open("rb") as stream:
            text = stream.read(SECRET_BYTES).decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else "it is not UTF-8"
        problem = SettingProblem(
            key=key,
            where=f"environment {name}",
            value=path,
            message=f"the file named there cannot be read: {reason}",
            remedy="Name a file that this user may read.",
        )
        return Variable(name, key, "", secret=True, problem=problem)
    return Variable(name, key, text, secret=True)
