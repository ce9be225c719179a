"""Bundles: what one schedule agreed on, as the files that `hanse verify` reads."""

from collections import defaultdict
from pathlib import Path

import click
from msgspec import structs

from models.rules.log.entry import Signed
from models.rules.minutes.records import Minutes, Seal
from models.rules.verifying import bundle
from server.simulation import reference
from server.simulation.invariants.records import valid_seals
from server.simulation.ledger import Ledger
from server.simulation.plan import Plan
from server.simulation.world import World


def write(plan: Plan, directory: Path) -> int:
    """Let a plan happen with real signatures; write its bundle and return the height it reaches.

    The directory is made if it is missing; UsageError when it is not empty, or nothing was final.
    """
    if directory.exists() and any(directory.iterdir()):
        raise click.UsageError(f"{directory} is not empty")
    world = World(structs.replace(plan, is_real=True))
    world.run()
    files = files_of(world)
    if files is None:
        raise click.UsageError("nothing became final in this schedule")
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return len(world.watch_book.ledger.final) - 1


def files_of(world: World) -> dict[str, bytes] | None:
    """Return the bundle of a schedule that is over, or None when nothing was final in it.

    It holds the final minutes, the certified child that makes the last one final, the minutes that
    statuses in them name, and the entries in the cuts of all these.
    """
    ledger = world.watch_book.ledger
    found = _child(world, ledger) if ledger.final else None
    if found is None:
        return None
    child, seals = found
    chain = [*(ledger.minutes[each] for each in ledger.final), child]
    minutes = [*chain, *bundle.beside(chain, ledger.minutes.__getitem__)]
    logs: dict[str, dict[str, Signed]] = defaultdict(dict)
    for author, (_, head) in (item for each in minutes for item in sorted(each.cut.items())):
        entry_id: str | None = head
        while entry_id is not None and entry_id not in logs[author]:
            signed = ledger.entries[entry_id]
            logs[author][entry_id] = signed
            entry_id = signed.entry.prev
    held = {author: list(entries.values()) for author, entries in logs.items()}
    return bundle.lines(world.genesis, held, minutes, seals)


def _child(world: World, ledger: Ledger) -> tuple[Minutes, list[Seal]] | None:
    """Return the certified child that makes the newest final minutes final, and its seals."""
    newest = ledger.final_minutes(len(ledger.final) - 1)
    state = ledger.states[-1]
    roster = state.get("roster")
    enough = reference.quorum(roster["policy"], len(roster["sealers"]))
    for minutes_id, minutes in ledger.minutes.items():
        if minutes.parent != ledger.final[-1] or minutes.term != newest.term:
            continue
        seals = valid_seals(ledger, minutes, minutes_id, state.get, world.watch_book.signatures)
        if len(seals) >= enough:
            return minutes, [seal for _, seal in sorted(seals.items())]
    return None
