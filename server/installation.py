"""Makes a new instance's directory: settings file, secret, data directory.

`hanse init` and the demo enter here. Everything is created new and closed to other users; a file
that exists is never touched, and when the chosen settings turn out to be wrong, what was made is
taken away again, so that a second try meets a clean place.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from server import settings as configuration
from server.settings import Settings, SettingsInvalid, reference

CONFIG_NAME = "hanse.toml"
SECRET_BYTES = 32


class Installation(Struct, frozen=True):
    """What was made, and the settings as they will be read."""

    config: Path
    settings: Settings


def install(config: Path, chosen: Mapping[str, Any]) -> Installation:
    """Create an instance around `config` with the `chosen` dotted settings.

    Raises FileExistsError when the settings file or the secret is there already, SettingsInvalid
    when the settings are wrong; both leave the directory as it was found.
    """
    made: list[Path] = []
    try:
        _make_directory(config.parent, made)
        _write(config, reference.toml(chosen), made)
        data = config.parent / str(chosen.get("data_dir", "data"))
        _make_directory(data, made)
        named = chosen.get("secret_file")
        secret = config.parent / str(named) if named else data / "secret"
        _write(secret, secrets.token_hex(SECRET_BYTES) + "\n", made)
        return Installation(config, configuration.load(config, {}))
    except (OSError, SettingsInvalid):
        _take_back(made)
        raise


def _make_directory(directory: Path, made: list[Path]) -> None:
    missing = [place for place in (directory, *directory.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(mode=0o700)
        made.append(place)


def _write(file: Path, text: str, made: list[Path]) -> None:
    """Write a new file that only its owner can read; exclusive, so nothing is ever replaced."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    made.append(file)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _take_back(made: list[Path]) -> None:
    for place in reversed(made):
        if place.is_dir():
            place.rmdir()
        else:
            place.unlink()
