"""Motions: what a ballot asks, and what follows from each answer (R6).

A motion is plain data. What follows is an effect for `yes`, or for each option that has one; its
kind says which topics of the charter decide about it, so that nobody can put an amendment to the
vote as a mere statement. An amendment may touch several topics: then all their rules apply.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from models.rules.charter import topics
from models.rules.charter.bounds import Id as Name
from models.rules.fold.void import Void, VoidReason
from models.rules.genesis import Sealer
from models.rules.quorum import Policy
from models.rules.roster.change import Add, Change, Remove
from models.rules.tally.method import Method
from models.rules.values import Id, Line, Moment, PartnerId, Slug

REKEY = "rekey"
"""No topic of a charter: all other partners together replace the keys of one that lost both."""
YES = "yes"
"""The answer on which an effect follows where yes or no is asked."""
YES_OR_NO = ("consent", "consensus", "majority", "qualified", "lazy")
"""Methods that ask for yes or no; the others choose among options."""
WITHOUT_STATUS_QUO = ("stv", "time_poll")
"""Methods among whose options need not be that everything stays as it is."""


class Option(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of several answers."""

    id: Slug
    text: Line


class Motion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked, of whom by its topic, and what follows."""

    topic: Name
    question: Line
    text: Id | None = None
    """The commitment, among the entry's blobs, to the text behind the question."""
    options: Annotated[list[Option], Meta(max_length=64)] = msgspec.field(default_factory=list)
    """Empty where yes or no is asked."""
    status_quo: Slug | None = None
    """The option under which everything stays as it is."""
    effects: dict[Slug, dict[str, Any]] = msgspec.field(default_factory=dict)
    """By option, or for `yes`; nothing follows from answers that are not named."""


class Statement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The community says so; nothing in the state changes."""

    kind: Literal["statement"]


class AmendCharter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The charter's top-level fields get new values."""

    kind: Literal["amend_charter"]
    changes: dict[str, Any]


class ChangePolicy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sealers' quorum is another."""

    kind: Literal["change_policy"]
    policy: Policy


class RenewReview(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clause or a topic's rule stays in force, until a later date of review or for good."""

    kind: Literal["renew_review"]
    review: Literal["clause", "topic"]
    id: Name
    review_by: Moment | None


class AddSealer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody may join, once it has rebuilt the state (R8)."""

    kind: Literal["add_partner", "add_witness"]
    sealer: Sealer


class RemoveSealer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A partner is expelled (R9), or a witness dismissed."""

    kind: Literal["remove_partner", "remove_witness"]
    partner: PartnerId


class MoveHost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another partner serves the community's actor (R16)."""

    kind: Literal["move_host"]
    partner: PartnerId


class ElectCouncil(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody holds a seat for its term."""

    kind: Literal["elect_council"]
    partner: PartnerId
    function: Name
    holder: Id
    """The commitment to who it is: no name stands in the state."""


class Rekey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A partner that lost both keys gets new ones from all the others (R11)."""

    kind: Literal["rekey"]
    partner: PartnerId
    key: str
    recovery: str


class Reopen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An earlier question is asked again, under today's rules."""

    kind: Literal["reopen"]
    ballot: Id


class Reverse(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Moderation decisions are reversed."""

    kind: Literal["reverse"]
    decisions: Annotated[list[Id], Meta(min_length=1, max_length=256)]


class FindConflict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A partner has a conflict of interest in a topic, and no vote on it from now on."""

    kind: Literal["find_conflict"]
    partner: PartnerId
    topic: Name


class Dissolve(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The community ends."""

    kind: Literal["dissolve"]


Effect = (
    Statement
    | AmendCharter
    | ChangePolicy
    | RenewReview
    | AddSealer
    | RemoveSealer
    | MoveHost
    | ElectCouncil
    | Rekey
    | Reopen
    | Reverse
    | FindConflict
    | Dissolve
)
KINDS: Mapping[str, type[Effect]] = MappingProxyType(
    {
        "statement": Statement,
        "amend_charter": AmendCharter,
        "change_policy": ChangePolicy,
        "renew_review": RenewReview,
        "add_partner": AddSealer,
        "add_witness": AddSealer,
        "remove_partner": RemoveSealer,
        "remove_witness": RemoveSealer,
        "move_host": MoveHost,
        "elect_council": ElectCouncil,
        REKEY: Rekey,
        "reopen": Reopen,
        "reverse": Reverse,
        "find_conflict": FindConflict,
        "dissolve": Dissolve,
    }
)
TOPIC_OF: Mapping[str, str] = MappingProxyType(
    {
        "add_partner": topics.ADD_PARTNER,
        "add_witness": topics.ADD_WITNESS,
        "remove_partner": topics.REMOVE_PARTNER,
        "remove_witness": topics.REMOVE_WITNESS,
        "move_host": topics.MOVE_HOST,
        "elect_council": topics.ELECT_COUNCIL,
        "reverse": topics.MODERATION,
        "find_conflict": topics.DISPUTE,
        "dissolve": topics.DISSOLVE,
        REKEY: REKEY,
    }
)
"""The kinds that one topic decides; what changes the charter is asked of `amending.topic_of`."""


def effect_of(raw: Mapping[str, Any]) -> Effect:
    """Return an effect from a motion; Void(effect_malformed) for what is none.

    Linear in its size.
    """
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise Void(VoidReason.EFFECT_MALFORMED, str(kind)[:60])
    try:
        effect = msgspec.convert(raw, KINDS[kind])
    except msgspec.ValidationError as error:
        raise Void(VoidReason.EFFECT_MALFORMED, str(error)[:200]) from error
    if isinstance(effect, AddSealer) and effect.kind != f"add_{effect.sealer.kind}":
        raise Void(VoidReason.EFFECT_MALFORMED, effect.sealer.kind)
    return effect


def change_of(effect: AddSealer | RemoveSealer, cause: str) -> Change:
    """Return the change of the roster that an effect of ballot `cause` asks for (R8, R9)."""
    if isinstance(effect, AddSealer):
        return Add(cause=cause, sealer=effect.sealer)
    return Remove(cause=cause, subject=effect.partner, status="expelled")


def subject_of(effect: Effect) -> str | None:
    """Return the partner that an effect is about, and that has no vote in its own case (R9)."""
    if isinstance(effect, RemoveSealer | Rekey | FindConflict):
        return effect.partner
    return None


def check_options(motion: Motion, methods: tuple[Method, ...]) -> None:
    """Void (options_unfit, methods_mixed) when the methods cannot ask this.

    O(options + methods).
    """
    names = [option.id for option in motion.options]
    kinds = {method.name in YES_OR_NO for method in methods}
    if len(kinds) > 1:
        raise Void(VoidReason.METHODS_MIXED)
    if len(set(names)) != len(names):
        raise Void(VoidReason.OPTIONS_UNFIT, "an option twice")
    if kinds == {True}:
        is_fit = not names and motion.status_quo is None and set(motion.effects) <= {YES}
    else:
        is_fit = len(names) > 1 and set(motion.effects) <= set(names) - {motion.status_quo}
        if any(method.name not in WITHOUT_STATUS_QUO for method in methods):
            is_fit = is_fit and motion.status_quo is not None
        if motion.status_quo is not None:
            is_fit = is_fit and motion.status_quo in names
    if not is_fit:
        raise Void(VoidReason.OPTIONS_UNFIT, motion.question[:60])
