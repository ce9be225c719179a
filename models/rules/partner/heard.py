"""Heard: what this partner remembers of what others said and did, and since when it waits.

Nothing here is promised to anybody, and a restart may forget it: what has to be known for good is
in the logs, the minutes and the promises (duty.py). It serves R1, R4, R12, R13 and R15.
"""

from collections import deque

from models.rules.evidence import EvidenceBody, Opening
from models.rules.log.entry import Entry
from models.rules.minutes.node import Node
from models.rules.minutes.records import Exclusion, Seal, Status
from models.rules.partner.messages import Remembers


class Progress:
    """Since when this partner waits for what, by its own clock."""

    def __init__(self) -> None:
        self.term = 0
        self.openable_since: int | None = None
        """Since when enough sealers came to this term, so that its secretary can open it."""
        self.fails = 0
        """Terms left since the last newly certified minutes."""
        self.work_since: int | None = None
        """Since when there is something that minutes should do."""
        self.rank = (0, -1)
        """The highest certified minutes when last looked at."""
        self.blamed = -1
        """The newest term whose secretary was seen to break the rules."""
        self.retry_at = 0
        self.retries = 0
        self.heads_at = 0


class Heard:
    """What others said and did."""

    def __init__(self) -> None:
        self.statuses: dict[str, Status] = {}
        """The newest status of each sealer."""
        self.exclusions: dict[tuple[str, str], Exclusion] = {}
        """By subject and who states it."""
        self.seen_seals: dict[tuple[str, int, int], tuple[str, Seal]] = {}
        """Key and seal by sealer, term and height: a second one proves a lie."""
        self.openings: dict[tuple[str, int], tuple[str, Opening]] = {}
        """The same for seals of starts, by sealer and term."""
        self.topmost: dict[tuple[str, int], tuple[str, Opening]] = {}
        """Key and highest seal by sealer and term, to compare with what it said when it left."""
        self.leavings: dict[str, deque[tuple[str, Status]]] = {}
        """Keys and newest statuses of each sealer."""
        self.starts: dict[tuple[str, int], Node] = {}
        """The first start by secretary and term."""
        self.first_seen: dict[str, int] = {}
        """When an entry came, as long as it is not final or a ballot may ask."""
        self.acknowledged: dict[str, dict[str, list[tuple[int, int]]]] = {}
        """By author and sealer: since when the sealer acknowledged up to which number."""
        self.handed: dict[str, Entry] = {}
        """The entries by which keys were handed on, by the key they gave."""
        self.lies: dict[str, EvidenceBody] = {}
        """Evidence that we hold, by its place in the state."""
        self.said: set[str] = set()
        """Places of the evidence that stands in our own log."""
        self.is_conflict_told = False
        self.told: dict[tuple[str, str], tuple[int, int]] = {}
        """When somebody was last told or asked something, and how often: for repeating it late."""
        self.remembered: dict[str, Remembers] = {}
        """What others answered about our own log while we recover."""
        self.answered: dict[str, int] = {}
        """Answers given to each since heads were exchanged."""
        self.recalled: dict[str, int] = {}
        """When a term was last left because somebody came back without its records."""
        self.boxed: set[str] = set()
        """Ballots in which our own log has a box."""
