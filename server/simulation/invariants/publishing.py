"""Publishing: anybody recomputes everything from public data, and any changed byte is noticed (7).

The bundle of a schedule is verified as a stranger would: with the texts that may still be there,
and with all of them gone (14); with a text that does not fit its commitment; with one byte changed
and the manifest, which only finds damage, written anew.
"""

import random
from collections.abc import Mapping
from typing import TYPE_CHECKING

from models.rules.verifying import bundle, verifier
from models.rules.verifying.report import Report, Wrongness
from models.rules.verifying.source import Memory
from server.simulation import publishing
from server.simulation.invariants.violation import Violation

if TYPE_CHECKING:
    from server.simulation.world import World

Files = Mapping[str, bytes]


def anybody_recomputes(world: "World", dice: random.Random) -> bool:
    """Check (7, 14) for what became final; False when nothing did."""
    files = publishing.files_of(world)
    if files is None:
        return False
    _check_right(world, files, 7)
    without = {name: raw for name, raw in files.items() if not bundle.BLOB.match(name)}
    if len(without) < len(files):
        _check_right(world, _listed(world, without), 14)
        _check_false_text(world, files, dice)
    _check_changed(world, files, dice)
    return True


def _check_right(world: "World", files: Files, number: int) -> None:
    """Check that a bundle comes to the newest final state."""
    ledger = world.watch_book.ledger
    report = _verified(world, files)
    if report.wrong is not None:
        raise Violation(number, f"a third party finds wrong what is final: {report.wrong}")
    reached = report.reached
    if reached is None or (reached.minutes, reached.state) != (
        ledger.final[-1],
        ledger.states[-1].root(),
    ):
        raise Violation(number, f"a third party comes to {reached}")


def _check_false_text(world: "World", files: Files, dice: random.Random) -> None:
    """Check that a text is known that does not fit its commitment."""
    given_out = {f"blobs/{each}": content for each, content in world.shelf.false.items()}
    names = sorted(name for name in files if bundle.BLOB.match(name))
    name = dice.choice([name for name in names if name in given_out] or names)
    false = given_out.get(name) or _changed(files[name], dice)
    found = _verified(world, _listed(world, {**files, name: false})).wrong
    if found is None or found.reason != Wrongness.BLOB_DIFFERS or found.file != name:
        raise Violation(14, f"a false text passes for {name}: {found}")


def _check_changed(world: "World", files: Files, dice: random.Random) -> None:
    """Check that one changed byte is noticed, wherever it is."""
    name = dice.choice(sorted(name for name in files if name != bundle.MANIFEST))
    changed = _changed(files[name], dice)
    if _verified(world, _listed(world, {**files, name: changed})).wrong is None:
        raise Violation(7, f"a byte of {name} was changed, and nobody notices")


def _listed(world: "World", files: Files) -> dict[str, bytes]:
    """Return files with a manifest that lists just these."""
    others = {name: raw for name, raw in files.items() if name != bundle.MANIFEST}
    return {**others, bundle.MANIFEST: bundle.manifest(world.community, others)}


def _changed(raw: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(raw))
    other = raw[place] ^ dice.randrange(1, 256)
    return raw[:place] + bytes([other]) + raw[place + 1 :]


def _verified(world: "World", files: Files) -> Report:
    return verifier.verify(Memory(files), world.watch_book.signatures)
