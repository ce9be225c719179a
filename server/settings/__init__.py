"""Settings: one file, the environment above it, and a complete list of what is wrong.

`load` is the only way in. It reads `hanse.toml`, lets `HANSE_...` variables win, decodes every
value, then judges them together and looks at the files they name. Either all of it is right and a
frozen `Settings` comes back, or `SettingsInvalid` carries every problem at once; there is nothing
in between, so nothing half-starts. Nobody else reads the file or the environment.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from server.settings import catalogue, checks, environment, file, files
from server.settings.decoding import Decoder
from server.settings.model import Settings
from server.settings.problems import SettingProblem, SettingsInvalid
from server.settings.report import Report

__all__ = ["SettingProblem", "Settings", "SettingsInvalid", "load"]


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """Return the settings with all paths absolute; raises SettingsInvalid with every problem."""
    path = Path(os.path.abspath(path))
    decoder = Decoder(file.read(path), environment.read(environ, catalogue.known_keys()))
    settings = _absolute(decoder.decode(), path.parent)
    report = Report(decoder.where)
    checks.check(settings, report)
    files.check(settings, path, report)
    wrong = decoder.wrong
    if "data_dir" in wrong:
        # Where nothing else is said, the secret lies there.
        wrong.add("secret_file")
    found = [problem for problem in report.problems if problem.key not in wrong]
    if decoder.problems or found:
        raise SettingsInvalid([*decoder.problems, *found])
    return settings


def _absolute(settings: Settings, base: Path) -> Settings:
    """Anchor every path at the directory of the file, so that the working directory is nothing."""

    def anchored(written: str) -> str:
        return os.path.abspath(base / written) if written else ""

    replace = msgspec.structs.replace
    data_dir = anchored(settings.data_dir)
    secret = anchored(settings.secret_file) or os.path.join(data_dir, "secret")
    tls = settings.tls
    test = settings.test
    return replace(
        settings,
        data_dir=data_dir,
        secret_file=secret,
        tls=replace(tls, certificate=anchored(tls.certificate), key=anchored(tls.key)),
        metrics=replace(settings.metrics, token_file=anchored(settings.metrics.token_file)),
        test=replace(test, ca_file=anchored(test.ca_file)) if test is not None else None,
    )
