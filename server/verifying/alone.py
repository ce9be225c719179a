"""Alone: the verifier at a command line that needs nothing but Python and `cryptography`."""

import argparse
import sys
from pathlib import Path

from models.rules import canon
from models.rules.signing import Ed25519
from models.rules.verifying import report, verifier
from server.verifying.folder import Folder


def main(arguments: list[str]) -> int:
    """Verify what the arguments name and print what was found; return the exit status."""
    options = argparse.ArgumentParser(
        prog="verify.py", description="Verify a community's bundle, from its founding on."
    )
    options.add_argument("bundle", type=Path, help="the folder with the bundle")
    options.add_argument("--json", action="store_true", help="print the report as JSON")
    options.add_argument("--snapshot", type=Path, help="begin at a snapshot of your own")
    options.add_argument("--write-snapshot", type=Path, help="write one at the end")
    chosen = options.parse_args(arguments)
    if not chosen.bundle.is_dir():
        options.error(f"{chosen.bundle} is no folder")
    if chosen.snapshot and not chosen.snapshot.is_file():
        options.error(f"{chosen.snapshot} is no file")
    text, status = examine(
        chosen.bundle, chosen.snapshot, chosen.write_snapshot, as_json=chosen.json
    )
    sys.stdout.buffer.write(text.encode() + b"\n")
    return status


def examine(
    path: Path, before: Path | None = None, after: Path | None = None, *, as_json: bool = False
) -> tuple[str, int]:
    """Return what is to be said about the bundle in a folder, and 0 when all of it is right.

    `before` is a snapshot to begin at, `after` where to write one when all is right.
    """
    opened = before.open("rb") if before else None
    verification = verifier.Verification(Folder(path), Ed25519(), opened)
    found = verification.run()
    if after is not None and found.wrong is None:
        with after.open("wb") as stream:
            stream.writelines(verification.snapshot())
    said = canon.encode(report.plain(found)).decode() if as_json else report.text(found)
    return said, 0 if found.wrong is None else 1
