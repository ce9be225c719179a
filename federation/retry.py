"""Retry: when a failed delivery is tried again, and which answers mean what.

Pure functions; `delivery` enters. The delay doubles with each failure up to a cap and is drawn at
random between nothing and that (full jitter), so that a peer which comes back is not met by
everybody at once. A peer's own wish (Retry-After) is obeyed within the cap.
"""

import random
from datetime import timedelta
from enum import StrEnum

from federation.errors import Reason
from federation.settings import FederationSettings

_MOST_DOUBLINGS = 32


class Answer(StrEnum):
    """What an HTTP status says about a delivery."""

    DONE = "done"
    TRY_OTHER_SCHEME = "try_other_scheme"
    """Perhaps only the kind of signature was not understood."""
    REFUSED = "refused"
    """This activity will not be accepted, others may be."""
    CLOSED = "closed"
    """Nobody lives at this inbox."""
    LATER = "later"
    """The peer is busy, broken or behind a redirect: the whole lane waits."""


_PASSING = frozenset({408, 425, 429})
_CLOSED = frozenset({404, 410})
_ABOUT_US = frozenset({401})


def meaning(status: int, *, is_partner: bool) -> Answer:
    """Return what a status means for the delivery and its lane.

    A partner that refuses *us* (401, 404, 410) has a fault to be mended, and everything waits for
    that; what it finds wrong with one activity (403 too) concerns that activity alone and must not
    hold up the others. A 501 is as final as a 4xx (Mastodon reads it so too).
    """
    if 200 <= status < 300:
        return Answer.DONE
    if status in _PASSING or not (400 <= status < 500 or status == 501):
        return Answer.LATER
    if status in _CLOSED:
        return Answer.LATER if is_partner else Answer.CLOSED
    if is_partner and status in _ABOUT_US:
        return Answer.LATER
    return Answer.REFUSED


def reason_of(status: int) -> Reason:
    """Return the reason that is kept and shown for a status that is no success."""
    if status in _CLOSED:
        return Reason.PEER_GONE
    if status == 429:
        return Reason.OVERLOADED
    return Reason.PEER_REFUSED if 300 <= status < 500 else Reason.PEER_FAILING


def delay(
    failures: int,
    settings: FederationSettings,
    chance: random.Random,
    wish: timedelta | None = None,
) -> timedelta:
    """Return how long to wait after failure number `failures` (from 1 on)."""
    cap = settings.retry_cap_seconds
    if wish is not None and wish > timedelta(0):
        return min(wish, timedelta(seconds=cap))
    doublings = min(max(failures - 1, 0), _MOST_DOUBLINGS)
    longest = min(settings.retry_first_seconds * 2**doublings, cap)
    # Never at once: a peer that just failed gets at least a tenth of the time.
    return timedelta(seconds=chance.uniform(longest / 10, longest))
