"""Posts: everything that happens to one, whether it began here or elsewhere.

`publish`, `edit`, `withdraw`, `boost` and `unboost` are what our members do and end in an event;
`accept` and its kin are what verified remote activities do. Both kinds write through `arrival`, so
that timelines, threads, notifications and counters come about in one place. The functions
named `accept_*` join the transaction of their caller, which may take many of them in one.

A post belongs to a community when it is public or unlisted and mentions its Group, or replies in
one of its threads. The members of partners are let in by every partner at once; a guest's post is
let in by the host, and by other partners once the host's Announce or a partner's log brought it.
"""

from models.actions.posts.accepting import accept
from models.actions.posts.boosting import accept_boost, accept_unboost, boost, unboost
from models.actions.posts.editing import edit
from models.actions.posts.publishing import publish
from models.actions.posts.renewing import accept_edit
from models.actions.posts.withdrawing import accept_withdrawal, withdraw

__all__ = (
    "accept",
    "accept_boost",
    "accept_edit",
    "accept_unboost",
    "accept_withdrawal",
    "boost",
    "edit",
    "publish",
    "unboost",
    "withdraw",
)
