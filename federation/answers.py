"""Answers: what Accept and Reject have in common.

Two things of ours can be answered: a Follow, by the one it was meant for, and a roster draft, by
the partners it names (`federation/rosters.py` judges those). An answer to anything else is ignored.
"""

from typing import Final

from federation.context import Federation
from federation.errors import Reason, Rejected
from federation.reading import reference
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
    follower = ""
    if not federation.home.is_ours(answered.id):
        # Some give the Follow an id of their own; then it is found by who followed.
        follower = reference((answered.embedded or {}).get("actor")) or ""
        if not federation.home.is_ours(follower):
            raise Rejected(Reason.NOT_FOR_US, f"{answered.id[:200]} is no Follow of ours")
    is_known = await relations.accept_answer(
        federation.home, verified.actor, answered.id, is_accepted, follower_uri=follower
    )
    return Effect(object_uri=answered.id) if is_known else IGNORED
