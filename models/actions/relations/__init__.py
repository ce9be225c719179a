"""Relations: who follows, joins, blocks and mutes whom.

Following a Group is joining its community. A follow is pending until its target answers; what the
target answers by itself (an unlocked account of ours, the Group of a community in which this
instance is a partner) is accepted at once, so that a partner's members join while the host is down.
Blocks end follows in both directions. Functions named `accept_*` take what verified remote
actors did and join the transaction of their caller.
"""

from models.actions.relations.answering import (
    accept_answer,
    accept_follow,
    accept_unfollow,
    authorize,
    reject,
    remove_follower,
)
from models.actions.relations.blocking import accept_block, accept_unblock, block, unblock
from models.actions.relations.following import follow, unfollow
from models.actions.relations.muting import mute, unmute

__all__ = (
    "accept_answer",
    "accept_block",
    "accept_follow",
    "accept_unblock",
    "accept_unfollow",
    "authorize",
    "block",
    "follow",
    "mute",
    "reject",
    "remove_follower",
    "unblock",
    "unfollow",
    "unmute",
)
