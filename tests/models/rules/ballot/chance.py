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
KEYS = {"key": "z6Mk" + "a" * 44, "recovery": "z6Mk" + "b" * 44}
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
        found = self._agreed() if self._one(True, False) else []
        for _ in range(self.random.randint(1, 3)):
            self.author = self._one(*self.assembly.partners)
            found += [self._entry() for _ in range(self.random.randint(1, 4))]
        return found

    def pause(self) -> int:
        """Return how long it is until these minutes."""
        return int(self._one(MINUTE, MINUTE, HOUR, DAY, 9 * DAY))

    def _agreed(self) -> list[Signed]:
        """Return everybody's yes to what is open, and everybody's boxes of what is over."""
        found = []
        for ballot_id in self.assembly.get("ballots") or ():
            ballot = self.assembly.get(f"ballot/{ballot_id}")
            is_over = self.assembly.time >= ballot["closes_at"] + ballot["grace"]
            for partner in self.assembly.partners:
                if is_over:
                    found.append(self.assembly.boxing(partner, ballot_id))
                else:
                    yes = {"ballot": ballot_id, "choice": YES}
                    found.append(self.assembly.write(partner, "vote", yes))
        return found

    def _entry(self) -> Signed:
        often = [name for name in self.makers if name != "leave"]
        name = self._one(*often * 3, *["proposal", "amend", "ballot"] * 4, "leave")
        signed = self.assembly.write(self.author, name, self.makers[name](), REASON)
        self.known.setdefault(name, []).append(signed.id)
        return signed

    def _one(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def _some(self, kind: str) -> str:
        known = self.known.get(kind, [])[-4:]
        if kind == "ballot":
            known = [*known, *(self.assembly.get("ballots") or ()) * 4]
        return str(self._one(*known, some_id("nothing")))

    def _motion(self) -> dict[str, Any]:
        topic = self._one(*TOPICS)
        text = self._one(None, REASON, some_id("text"))
        return dict(
            self._one(
                statement(topic, text=text),
                choosing("none", "much", topic=topic),
                deciding(*self._effect_of(topic)),
                self._effect(),
            )
        )

    def _effect_of(self, topic: str) -> tuple[str, str]:
        return str(self._one("statement", "dissolve", "expel")), topic

    def _effect(self) -> dict[str, Any]:
        """Return a motion with an effect, put under the topic that decides about it."""
        partner = self._one(*self.assembly.partners, "delta.example")
        newcomer = {"id": partner, "kind": self._one("partner", "witness"), **KEYS}
        url = {"url": f"https://{partner}/partner"}
        facts: dict[str, dict[str, Any]] = {
            "amend_charter": {"changes": self._changes()},
            "change_policy": {"policy": self._one("majority", "two_thirds")},
            "add_partner": {"sealer": {**newcomer, **url}},
            "remove_partner": {"partner": partner},
            "move_host": {"partner": partner},
            "rekey": {"partner": partner, **KEYS},
            "dissolve": {},
            "find_conflict": {"partner": partner, "topic": self._one(*TOPICS)},
            "reopen": {"ballot": self._some("ballot")},
            "renew_review": {"review": "topic", "id": "brand", "review_by": None},
        }
        kind = self._one(*facts)
        topic = self._one(kind, kind, kind, *TOPICS)
        return deciding(kind, topic, **facts[kind])

    def _changes(self) -> dict[str, Any]:
        """Return changes of the charter, sound or not."""
        document = self.assembly.get("charter")["document"]
        field = self._one(*document)
        other = self._one(document[field], document[self._one(*document)], 0, "", None, [], {})
        return {field: other, "title": "Another"} if self._one(True, False) else {field: other}

    def _amend(self) -> dict[str, Any]:
        found = {"proposal": self._some("proposal"), "version": self._one(1, 1, 1, 2, 3)}
        if self.random.random() < 0.6:
            return {**found, "motion": self._motion()}
        return {**found, "takes": self._some("amend")}

    def _ballot(self) -> dict[str, Any]:
        asked: dict[str, Any] = {"motion": self._motion()}
        if self.random.random() < 0.4:
            asked = {"proposal": [self._some("proposal"), self._one(1, 1, 2)]}
        closes_at = self.assembly.time + self._one(0, 14, 21, 21, 21, 40) * DAY
        after = self._one(*[None] * 9, self._some("ballot"))
        lot = self._one(None, lots.sealed(self.author, NONCE))
        return {**asked, "closes_at": closes_at, "after": after, "lot": lot}

    def _vote(self) -> dict[str, Any]:
        choice = self._one(*[YES] * 5, NO, "none", "abstain")
        return {"ballot": self._some("ballot"), "choice": choice}

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
