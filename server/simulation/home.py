"""Home: a partner's server as its members know it, with their list, their votes and its duties.

It takes a member's vote until the ballot's end and gives a receipt; at the end its box commits to
the votes, and once all boxes were taken it opens them. What members entrusted to it survives every
crash of the partner's machine: it is another disk. That one can be put back to an old backup too;
then votes are lost for which members hold receipts, and after the box what it commits to cannot be
opened any more. The home of a liar asks its behaviours what to say instead.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from models.rules import merkle
from models.rules.ballot import secret
from models.rules.ballot.secret import Opened, Receipt
from models.rules.values import HOUR, MINUTE
from server.simulation import founding
from server.simulation.behaviours import append
from server.simulation.host import dice_of
from server.simulation.liar import Liar
from server.simulation.standin import public_key

if TYPE_CHECKING:
    from models.rules.partner.partner import Partner
    from server.simulation.world import World

PAUSE = 3 * HOUR
"""How often a home looks for what it owes; more often around the end of a ballot."""
SHORT_PAUSE = 10 * MINUTE
PAGE = 2
"""How many votes one page opens: few, so that there are pages."""


class Taken(Struct, frozen=True, kw_only=True):
    """One vote of one member, and what the member got for it."""

    member: str
    vote: Opened
    receipt: Receipt
    key: str
    """With which the receipt was signed."""


class Home:
    """What one partner knows of its members and nobody else does."""

    def __init__(self, who: str, world: "World") -> None:
        self.who = who
        self.world = world
        self.dice = dice_of(world.plan.seed, f"home of {who}")
        self.is_late = False
        """It was shut at some time, so its members may not be counted."""
        self.taken: dict[str, list[Taken]] = {}
        """By ballot: all votes of its members that it knows of, in their order."""
        self.receipts: dict[str, list[Taken]] = {}
        """By ballot: what members were given, which they keep whatever the home forgets."""
        self.lost: dict[str, set[str]] = {}
        """By ballot: the leaves of votes that it forgot."""
        self._members: dict[str, tuple[str, ...]] = {}
        """By root: who stands on a roll."""
        self._committed: dict[str, list[Opened]] = {}
        self._opened: set[tuple[str, int]] = set()
        self._shut_until = 0

    def roll(self, size: int) -> list[dict[str, Any] | None]:
        """Draw up a list of so many members; return the rolls to commit to, one after the other."""
        if not size:
            return [None]
        salt = self._nonce()
        members = tuple(f"member {number} of {self.who}" for number in range(size))
        root = secret.roll_root(secret.member_leaf(salt, member) for member in members)
        self._members[root] = members
        rolls: list[dict[str, Any] | None] = [{"root": root, "size": size}]
        for behaviour in self._behaviours():
            rolls = [said for roll in rolls for said in behaviour.roll(self._liar(), roll)]
        return rolls

    def take(self, ballot_id: str, number: int, choice: Any) -> bool:
        """Take a member's vote, if the member is on the roll and the ballot is not over yet."""
        participant = self.world.participants[self.who]
        partner = self._partner()
        ballot = partner.state.get(f"ballot/{ballot_id}") if partner else None
        if ballot is None or participant.clock >= ballot["closes_at"]:
            return False
        roll = ballot["rolls"].get(self.who)
        members = self._members.get(roll["root"], ()) if roll else ()
        if number >= len(members):
            return False
        member, before = members[number], self.taken.setdefault(ballot_id, [])
        vote = (choice, self._nonce())
        key = public_key(self.who, founding.KEYS[self.world.keys_used.get(self.who, 0)])
        claim = {
            "community": self.world.community,
            "ballot": ballot_id,
            "partner": self.who,
            "leaf": secret.leaf_of((ballot_id, self.who), *vote),
            "number": sum(each.member == member for each in before),
            "time": participant.clock,
        }
        receipt = secret.receipt(claim, key, participant.pen)
        taken = Taken(member=member, vote=vote, receipt=receipt, key=key)
        before.append(taken)
        self.receipts.setdefault(ballot_id, []).append(taken)
        return True

    def forget(self, share: int) -> bool:
        """Go back to an old backup: keep so many thousandths of the votes; False if none is lost.

        What boxes committed to is put together anew from what is left.
        """
        lost = False
        for ballot_id, taken in self.taken.items():
            kept = len(taken) * share // 1000
            gone = self.lost.setdefault(ballot_id, set())
            gone.update(each.receipt.leaf for each in taken[kept:])
            lost = lost or kept < len(taken)
            self.taken[ballot_id] = taken[:kept]
        self._committed.clear()
        return lost

    def votes(self, ballot_id: str) -> list[Opened]:
        """Return the members' votes that stand: each member's last."""
        return [each.vote for each in last_of_each(self.taken.get(ballot_id, ()))]

    def shut(self, until: int) -> None:
        """Do nothing for the assembly until a true time."""
        self.is_late = True
        self._shut_until = max(self._shut_until, until)

    def open_office(self) -> None:
        """Begin to look for what is owed, and go on for as long as the schedule lasts."""
        self._attend()
        pause = SHORT_PAUSE if self._is_near_an_end() else PAUSE
        self.world.after(pause, self.open_office)

    def _attend(self) -> None:
        partner = self._partner()
        participant = self.world.participants[self.who]
        if partner is None or self.world.now < self._shut_until:
            return
        for ballot_id in partner.owes(participant.clock):
            self._box(ballot_id)
        for ballot_id in partner.state.get("ballots") or ():
            ballot = partner.state.get(f"ballot/{ballot_id}")
            if ballot["read_at"] is not None and self.who in ballot["counted"]:
                self._open(ballot_id, self._said(partner, ballot_id))

    def _box(self, ballot_id: str) -> None:
        votes = self.votes(ballot_id)
        for behaviour in self._behaviours():
            votes = behaviour.commit(self._liar(), ballot_id, votes)
        self._committed[ballot_id] = votes
        # Not `secret.committed`: a liar commits to one leaf twice.
        leaves = sorted(secret.leaf_of((ballot_id, self.who), *vote) for vote in votes)
        members: dict[str, Any] | None = {"root": merkle.root(leaves), "count": len(leaves)}
        for behaviour in self._behaviours():
            members = members and behaviour.box(self._liar(), ballot_id, members)
        if members is None:
            return
        said = members
        participant = self.world.participants[self.who]
        participant.ask("box", lambda partner, now: partner.box(ballot_id, said, now))

    def _open(self, ballot_id: str, first: int) -> None:
        """Open what was committed, from page `first` on; a liar says each page once, by hand."""
        votes = self._committed.get(ballot_id, self.votes(ballot_id))
        for behaviour in self._behaviours():
            votes = behaviour.open(self._liar(), ballot_id, votes)
        ordered = [list(vote) for vote in secret.in_order((ballot_id, self.who), votes)]
        pages = [ordered[start : start + PAGE] for start in range(0, len(ordered), PAGE)]
        participant = self.world.participants[self.who]
        for part in range(first, len(pages)):
            body = {"ballot": ballot_id, "part": part, "votes": pages[part]}
            is_said = participant.act("open", body)
            if isinstance(participant, Liar) and (ballot_id, part) not in self._opened:
                self._opened.add((ballot_id, part))
                if not is_said:
                    append.by_hand(participant, "open", body)

    def _said(self, partner: "Partner", ballot_id: str) -> int:
        """Return how many pages of ours are final."""
        said = partner.state.get(f"open/{ballot_id}/{self.who}")
        return int(said["parts"]) if said else 0

    def _is_near_an_end(self) -> bool:
        partner = self._partner()
        state = partner.state if partner else None
        open_now = (state.get("ballots") or ()) if state else ()
        over = [state.get(f"ballot/{each}")["closes_at"] for each in open_now] if state else []
        return any(at - PAUSE <= self.world.now <= at + PAUSE for at in over)

    def _partner(self) -> "Partner | None":
        return self.world.participants[self.who].partner

    def _liar(self) -> Any:
        return self.world.participants[self.who]

    def _behaviours(self) -> Sequence[Any]:
        participant = self.world.participants[self.who]
        return participant.behaviours if isinstance(participant, Liar) else ()

    def _nonce(self) -> str:
        return f"{self.dice.getrandbits(256):064x}"


def last_of_each(taken: Sequence[Taken]) -> list[Taken]:
    """Return the last vote of each member, by the member's name."""
    last = {each.member: each for each in taken}
    return [last[member] for member in sorted(last)]
