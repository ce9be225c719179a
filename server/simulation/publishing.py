"""Publishing: what a schedule agreed on as a bundle, the files that anybody may verify."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from models.rules.log.entry import Signed
from models.rules.minutes.records import Minutes, Seal
from models.rules.verifying import bundle
from server.simulation import reference
from server.simulation.invariants.records import valid_seals
from server.simulation.ledger import Ledger

if TYPE_CHECKING:
    from server.simulation.world import World


def files_of(world: "World") -> dict[str, bytes] | None:
    """Return the bundle of a schedule that is over, or None when nothing was final in it.

    It holds the final minutes, the certified child that makes the last one final, the minutes that
    statuses in them name, the entries in the cuts of all these, and the contents to which these
    commit and that nobody erased.
    """
    ledger = world.watch_book.ledger
    found = _child(world, ledger) if ledger.final else None
    if found is None:
        return None
    child, seals = found
    chain = [*(ledger.minutes[each] for each in ledger.final), child]
    minutes = [*chain, *bundle.beside(chain, ledger.minutes.__getitem__)]
    logs = _logs(ledger, minutes)
    blobs = _committed(logs, world.shelf.contents)
    return bundle.lines(world.genesis, logs, minutes, seals, blobs=blobs)


def _logs(ledger: Ledger, minutes: Iterable[Minutes]) -> dict[str, list[Signed]]:
    """Return by author the entries in the cuts of some minutes."""
    logs: dict[str, dict[str, Signed]] = defaultdict(dict)
    for author, (_, head) in (item for each in minutes for item in sorted(each.cut.items())):
        entry_id: str | None = head
        while entry_id is not None and entry_id not in logs[author]:
            signed = ledger.entries[entry_id]
            logs[author][entry_id] = signed
            entry_id = signed.entry.prev
    return {author: list(entries.values()) for author, entries in logs.items()}


def _committed(
    logs: Mapping[str, Iterable[Signed]], contents: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return those contents to which some entry commits."""
    named = (blob for log in logs.values() for signed in log for blob in signed.entry.blobs)
    return {blob: contents[blob] for blob in named if blob in contents}


def _child(world: "World", ledger: Ledger) -> tuple[Minutes, list[Seal]] | None:
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
