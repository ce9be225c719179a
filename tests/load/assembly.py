"""The assembly's cost: folding and verifying a history of many entries, each in a fresh process.

    python -m tests.load.assembly fill FOLDER ENTRIES
    python -m tests.load.assembly fold FOLDER
    python -m tests.load.assembly verify FOLDER [SNAPSHOT]

Four partners measure an indicator, ten entries to one minutes: every entry stays in the state, so
that the state grows with the history. What is told is processor time and the most memory held.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from models.rules import canon, genesis
from models.rules.fold import fold as folding
from models.rules.fold.occasion import Occasion
from models.rules.log.entry import Entry, Signed
from models.rules.signing import Ed25519
from models.rules.state import State
from models.rules.values import shaped
from models.rules.verifying import bundle
from models.rules.verifying.verifier import Verification
from server.verifying import folder
from tests.histories import FOUR, History

SIZES = (1_000, 10_000, 100_000)
_EACH = 10
"""Entries in one minutes."""
_AGAIN = 400
"""How often one more entry is folded."""


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What a history of some length costs."""

    entries: int
    fold_seconds: float
    fold_mb: float
    verify_seconds: float
    verify_mb: float
    resume_seconds: float
    """From a snapshot of the whole to the same end."""
    snapshot_mb: float
    bundle_mb: float
    one_more_us: float
    """Folding one more entry, the new root included."""


def cost(place: Path, entries: int) -> Cost:
    """Return what a history of so many entries costs; it is written into `place` first."""
    _child("fill", place, str(entries))
    folded = _child("fold", place)
    verified = _child("verify", place)
    resumed = _child("verify", place, str(place / "snapshot"))
    size = sum(each.stat().st_size for each in (place / "bundle").rglob("*") if each.is_file())
    return Cost(
        entries=entries,
        fold_seconds=folded["seconds"],
        fold_mb=folded["mb"],
        verify_seconds=verified["seconds"],
        verify_mb=verified["mb"],
        resume_seconds=resumed["seconds"],
        snapshot_mb=(place / "snapshot").stat().st_size / 1e6,
        bundle_mb=size / 1e6,
        one_more_us=folded["one_more_us"],
    )


def fill(place: Path, entries: int) -> dict[str, Any]:
    """Write the bundle of a history of so many entries."""
    history = History()
    goal = {"indicator": "clean", "goal": "rivers", "purpose": "Length", "unit": "km"}
    history.write(FOUR[0], "goal", {**goal, "combine": "sum", "baseline": 40, "target": 90})
    history.meet()
    written = len(FOUR) + 1
    while written < entries:
        for number in range(min(_EACH, entries - written)):
            body = {"indicator": "clean", "value": written + number, "until": history.time}
            history.write(FOUR[number % len(FOUR)], "measure", body)
        written += min(_EACH, entries - written)
        history.meet()
    history.meet()
    folder.write(place / "bundle", history.bundle())
    return {"entries": written}


def fold(place: Path) -> dict[str, Any]:
    """Fold a history whose entries are in memory, and then one more entry again and again."""
    state, occasions = _history(place / "bundle")
    before = _mb()
    began = time.process_time()
    for occasion, entries in occasions:
        state = folding.fold(state, occasion, entries).state
        state.root()
    seconds = time.process_time() - began
    after = _mb()
    occasion, entries = occasions[-2]
    author, run = next(iter(entries.items()))
    began = time.process_time()
    for _ in range(_AGAIN):
        folding.fold(state, occasion, {author: run[-1:]}).state.root()
    one = (time.process_time() - began) / _AGAIN
    return {"seconds": seconds, "mb": after - before, "one_more_us": one * 1e6}


def verify(place: Path, snapshot: Path | None = None) -> dict[str, Any]:
    """Verify a bundle from its founding and write a snapshot; or from a snapshot."""
    before = _mb()
    began = time.process_time()
    opened = snapshot.open("rb") if snapshot else None
    verification = Verification(folder.Folder(place / "bundle"), Ed25519(), opened)
    report = verification.run()
    seconds = time.process_time() - began
    if report.wrong is not None:
        raise RuntimeError(f"the bundle is wrong: {report.wrong}")
    if snapshot is None:
        with (place / "snapshot").open("wb") as stream:
            stream.writelines(verification.snapshot())
    return {"seconds": seconds, "mb": _mb() - before}


_Minutes = tuple[Occasion, dict[str, list[Signed]]]


def _history(place: Path) -> tuple[State, list[_Minutes]]:
    """Return the first state of a bundle, and what its minutes introduce; nothing is checked."""
    found = genesis.read((place / bundle.GENESIS).read_bytes()[:-1])
    logs = {each: list(_entries(place / bundle.log_name(each))) for each in FOUR}
    occasions: list[_Minutes] = []
    cut: dict[str, int] = dict.fromkeys(FOUR, 0)
    parent: str | None = None
    for raw in (place / bundle.MINUTES).read_bytes().splitlines():
        minutes = canon.parse(raw, canon.MAX_EVIDENCE)
        occasion = Occasion(
            height=minutes["height"],
            time=minutes["time"],
            parent=minutes["parent"],
            roster=minutes["roster"],
            cut={each: (head[0], head[1]) for each, head in minutes["cut"].items()},
            excluded=None,
        )
        entries = {}
        for author, (seq, _) in minutes["cut"].items():
            entries[author] = logs[author][cut[author] : seq + 1]
            cut[author] = seq + 1
        occasions.append((occasion, {a: run for a, run in entries.items() if run}))
        parent = minutes["parent"]
    if parent is None:
        raise RuntimeError("there is only one minutes")
    return genesis.first_state(found), occasions


def _entries(path: Path) -> Iterator[Signed]:
    for raw in path.read_bytes().splitlines():
        entry: Entry = shaped(json.loads(raw), Entry)
        claim = canon.signed_bytes("hanse/entry/1", json.loads(raw))
        yield Signed(id=canon.sha256(claim), entry=entry, size=len(raw))


def _child(*arguments: str | Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.load.assembly", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _mb() -> float:
    """Return the most memory that was held since this program began, not since its parent did."""
    words = Path("/proc/self/status").read_text("ascii").split()
    return int(words[words.index("VmHWM:") + 1]) / 1024


def main(task: str, place: Path, more: list[str]) -> None:
    """Do one task and print what it cost."""
    if task == "fill":
        told = fill(place, int(more[0]))
    elif task == "fold":
        told = fold(place)
    else:
        told = verify(place, Path(more[0]) if more else None)
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
