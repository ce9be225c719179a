"""Appending: what a liar writes into its own log by hand, because its brain would refuse."""

from typing import TYPE_CHECKING, Any

import msgspec

from models.rules.log import entry as entries
from models.rules.partner.messages import Says

if TYPE_CHECKING:
    from server.simulation.liar import Liar


def by_hand(
    liar: "Liar",
    kind: str,
    body: dict[str, Any],
    *,
    blobs: tuple[str, ...] = (),
    ts: int | None = None,
) -> None:
    """Append an entry to the liar's log, and tell everybody; nothing where it has no log yet."""
    partner = liar.brains[0]
    head = partner.heads.get(liar.who)
    newest = None if head is None else partner.entry(head[1])
    if newest is None:
        return
    claim = msgspec.to_builtins(newest.entry)
    del claim["sig"]
    claim |= {
        "seq": newest.entry.seq + 1,
        "prev": newest.id,
        "ts": liar.clock if ts is None else ts,
        "type": kind,
        "body": body,
        "blobs": list(blobs),
    }
    signed = entries.write(claim, liar.pen)[1]
    liar.say_entries(signed)
    liar.hear(liar.who, Says(entries=(signed,)))
