"""Veto: a partner stops what would follow from a result (R7), if the charter lets it."""

from typing import Literal

from msgspec import Struct

from models.rules.ballot import vetoing
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.void import Void, VoidReason
from models.rules.values import Id


class VetoBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which result is vetoed, or whose veto is answered and how."""

    ballot: Id
    step: Literal["veto", "take_back", "overrule"]
    reason: Id | None = None
    """Of a veto: the commitment, among the entry's blobs, to why."""


@act("veto", VetoBody)
def fold(desk: Desk, body: VetoBody) -> None:
    """Note the veto, that it is taken back, or that the author would overrule it.

    Void: reasons_missing; those of `vetoing.veto`, `take_back` and `overrule`. O(size of the
    charter).
    """
    if (body.step == "veto") != (body.reason is not None):
        raise Void(VoidReason.REASONS_MISSING, body.step)
    if body.reason is not None:
        vetoing.veto(desk, body.ballot, body.reason)
    elif body.step == "take_back":
        vetoing.take_back(desk, body.ballot)
    else:
        vetoing.overrule(desk, body.ballot)
