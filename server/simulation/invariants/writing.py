"""Writing: the entries in final minutes, each with what is known of its author at that place."""

from collections.abc import Container, Iterator

from msgspec import Struct

from models.rules.log.entry import Signed
from models.rules.state import State
from server.simulation.ledger import Ledger

NOTHING = State()


class Written(Struct, frozen=True, kw_only=True):
    """An entry that final minutes took up."""

    height: int
    before: State
    """The state before these minutes; an empty one before the first."""
    signed: Signed
    is_sound: bool
    """Its author had every right to write: a partner in the roster, its key in force."""
    is_first: bool
    """It is sound, and nothing of its author stands before it in these minutes."""

    @property
    def author(self) -> str:
        """Who wrote it."""
        return self.signed.entry.partner


def written(ledger: Ledger, types: Container[str]) -> Iterator[Written]:
    """Yield the entries of these types in final minutes, by height, author and number."""
    for height in range(len(ledger.final)):
        before = ledger.states[height - 1] if height else NOTHING
        after = ledger.states[height]
        for author, run in ledger.introduced(height).items():
            record = before.get(f"partner/{author}")
            # A new roster comes into force before the entries of its first minutes are looked at.
            is_good = (
                record is not None
                and (record["kind"], record["status"]) == ("partner", "active")
                and record["suspended"] is None
                and after.get(f"partner/{author}")["status"] == "active"
                and not any(signed.entry.type == "key" for signed in run)
            )
            for place, signed in enumerate(run):
                if signed.entry.type in types:
                    is_sound = is_good and signed.entry.key == record["key"]
                    yield Written(
                        height=height,
                        before=before,
                        signed=signed,
                        is_sound=is_sound,
                        is_first=is_sound and place == 0,
                    )
