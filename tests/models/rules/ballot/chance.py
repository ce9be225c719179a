"""Random acts of proposing and voting: several by one author in the same minutes, and by others."""

from collections.abc import Callable
from random import Random
from typing import Any

from models.rules.log.entry import Signed
from models.rules.tally import lots
from models.rules.values import DAY, HOUR, MINUTE
from tests.models.rules.ballot.stage import NO, NONCE, YES, Assembly, choosing, deciding, statement
from tests.models.rules.community import some_id

REASON = some_id("reason")
TOPICS = ("brand", "membership", "charter", "nonsense")


class Voting:
    """Writes random entries that speak about each other, also about those of the same minutes."""

    def __init__(self, assembly: Assembly, random: Random) -> None:
        self.assembly = assembly
        self.random = random
        self.known: dict[str, list[str]] = {}
        self.author = assembly.partners[0]
        self.makers: dict[str, Callable[[], dict[str, Any]]] = {
            "proposal": lambda: {"motion": self._motion()},
            "amend": self._amend,
            "ballot": self._ballot,
            "vote": self._vote,
            "withdraw": lambda: {
                "ballot": self._some("ballot"),
                "what": self._one("vote", "interest"),
            },
            "box": self._box,
            "veto": lambda: {
                "ballot": self._some("ballot"),
                "step": self._one("veto", "take_back", "overrule"),
                "reason": self._one(None, REASON),
            },
            "roll": lambda: {"roll": self._one(None, {"root": some_id("roll"), "size": 3})},
            "review": self._review,
            "lot": lambda: {"of": self._some("ballot"), "value": self._one(NONCE, REASON)},
            "leave": lambda: {"effective": 0, "reason": "strategy"},
        }

    def entries(self) -> list[Signed]:
        """Return what somebody, and perhaps others, write for the next minutes."""
        found = []
        for _ in range(self.random.randint(1, 3)):
            self.author = self._one(*self.assembly.partners)
            found += [self._entry() for _ in range(self.random.randint(1, 4))]
        return found

    def pause(self) -> int:
        """Return how long it is until these minutes."""
        return int(self._one(MINUTE, MINUTE, HOUR, DAY, 9 * DAY))

    def _entry(self) -> Signed:
        often = [name for name in self.makers if name != "leave"]
        name = self._one(*often * 3, "proposal", "amend", "amend", *["vote", "box"] * 4, "leave")
        signed = self.assembly.write(self.author, name, self.makers[name](), REASON)
        self.known.setdefault(name, []).append(signed.id)
        return signed

    def _one(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def _some(self, kind: str) -> str:
        return str(self._one(*self.known.get(kind, [])[-4:], some_id("nothing")))

    def _motion(self) -> dict[str, Any]:
        topic = self._one(*TOPICS)
        text = self._one(None, REASON, some_id("text"))
        return dict(
            self._one(
                statement(topic, text=text),
                choosing("none", "much", topic=topic),
                deciding("expel", topic, partner=self._one(*self.assembly.partners)),
            )
        )

    def _amend(self) -> dict[str, Any]:
        found = {"proposal": self._some("proposal"), "version": self._one(1, 1, 1, 2, 3)}
        if self.random.random() < 0.6:
            return {**found, "motion": self._motion()}
        return {**found, "takes": self._some("amend")}

    def _ballot(self) -> dict[str, Any]:
        asked: dict[str, Any] = {"motion": self._motion()}
        if self.random.random() < 0.4:
            asked = {"proposal": [self._some("proposal"), self._one(1, 1, 2)]}
        closes_at = self.assembly.time + self._one(0, 8, 14, 40) * DAY
        after = self._one(None, None, None, self._some("ballot"))
        lot = self._one(None, lots.sealed(self.author, NONCE))
        return {**asked, "closes_at": closes_at, "after": after, "lot": lot}

    def _vote(self) -> dict[str, Any]:
        return {"ballot": self._some("ballot"), "choice": self._one(YES, NO, "none", "abstain")}

    def _box(self) -> dict[str, Any]:
        heads = {p: list(head) for p, head in self.assembly.cut.items() if p != self.author}
        return {"ballot": self._some("ballot"), "heads": self._one({}, heads, heads)}

    def _review(self) -> dict[str, Any]:
        return {
            "review": self._one("clause", "topic"),
            "id": self._one("purpose", "brand"),
            "review_by": self._one(None, self.assembly.time + 400 * DAY),
            "topic": self._one(*TOPICS),
            "question": "Shall it stay?",
            "closes_at": self.assembly.time + self._one(0, 14) * DAY,
        }
