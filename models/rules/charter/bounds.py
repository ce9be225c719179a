"""Bounds: the lengths and ranges of what stands in a charter, the ground under all rules.

Times are integers, milliseconds since the epoch; durations are milliseconds as well. Shares are two
integers, `[numerator, denominator]`.
"""

from fractions import Fraction
from typing import Annotated

from msgspec import Meta

from models.rules.tally.method import Ratio
from models.rules.values import DAY

YEAR = 365 * DAY

MAX_CHARTER = 60 * 1024
"""Bytes of a whole charter in canonical form: it has to fit into one entry."""

ID_PATTERN = r"^[a-z][a-z0-9_]{0,63}\Z"
Id = Annotated[str, Meta(min_length=1, max_length=64, pattern=ID_PATTERN)]
Line = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=4000)]
Duration = Annotated[int, Meta(ge=0, le=20 * YEAR)]
Amount = Annotated[int, Meta(ge=0, le=1_000_000_000_000)]
Few = Annotated[int, Meta(ge=0, le=1000)]


def share(ratio: Ratio) -> Fraction:
    """Return a share as an exact number."""
    return Fraction(ratio[0], ratio[1])


def is_share(ratio: Ratio) -> bool:
    """Tell whether a share is more than nothing and at most the whole."""
    return 0 < ratio[0] <= ratio[1]
