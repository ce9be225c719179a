"""Change: one step of the roster, decided and waiting for its turn.

Each version differs from the one before by exactly one sealer, or by the policy: then each quorum
of the old meets each of the new in somebody honest (R8, `quorum.hands_over`).
"""

from enum import StrEnum
from typing import Any, Literal

import msgspec
from msgspec import Struct

from models.rules.genesis import Sealer
from models.rules.quorum import Policy
from models.rules.values import Id, PartnerId

Departure = Literal["left", "expelled", "lapsed"]
"""Why somebody is out: by its own word, by the others', or as a candidate that never came."""


class Add(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A partner or a witness comes."""

    kind: Literal["add"] = "add"
    cause: Id
    """The id of the ballot that decided it."""
    sealer: Sealer


class Remove(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A partner or a witness goes."""

    kind: Literal["remove"] = "remove"
    cause: Id
    """The id of the ballot, or of the leaver's own `leave`."""
    subject: PartnerId
    status: Departure


class Repolicy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another policy says what a quorum is."""

    kind: Literal["policy"] = "policy"
    cause: Id
    policy: Policy


Change = Add | Remove | Repolicy
_KINDS: dict[str, type[Struct]] = {"add": Add, "remove": Remove, "policy": Repolicy}


class ChangeFault(StrEnum):
    """Why a change of the roster cannot be made; stable, for pages."""

    ALREADY_THERE = "already_there"
    NOT_THERE = "not_there"
    KEY_TAKEN = "key_taken"
    KEY_UNFIT = "key_unfit"
    TOO_FEW_PARTNERS = "too_few_partners"
    LAST_PARTNER = "last_partner"
    POLICY_UNCHANGED = "policy_unchanged"
    NO_HANDOVER = "no_handover"
    NEVER_READY = "never_ready"


def written(change: Change) -> dict[str, Any]:
    """Return a change as the state keeps it in `roster/queue`."""
    kept: dict[str, Any] = msgspec.to_builtins(change)
    return kept


def find(kept: dict[str, Any]) -> Change:
    """Return the change that the state keeps; KeyError for one of no known kind."""
    change: Change = msgspec.convert(kept, _KINDS[kept["kind"]])  # type: ignore[assignment]
    return change
