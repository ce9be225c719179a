"""Changes of rosters, as ballots decide them, and what newcomers do about them."""

from typing import Any

from models.rules.fold.draft import Draft
from models.rules.roster import queue
from models.rules.roster.change import Add, Change, ChangeFault, Remove
from tests.models.rules.assembly import Assembly, founded
from tests.models.rules.writers import (
    ALPHA,
    BETA,
    DELTA,
    GAMMA,
    genesis,
    keys,
    possessed,
    sealer,
)

BALLOT = "b" * 64
OTHER_BALLOT = "c" * 64
NAMES = (ALPHA, BETA, GAMMA)


def community(*partners: str, **more: Any) -> Assembly:
    return founded(genesis(*(partners or NAMES), **more))


def decided(made: Assembly, *changes: Change) -> list[ChangeFault | None]:
    def step(draft: Draft) -> list[ChangeFault | None]:
        return [queue.queue_change(draft, change) for change in changes]

    found: list[ChangeFault | None] = made.decide(step)
    return found


def adding(partner: str = DELTA, kind: Any = "partner", **more: Any) -> Add:
    return Add(cause=BALLOT, sealer=sealer(partner, kind, **more))


def removing(partner: str, status: Any = "expelled", cause: str = BALLOT) -> Remove:
    return Remove(cause=cause, subject=partner, status=status)


def handed_over(made: Assembly) -> None:
    """Let the next minutes stand under the version that was enacted."""
    assert made.minutes(roster=made.get("roster/next")["version"]) == []


def get_ready(made: Assembly, partner: str = DELTA, name: str = "1") -> None:
    """Let a candidate rebuild the state and say so."""
    made.log.admit(partner, keys(partner), after=None)
    body = readiness(made, partner)
    made.minutes()
    made.act(partner, "ready", body, name, anchor=[body["height"], "a" * 64])


def readiness(made: Assembly, partner: str = DELTA) -> dict[str, Any]:
    """Return a candidate's word that it came to the state as it is now."""
    proof = possessed(partner, "recovery")
    return {"height": made.height, "state": made.state.root(), "recovery_sig": proof}
