"""Balance: how visible each partner may be, and how much of what it gives counts.

Both stand in the charter, the ground under all rules; `work/ledger.py` counts by it.
"""

from typing import Literal

from msgspec import Struct

from models.rules.charter.bounds import YEAR, Amount, Duration, Few
from models.rules.tally.method import Ratio
from models.rules.values import DAY


class Brand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The identity the partners share, and the band that no partner's visibility leaves."""

    identity: Literal["neutral", "co_branded"] = "neutral"
    band: tuple[Ratio, Ratio] = ((0, 1), (1, 2))
    """The lowest and highest share of pins, boosts, banners and promotional posts in the window."""
    window_ms: Duration = 30 * DAY
    promo_quota: Few = 4
    """How many promotional posts one partner may make in one window."""
    theme_order: Literal["alphabetic", "rotating", "contribution"] = "alphabetic"


class Contributions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What counts of the partners' contributions."""

    caps: dict[str, Amount]
    """The most of each kind that counts for one partner in one window; other kinds have no cap."""
    window_ms: Duration = YEAR
    confirmations: Few = 1
    """How many other partners confirm a line before it counts."""
    share_cap: Ratio = (2, 5)
    """The largest share of recognition that one partner can have."""


KINDS = ("hours", "hosting", "money", "content")
"""What can be contributed."""
