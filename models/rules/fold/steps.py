"""Steps: what time and the whole bring at each minutes, before the entries and after them.

Each step works on the draft that the one before it left; the order is part of the rules. Evidence
first; then all ballots that are due are counted on one state, and after that their effects; then
who leaves, and at most one change of the roster; reviews and expiries are last (R5, R7 to R14).
"""

from collections.abc import Callable

from models.rules.ballot import closing, ending, opening, reviews, trail, vetoing
from models.rules.exit import following
from models.rules.fold import due
from models.rules.fold.draft import Draft
from models.rules.roster import handover, leaving, rekeying, roots, suspending

Step = Callable[[Draft], None]

BEFORE: tuple[Step, ...] = (
    roots.stamp,
    handover.promote,
    opening.stamp,
)
AFTER: tuple[Step, ...] = (
    suspending.suspend,
    trail.follow,
    closing.read_boxes,
    ending.close,
    vetoing.attend,
    leaving.take_effect,
    rekeying.take_effect,
    handover.enact,
    reviews.attend,
    following.attend,
    due.attend,
)
