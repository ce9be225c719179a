"""Random acts of moderation, shared work and exit: sensible, senseless, and everything between."""

from collections.abc import Callable
from random import Random
from typing import Any

from models.rules.charter.exit import DATA_CLASSES
from models.rules.exit.checklist import RULES
from models.rules.log.entry import Signed
from models.rules.moderation.severity import LADDER
from models.rules.tally import lots
from models.rules.values import DAY, HOUR
from tests.models.rules.community import FIVE, Community, some_id
from tests.models.rules.moderation.acting import NONCE, REASONS, appealing, deciding, reversing

OBJECTS = tuple(some_id(f"object {number}") for number in range(2))
NAMES = ("one", "two", "three")


class Chance:
    """Writes random entries that speak about each other."""

    def __init__(self, community: Community, random: Random) -> None:
        self.community = community
        self.random = random
        self.known: dict[str, list[str]] = {}
        self.makers: dict[str, Callable[[], dict[str, Any]]] = {
            "decision": self._decision,
            "notice": self._notice,
            "appeal": lambda: appealing(self._some("decision"), is_ours=self._flip()),
            "lot": lambda: {"of": self._some("appeal"), "value": self._one(NONCE, NONCE, REASONS)},
            "reverse": self._reverse,
            "confirm": lambda: {"of": self._some("decision", "appeal", "contribution")},
            "duty": self._duty,
            "rota": self._rota,
            "contribution": self._contribution,
            "goal": self._goal,
            "measure": self._measure,
            "receipt": self._receipt,
            "leave": lambda: {"effective": 0, "reason": self._one("strategy", "merger")},
        }

    def entry(self) -> Signed:
        """Return one entry by anybody; leaving is rare."""
        names = [name for name in self.makers for _ in range(1 if name == "leave" else 4)]
        name = self.random.choice(names)
        body = self.makers[name]()
        appeal = self.community.get(f"appeal/{body.get('appeal') or body.get('of')}")
        author = self._one(*FIVE, *(appeal["panel"] * 5 if appeal else ()))
        if name == "appeal":
            body["lot"] = self._one(*[lots.sealed(author, NONCE)] * 4, None)
        signed = self.community.write(author, name, body, REASONS)
        self.known.setdefault(name, []).append(signed.id)
        return signed

    def draws(self) -> list[Signed]:
        """Return the next step of some draws, as servers write them by themselves."""
        found = []
        for appeal in self.known.get("appeal", []):
            lot = self.community.get(f"lot/{appeal}")
            if lot is None or lot["nonce"] is not None or self._flip():
                continue
            body = {"of": appeal, "value": NONCE}
            turn = lot["asked"] if lot["closed"] is None else [lot["by"]]
            found += [self.community.write(author, "lot", body) for author in turn]
        return found

    def _one(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def _flip(self) -> bool:
        return self.random.random() < 0.5

    def _some(self, *kinds: str) -> str:
        ids = [each for kind in kinds for each in self.known.get(kind, [])]
        return str(self._one(*ids[-6:], some_id("nothing")))

    def _decision(self) -> dict[str, Any]:
        scope = self._one("local", "community", "community")
        return deciding(
            object=self._one(*OBJECTS),
            scope=scope,
            severity=self._one(*LADDER),
            home=self._one(None, *FIVE),
            role="instance" if scope == "local" else self._one("home", "rota", *["stand_in"] * 4),
            notices=[self._some("notice")] if self.random.random() < 0.2 else [],
        )

    def _notice(self) -> dict[str, Any]:
        words = {"kind": "post", "ground": "spam", "via": "guest", "report": REASONS}
        return {"object": self._one(*OBJECTS), **words}

    def _reverse(self) -> dict[str, Any]:
        appeal = self._some("appeal") if self._flip() else None
        found = self.community.get(f"appeal/{appeal}")
        return reversing(found["decision"] if found else self._some("decision"), appeal=appeal)

    def _duty(self) -> dict[str, Any]:
        step = self._one("offer", "accept", "accept", "give_back", "close")
        terms = {"to": self._one(None, *FIVE), "term_ms": self._one(DAY, 9 * DAY)}
        return {"duty": self._one(*NAMES), "step": step, "purpose": "Keep it", **terms}

    def _rota(self) -> dict[str, Any]:
        start = self.community.time + self._one(-HOUR, -HOUR, 0, HOUR)
        span = {"start": start, "end": start + self._one(0, HOUR, 40 * HOUR)}
        step = self._one("open", "take", "take", "give_back")
        return {"shift": self._one(*NAMES), "step": step, **span}

    def _contribution(self) -> dict[str, Any]:
        return {"kind": self._one("hours", "money"), "amount": self.random.randint(1, 99)}

    def _goal(self) -> dict[str, Any]:
        values = {"baseline": 0, "target": self._one(0, 9)}
        words = {"goal": "rivers", "purpose": "How far", "unit": "km", "combine": "sum"}
        return {"indicator": self._one(*NAMES), **words, **values}

    def _measure(self) -> dict[str, Any]:
        until = self.community.time - self._one(0, DAY)
        return {"indicator": self._one(*NAMES), "value": self.random.randint(-9, 9), "until": until}

    def _receipt(self) -> dict[str, Any]:
        case = self.community.get(f"exit/{self._one(*FIVE)}")
        leaver, opened = case["case"].split("/") if case else (self._one(*FIVE), 0)
        return {
            "leaver": leaver,
            "opened": int(opened),
            "does": self._one("own", "done", "waive", "sign"),
            "item": self._one(*RULES),
            "data_class": self._one(None, *DATA_CLASSES),
            "action": self._one(None, "keep", "copy"),
            "root": some_id("root"),
        }
