"""Answers: what Accept and Reject have in common.

Two things of ours can be answered: a Follow, by the one it was meant for, and a roster draft, by
the partners it names (`federation/rosters.py` judges those). An answer to anything else is ignored.
"""

from typing import Final

from federation.context import Federation
from federation.errors import Reason, Rejected
from federation.registry import IGNORED, Effect
from federation.verified import Verified
from federation.wire import Ref
from models.actions import relations

_FOLLOW: Final = "Follow"


def answers_follow(answered: Ref) -> bool:
    """Tell whether an answer is about a Follow; a bare id may be one, and usually is."""
    return answered.embedded is None or answered.embedded.get("type") == _FOLLOW


async def answer_follow(
    federation: Federation, verified: Verified, answered: Ref, *, is_accepted: bool
) -> Effect:
    """Settle the Follow that one of us sent to the verified actor, if there is such a one."""
    if not federation.home.is_ours(answered.id):
        raise Rejected(Reason.NOT_FOR_US, f"{answered.id[:200]} is no Follow of ours")
    outcome = await relations.accept_answer(
        federation.home, verified.actor, answered.id, is_accepted
    )
    return Effect(object_uri=answered.id) if outcome else IGNORED
