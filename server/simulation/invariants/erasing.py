"""Erasing: what is forgotten is gone without a trace, and changes nothing (14).

The whole final chain is read again from its bytes and folded again, with nothing at hand but the
entries: all ids and states are what they were. And nothing that remains tells a forgotten text, not
even to somebody who guesses it.
"""

import hashlib

from models.rules.fold import fold as folding
from models.rules.log import entry as entries
from models.rules.log.entry import Signed
from models.rules.signing import Signatures
from models.rules.state import State
from models.rules.verifying import bundle
from server.simulation.invariants.violation import Violation
from server.simulation.ledger import Ledger
from server.simulation.shelf import Erased


def changes_nothing(ledger: Ledger, genesis: State, signatures: Signatures) -> None:
    """Check (14): the final chain folds to the same states from the bytes of its entries alone."""
    state = genesis
    for height in range(len(ledger.final)):
        minutes = ledger.final_minutes(height)
        introduced = {
            author: [_again(signed, signatures) for signed in run]
            for author, run in ledger.introduced(height).items()
        }
        state = folding.fold(state, ledger.occasion(height), introduced).state
        if state.root() != minutes.state:
            raise Violation(14, f"without what was erased, the state at {height} is another one")


def leaves_no_trace(ledger: Ledger, erased: list[Erased]) -> None:
    """Check (14): no entry and no state holds a text that was erased, or a hash of it alone."""
    if not erased:
        return
    kept = b"\n".join(entries.raw(signed.entry) for signed in ledger.entries.values())
    kept += b"\n".join(f"{key} {value}".encode() for key, value in ledger.states[-1].items())
    for each in erased:
        for trace in _traces(each.text):
            if trace in kept:
                raise Violation(14, f"{each.text!r} was erased, and {trace!r} still tells of it")


def _again(signed: Signed, signatures: Signatures) -> Signed:
    read = entries.read(entries.raw(signed.entry), signatures)
    if read.id != signed.id:
        raise Violation(14, f"entry {signed.id[:8]} reads as {read.id[:8]}")
    return read


def _traces(text: bytes) -> tuple[bytes, ...]:
    """Return in what forms a text could stand in the record: plain, in hex, hashed without salt."""
    hashed = hashlib.sha256(text).hexdigest()
    tagged = bundle.BLOB_TAG.encode() + b"\0" + text
    return text, text.hex().encode(), hashed.encode(), hashlib.sha256(tagged).hexdigest().encode()
