"""Ack: a sealer holds these logs so far, and finds that the minutes leave them behind (R1).

It has no effect on the state. Sealers that hold such words from enough others for more than a day
refuse minutes that still leave out what was acknowledged.
"""

from msgspec import Struct

from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.values import Cut


class AckBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the sealer holds of others' logs, as far as the minutes do not say it."""

    heads: Cut


@act("ack", AckBody, by="sealer")
def fold(desk: Desk, body: AckBody) -> None:
    """Change nothing: what was held when is between sealers, not a part of the agreed state."""
