"""Housing: lies about one's members, of whom nobody else knows anything."""

from typing import TYPE_CHECKING, Any, ClassVar

from models.rules.ballot.secret import Opened
from models.rules.log.entry import Signed
from models.rules.partner.messages import Message, Says
from models.rules.values import HOUR, MINUTE
from server.simulation.behaviours import append
from server.simulation.behaviours.behaviour import Behaviour, Claim, Outgoing
from server.simulation.behaviours.voting import own_entry, rewritten

if TYPE_CHECKING:
    from server.simulation.liar import Liar

Roll = dict[str, Any] | None


class FalseRoll(Behaviour):
    """Claims members who do not exist: before the opening, after it, or to some only."""

    name: ClassVar[str] = "false_roll"

    def __init__(self) -> None:
        self._claimed = 0

    def roll(self, liar: "Liar", roll: Roll) -> list[Roll]:
        if roll is None or liar.dice.randrange(4) == 0:
            return [roll]
        liar.use(self.name)
        self._claimed = roll["size"] + liar.dice.randrange(1, 6)
        swollen: Roll = {"root": _nonce(liar), "size": self._claimed}
        # The true list first: then the false one may come only after a ballot opened.
        return [roll, swollen] if liar.dice.randrange(2) else [swollen]

    def commit(self, liar: "Liar", ballot: str, votes: list[Opened]) -> list[Opened]:
        if not self._claimed:
            return votes
        liar.use(self.name)
        return [*votes, *_invented(liar, max(0, self._claimed - len(votes)))]

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        roll = own_entry(liar, message, "roll")
        if roll is None or self._claimed % 3 or sum(to.encode()) % 2:
            return [(to, message)]
        other = {"root": roll.id, "size": self._claimed + 1}
        return [(to, Says(entries=(rewritten(liar, roll, roll=other),)))]


class FalseOpenings(Behaviour):
    """Opens other votes than were cast, or than its box committed to, or to some others."""

    name: ClassVar[str] = "false_openings"

    def __init__(self) -> None:
        self._way: dict[str, str] = {}

    def commit(self, liar: "Liar", ballot: str, votes: list[Opened]) -> list[Opened]:
        way = self._way_of(liar, ballot)
        if way == "beyond the roll":
            return [*votes, *_invented(liar, 8)]
        if way == "a leaf twice":
            return [*votes, *votes[:1]]
        return votes

    def open(self, liar: "Liar", ballot: str, votes: list[Opened]) -> list[Opened]:
        way = self._way_of(liar, ballot)
        if way == "other choices":
            return [(_turned(choice), nonce) for choice, nonce in votes]
        if way == "other voters":
            return _invented(liar, len(votes))
        return votes[:-1] if way == "less" else votes

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        page = own_entry(liar, message, "open")
        is_told_two_ways = page and self._way.get(page.entry.body["ballot"]) == "to some others"
        if page is None or not is_told_two_ways or sum(to.encode()) % 2:
            return [(to, message)]
        votes = [[_turned(choice), nonce] for choice, nonce in page.entry.body["votes"]]
        return [(to, Says(entries=(rewritten(liar, page, votes=votes),)))]

    def _way_of(self, liar: "Liar", ballot: str) -> str:
        if ballot not in self._way:
            liar.use(self.name)
            self._way[ballot] = liar.dice.choice(
                (
                    "beyond the roll",
                    "a leaf twice",
                    "a leaf twice",
                    "a leaf twice",
                    "other choices",
                    "other choices",
                    "other voters",
                    "less",
                    "to some others",
                )
            )
        return self._way[ballot]


class HidesOpenings(Behaviour):
    """Commits to its members' votes, and opens them days later or never."""

    name: ClassVar[str] = "hides_openings"

    def __init__(self) -> None:
        self._until: dict[str, int] = {}

    def open(self, liar: "Liar", ballot: str, votes: list[Opened]) -> list[Opened]:
        if ballot not in self._until:
            liar.use(self.name)
            hours = liar.dice.choice((4, 71, 73, 1000))
            self._until[ballot] = liar.clock + hours * HOUR
        return votes if liar.clock >= self._until[ballot] else []


class CopiesOpenings(Behaviour):
    """Commits to what another home's box commits to, and opens it as soon as that home did."""

    name: ClassVar[str] = "copies_openings"

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str, Claim]] = {}
        """By ballot: whose box it copies, and what that says of the members."""
        self._copied: set[str] = set()

    def box(self, liar: "Liar", ballot: str, members: Claim) -> Claim | None:
        if ballot not in self._seen:
            return None
        liar.use(self.name)
        self._copied.add(ballot)
        return self._seen[ballot][1]

    def open(self, liar: "Liar", ballot: str, votes: list[Opened]) -> list[Opened]:
        return [] if ballot in self._copied else votes

    def answer(self, liar: "Liar", sender: str, message: Message) -> list[Outgoing]:
        for signed in message.entries if isinstance(message, Says) else ():
            entry = signed.entry
            ballot = str(entry.body.get("ballot"))
            if entry.partner == liar.who:
                continue
            if entry.type == "box" and entry.body["members"] and ballot not in self._copied:
                self._seen[ballot] = (entry.partner, entry.body["members"])
            elif entry.type == "open" and ballot in self._copied:
                self._repeat(liar, ballot, signed)
        return []

    def _repeat(self, liar: "Liar", ballot: str, page: Signed) -> None:
        if page.entry.partner == self._seen[ballot][0] and page.id not in self._copied:
            self._copied.add(page.id)
            body = dict(page.entry.body)
            liar.world.after(MINUTE, lambda: append.by_hand(liar, "open", body))


def _invented(liar: "Liar", count: int) -> list[Opened]:
    """Return so many votes that nobody cast."""
    return [(liar.dice.choice(("yes", "no", "perhaps")), _nonce(liar)) for _ in range(count)]


def _turned(choice: Any) -> Any:
    """Return the opposite of a choice."""
    if isinstance(choice, str):
        return "no" if choice == "yes" else "yes"
    return {"stance": "agree"}


def _nonce(liar: "Liar") -> str:
    return f"{liar.dice.getrandbits(256):064x}"
