"""An assembly with real keys: entries pass the door of the log, and minutes fold them."""

from collections.abc import Callable
from typing import Any

from models.rules import genesis as genesis_of
from models.rules.fold import fold as folding
from models.rules.fold.draft import Draft
from models.rules.fold.occasion import Effect, Occasion
from models.rules.genesis import Genesis
from models.rules.log.entry import Signed
from models.rules.log.keys import Keys
from models.rules.log.tree import Log
from models.rules.values import MINUTE
from tests.models.rules import writers
from tests.models.rules.writers import COMMUNITY, possessed, signatures


class Assembly:
    """A community from its genesis on; `minutes` is what a secretary would do."""

    def __init__(self, genesis: Genesis) -> None:
        self.state = genesis_of.first_state(genesis)
        self.log = Log(COMMUNITY, signatures())
        self.time = genesis.created
        self.height = -1
        self.heads: dict[str, Signed] = {}
        self.cut: dict[str, tuple[int, str]] = {}
        self.effects: tuple[Effect, ...] = ()
        for each in genesis.sealers:
            self.log.admit(each.id, Keys(key=each.key, recovery=each.recovery))

    def write(
        self, partner: str, act: str, body: dict[str, Any], name: str = "1", **more: Any
    ) -> Signed:
        """Return the partner's next entry, taken by the log."""
        prev = self.heads.get(partner)
        seq = prev.entry.seq + 1 if prev else 0
        signed = writers.write(partner, seq, prev, name, type=act, body=body, **more)
        self.log.add(signed)
        self.heads[partner] = signed
        return signed

    def minutes(
        self,
        *entries: Signed,
        after: int = MINUTE,
        roster: int | None = None,
        out: str | None = None,
    ) -> list[str]:
        """Fold minutes; return why entries were void, by author."""
        by_author: dict[str, list[Signed]] = {}
        for signed in entries:
            by_author.setdefault(signed.entry.partner, []).append(signed)
            self.cut[signed.entry.partner] = (signed.entry.seq, signed.id)
        self.time += after
        self.height += 1
        folded = folding.fold(self.state, self.occasion(roster, out), by_author)
        self.state, self.effects = folded.state, folded.effects
        return [voided.reason for voided in folded.voided]

    def occasion(self, roster: int | None = None, out: str | None = None) -> Occasion:
        """Return the occasion of minutes at the present height and time."""
        return Occasion(
            height=self.height,
            time=self.time,
            parent=None,
            roster=self.get("roster")["version"] if roster is None else roster,
            cut=dict(self.cut),
            excluded=out,
        )

    def act(
        self, partner: str, act: str, body: dict[str, Any], name: str = "1", **more: Any
    ) -> Signed:
        """Have one entry folded, which must count."""
        signed = self.write(partner, act, body, name, **more)
        if void := self.minutes(signed):
            raise LookupError(f"void: {void}")
        return signed

    def void(
        self, partner: str, act: str, body: dict[str, Any], name: str = "1", **more: Any
    ) -> str:
        """Have one entry folded, which must be void; return why."""
        (reason,) = self.minutes(self.write(partner, act, body, name, **more))
        return reason

    def decide(self, step: Callable[[Draft], Any]) -> Any:
        """Let an effect of a ballot change the state."""
        draft = Draft(self.state, self.occasion())
        found = step(draft)
        self.state, self.effects = draft.state(), tuple(draft.effects)
        return found

    def get(self, key: str) -> Any:
        """Return a value of the state."""
        return self.state.get(key)

    def told(self, kind: str) -> list[Effect]:
        """Return the effects of one kind in the last minutes."""
        return [effect for effect in self.effects if effect.kind == kind]

    def status(self, partner: str) -> str:
        """Return the status of a partner or witness."""
        return str(self.get(f"partner/{partner}")["status"])


def accepting(partner: str, recovery: str = "recovery") -> dict[str, Any]:
    """Return the body of a founder's yes."""
    return {"recovery_sig": possessed(partner, recovery)}


def founded(genesis: Genesis) -> Assembly:
    """Return the assembly after minutes of height 0, in which all founders accepted."""
    made = Assembly(genesis)
    void = made.minutes(
        *(made.write(each.id, "accept", accepting(each.id)) for each in genesis.sealers)
    )
    if void:
        raise LookupError(f"void: {void}")
    return made
