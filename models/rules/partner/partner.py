"""Partner: the whole of one partner's part in the protocol, as its owner sees it.

Each call takes what came, then does what follows from it, until nothing does: seal, write minutes,
leave a term, fill boxes, acknowledge, show evidence. What has to survive a crash is in `durable`;
the owner writes it before it sends anything (R1). The rooms of this package carry out the rules,
each those that it names; here they only take turns (R1 to R16).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.rules.genesis import Genesis
from models.rules.log.entry import Signed
from models.rules.minutes.chain import NOTHING_SETTLED, Chain
from models.rules.partner import (
    acting,
    boxes,
    gossip,
    hearing,
    learning,
    leaving,
    restoring,
    sealing,
    secretary,
    settling,
    showing,
    starting_up,
    vanishing,
)
from models.rules.partner.holding import Holding
from models.rules.partner.messages import Message
from models.rules.partner.output import Durable, Happened, Output, Recovery, Send
from models.rules.partner.pace import Pace
from models.rules.partner.turn import Turn
from models.rules.refusal import Refusal, Refused
from models.rules.signing import Signatures
from models.rules.state import State
from models.rules.values import Cut

__all__ = ["Durable", "Happened", "Output", "Pace", "Partner", "Recovery", "Send"]
USUAL = Pace()


class Partner:
    """One partner (or witness, or candidate) and all it knows; one object, one thread.

    A restart is a new object, from the same genesis and all records that were ever made durable,
    in their order; then `wake(now)`. From a backup that may lack the newest: `wake(now,
    restored=True)`. When people settled which of two final branches to keep (`settlement`), a new
    object is made with that in `settled`, by height; what stood on the other is gone for it.
    """

    def __init__(
        self,
        *,
        me: str,
        genesis: Genesis,
        signatures: Signatures,
        pace: Pace = USUAL,
        records: Iterable[Durable] = (),
        settled: Mapping[int, str] = NOTHING_SETTLED,
    ) -> None:
        self._holding = Holding(me, genesis, signatures, pace, settled)
        starting_up.load(self._holding, records)
        self._mark = self._holding.mark()

    def wake(self, now: int, *, restored: bool = False, alone: bool = False) -> Output:
        """Do what time brings; call it once after the start, and when a timer is due.

        `restored`: the records may lack the newest; to be said again at each start until the
        `recovery` record is on disk. `alone`: the owner vouches that nobody joined since. A turn
        costs what follows from what is new: O(new entries + open ballots + peers).
        """
        turn = Turn(self._holding, now)
        if restored:
            restoring.begin(turn, alone=alone)
        return self._go_on(turn)

    def receive(self, sender: str, message: Message, now: int) -> Output:
        """Take a message; what is refused in it is named in the output, never raised.

        O(what is new in it), as `wake`.
        """
        turn = Turn(self._holding, now)
        try:
            hearing.hear(turn, sender, message)
        except Refused as refused:
            turn.refuse(sender, refused)
        if self._holding.mark() == self._mark and now < self._holding.wake_at:
            # Nothing follows from what changes nothing, and nothing else is due yet.
            turn.wake_at(self._holding.wake_at)
            return turn.output()
        return self._go_on(turn)

    def act(self, kind: str, body: dict[str, Any], blobs: Sequence[str], now: int) -> Output:
        """Write an entry of our own.

        Refused when it is malformed or would mean nothing now, with the reasons of `acting.write`.
        """
        turn = Turn(self._holding, now)
        acting.write(turn, kind, body, blobs)
        return self._go_on(turn)

    def recover(self, body: dict[str, Any], now: int) -> Output:
        """Write a `key` entry signed by the recovery key, which the signatures must hold (R11).

        Refused with the reasons of `acting.recover`.
        """
        turn = Turn(self._holding, now)
        acting.recover(turn, body)
        return self._go_on(turn)

    def get_ready(self, recovery_sig: str, now: int) -> Output:
        """Write `ready`: this candidate rebuilt the state (R14); the signature is by `accept`.

        Refused as by `act`.
        """
        final = self._holding.chain.final
        body = {"height": final.height, "state": final.state.root(), "recovery_sig": recovery_sig}
        return self.act("ready", body, (), now)

    def box(self, ballot_id: str, members: dict[str, Any], now: int) -> Output:
        """Write the box of a ballot in which our members vote, with their commitment (R7).

        Refused(not_now) before the ballot is over, or when no box is due of us.
        """
        turn = Turn(self._holding, now)
        over = dict(boxes.open_ballots(self._holding)).get(ballot_id)
        if over is None or now < over or ballot_id in self._holding.boxed:
            raise Refused(Refusal.NOT_NOW, ballot_id)
        boxes.fill(turn, ballot_id, over, members)
        return self._go_on(turn)

    def owes(self, now: int) -> tuple[str, ...]:
        """Return the ballots that are over and wait for `box` with our members' commitment (R7).

        O(open ballots).
        """
        held = self._holding
        return tuple(
            ballot_id
            for ballot_id, over_at in boxes.open_ballots(held)
            if over_at <= now
            and ballot_id not in held.boxed
            and boxes.needs_members(held, ballot_id)
        )

    def exclude(self, subject: str, now: int) -> Output:
        """State that `subject` gave no sign of life (R13).

        Refused with `exclusion_invalid` when that is not open to us, or `not_now` without a key.
        """
        turn = Turn(self._holding, now)
        vanishing.state(turn, subject)
        return self._go_on(turn)

    def note_alive(self, subject: str, now: int) -> Output:
        """Note a sign of life of `subject` that came by another way: our statement is void."""
        vanishing.note_alive(self._holding, subject)
        return self._go_on(Turn(self._holding, now))

    def happened(self, after: int) -> tuple[Happened, ...]:
        """Return the effects of final minutes above height `after` (R2): for after a restart.

        O(those minutes).
        """
        return starting_up.happened(self._holding, after)

    def settlement(self) -> tuple[int, str] | None:
        """Return height and id of the minutes to keep, when two final branches were settled (R12).

        O(entries since the branches parted).
        """
        return settling.settlement(self._holding)

    @property
    def takes_up_after(self) -> int | None:
        """After which number of our log our recovery key has to go on after a settlement (R12).

        O(our entries that no minutes took yet).
        """
        return settling.takes_up_after(self._holding)

    @property
    def final(self) -> tuple[int, str] | None:
        """Height and id of the newest final minutes."""
        final = self._holding.chain.final
        return None if final.id is None else (final.height, final.id)

    @property
    def final_chain(self) -> Sequence[str]:
        """The ids of all final minutes, by height."""
        return self._holding.chain.final_ids

    @property
    def certified(self) -> tuple[int, int, str] | None:
        """Term, height and id of the highest certified minutes."""
        high = self._holding.chain.high
        return None if high.id is None else (high.term, high.height, high.id)

    @property
    def state(self) -> State:
        """The state after the newest final minutes; that of the genesis before any."""
        return self._holding.chain.final.state

    def state_of(self, minutes_id: str) -> State:
        """Return the state after minutes that are held.

        KeyError for others, LookupError for those that are long past.
        """
        return self._holding.chain.nodes[minutes_id].state

    @property
    def heads(self) -> Cut:
        """The newest entry of each log, on the branch that is followed. O(authors)."""
        return gossip.heads(self._holding).cut

    @property
    def term(self) -> int:
        """The term this partner is in; it seals in no lower one."""
        return self._holding.term

    @property
    def is_silent(self) -> bool:
        """Whether it recovers from a backup, and signs nothing yet."""
        return self._holding.duty.is_silent

    @property
    def chain(self) -> Chain:
        """The tree of minutes: to look at, never to change."""
        return self._holding.chain

    def entry(self, entry_id: str) -> Signed | None:
        """Return an entry that is held."""
        return self._holding.log.get(entry_id)

    def _go_on(self, turn: Turn) -> Output:
        """Do what follows from what is held now, until nothing follows."""
        learning.take_again(turn)
        restoring.go_on(turn)
        sealing.seal_what_waits(turn)
        showing.show(turn)
        boxes.fill_boxes(turn)
        boxes.acknowledge(turn)
        leaving.leave_if_due(turn)
        while secretary.propose_if_due(turn):
            sealing.seal_what_waits(turn)
            leaving.leave_if_due(turn)
        gossip.say_again(turn)
        self._holding.wake_at = turn.timer
        self._mark = self._holding.mark()
        return turn.output()
