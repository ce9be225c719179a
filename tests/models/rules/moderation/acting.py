"""What moderators write, short enough for tests."""

from typing import Any

from models.rules.log.entry import Signed
from models.rules.tally import lots
from tests.models.rules.community import BETA, Community, draw, some_id

REASONS = some_id("reasons")
POST = some_id("post")
CLAUSE = "conduct"


def deciding(**more: Any) -> dict[str, Any]:
    """Return the body of a decision: a stand-in removes a guest's post from the community."""
    return {
        "object": POST,
        "kind": "post",
        "scope": "community",
        "severity": "remove",
        "ground": "illegal",
        "clause": None,
        "home": None,
        "role": "stand_in",
        "source": "own_initiative",
        "automated": "no",
        "reasons": REASONS,
        "notices": [],
        **more,
    }


def decide(community: Community, partner: str, **more: Any) -> str:
    """Have a decision made; return its id."""
    return community.act(partner, "decision", deciding(**more), REASONS)


def write_decision(community: Community, partner: str, **more: Any) -> Signed:
    """Return a decision for minutes with others."""
    return community.write(partner, "decision", deciding(**more), REASONS)


NONCE = some_id("nonce")


def appealing(decision: str, by: str = BETA, **more: Any) -> dict[str, Any]:
    """Return the body of an appeal of the judged."""
    lot = lots.sealed(by, NONCE)
    usual = {"decision": decision, "side": "judged", "is_ours": False, "reasons": REASONS}
    return {**usual, "lot": lot, **more}


def appeal(community: Community, partner: str, decision: str, **more: Any) -> str:
    """Have an appeal opened and its panel drawn; return its id."""
    found = community.act(partner, "appeal", appealing(decision, partner, **more), REASONS)
    if community.get(f"appeal/{found}")["status"] == "open":
        draw(community, found, NONCE)
    return found


def reversing(*decisions: str, appeal: str | None = None) -> dict[str, Any]:
    """Return the body of a reversal."""
    return {"decisions": list(decisions), "appeal": appeal, "reasons": REASONS}


def open_shift(community: Community, slug: str, start: int, end: int, by: str) -> None:
    """Have a shift opened and taken by a partner."""
    community.act(by, "rota", {"shift": slug, "step": "open", "start": start, "end": end})
    community.act(by, "rota", {"shift": slug, "step": "take"})
