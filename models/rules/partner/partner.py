"""Partner: the whole of one partner's part in the protocol, as its owner sees it."""

from collections.abc import Iterable, Sequence
from typing import Any

from models.rules.log.entry import Signed
from models.rules.partner.messages import Message
from models.rules.partner.output import Durable, Happened, Output, Recovery, Send
from models.rules.partner.pace import Pace
from models.rules.signing import Signatures
from models.rules.state import State
from models.rules.values import Cut

__all__ = ["Durable", "Happened", "Output", "Pace", "Partner", "Recovery", "Send"]


class Partner:
    """One partner (or witness, or candidate) and all it knows; one object, one thread.

    A restart is a new object, from the same genesis and all records that were ever made durable,
    in their order; then `wake(now)`. From a backup that may lack the newest: `wake(now,
    restored=True)`.
    """

    def __init__(
        self,
        *,
        me: str,
        genesis: Any,
        signatures: Signatures,
        pace: Pace = Pace(),  # noqa: B008 (frozen)
        records: Iterable[Durable] = (),
    ) -> None:
        raise NotImplementedError

    def wake(self, now: int, *, restored: bool = False) -> Output:
        """Do what time brings; call it once after the start, and when a timer is due."""
        raise NotImplementedError

    def receive(self, sender: str, message: Message, now: int) -> Output:
        """Take a message; what is refused in it is named in the output, never raised."""
        raise NotImplementedError

    def act(self, kind: str, body: dict[str, Any], blobs: Sequence[str], now: int) -> Output:
        """Write an entry of our own; Refused when it is malformed or may not be written now."""
        raise NotImplementedError

    def exclude(self, subject: str, now: int) -> Output:
        """State that `subject` gave no sign of life (R13); Refused when that is not open to us."""
        raise NotImplementedError

    def note_alive(self, subject: str, now: int) -> Output:
        """Note a sign of life of `subject` that came by another way: our statement is void."""
        raise NotImplementedError

    def happened(self, after: int) -> tuple[Happened, ...]:
        """Return the effects of final minutes above height `after`: after a restart, see these."""
        raise NotImplementedError

    @property
    def final(self) -> tuple[int, str] | None:
        """Height and id of the newest final minutes."""
        raise NotImplementedError

    @property
    def final_chain(self) -> Sequence[str]:
        """The ids of all final minutes, by height."""
        raise NotImplementedError

    @property
    def certified(self) -> tuple[int, int, str] | None:
        """Term, height and id of the highest certified minutes."""
        raise NotImplementedError

    @property
    def state(self) -> State:
        """The state after the newest final minutes; that of the genesis before any."""
        raise NotImplementedError

    def state_of(self, minutes_id: str) -> State:
        """Return the state after minutes that are held; KeyError for others."""
        raise NotImplementedError

    @property
    def heads(self) -> Cut:
        """The newest entry of each log, on the branch that is followed."""
        raise NotImplementedError

    @property
    def term(self) -> int:
        """The term this partner is in; it seals in no lower one."""
        raise NotImplementedError

    def entry(self, entry_id: str) -> Signed | None:
        """Return an entry that is held."""
        raise NotImplementedError
