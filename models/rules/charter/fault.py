"""Faults: the named reasons why a charter, ground under all rules, cannot stand as it is."""

from enum import StrEnum

from msgspec import Struct


class CharterFault(StrEnum):
    """What is wrong; stable, for pages and translations."""

    # The document as a whole.
    MALFORMED = "malformed"
    NOT_CANONICAL = "not_canonical"
    TOO_LARGE = "too_large"
    # Purpose, goals, clauses.
    PURPOSE_MISSING = "purpose_missing"
    GOALS_MISSING = "goals_missing"
    ID_REPEATED = "id_repeated"
    ID_RESERVED = "id_reserved"
    CLAUSE_WITHOUT_GOAL = "clause_without_goal"
    GOAL_UNKNOWN = "goal_unknown"
    DEFAULT_UNKNOWN = "default_unknown"
    DEFAULT_SHARED = "default_shared"
    DORMANT_UNREACHED = "dormant_unreached"
    TOPIC_UNKNOWN = "topic_unknown"
    TOPIC_WITHOUT_CLAUSE = "topic_without_clause"
    # Decision rules.
    TOPIC_MISSING = "topic_missing"
    TOPIC_MALFORMED = "topic_malformed"
    DECIDER_UNFIT = "decider_unfit"
    METHOD_UNFIT = "method_unfit"
    THRESHOLD_UNSOUND = "threshold_unsound"
    QUORUM_UNSOUND = "quorum_unsound"
    OPENING_UNSOUND = "opening_unsound"
    DEADLOCK_UNFIT = "deadlock_unfit"
    FUNCTIONS_UNFIT = "functions_unfit"
    HALF_UNFIT = "half_unfit"
    RIGHTS_NOT_DUAL = "rights_not_dual"
    RIGHTS_EASIER_THAN_AMENDING = "rights_easier_than_amending"
    COUNCIL_EMPTY = "council_empty"
    NO_VOTING_MEMBERS = "no_voting_members"
    # Council, members, moderation, deadlines.
    FUNCTION_UNKNOWN = "function_unknown"
    SEAT_REPEATED = "seat_repeated"
    TERM_UNSOUND = "term_unsound"
    GRACE_UNSOUND = "grace_unsound"
    NOTICE_UNSOUND = "notice_unsound"
    CLASSES_MISSING = "classes_missing"
    CAP_UNSOUND = "cap_unsound"
    GROUND_MISSING = "ground_missing"
    GROUND_UNKNOWN = "ground_unknown"
    APPEAL_UNSOUND = "appeal_unsound"
    PANEL_UNSOUND = "panel_unsound"
    LADDER_UNSOUND = "ladder_unsound"
    # Brand and contributions.
    BAND_UNSOUND = "band_unsound"
    WINDOW_UNSOUND = "window_unsound"
    KIND_UNKNOWN = "kind_unknown"
    CONFIRMATION_MISSING = "confirmation_missing"
    # Exit.
    DATA_CLASS_MISSING = "data_class_missing"
    DATA_CLASS_UNKNOWN = "data_class_unknown"
    ACTION_UNFIT = "action_unfit"
    LEAVER_KIND_MISSING = "leaver_kind_missing"
    LEAVER_KIND_UNKNOWN = "leaver_kind_unknown"
    CHOICE_UNSOUND = "choice_unsound"
    LICENCE_MISSING = "licence_missing"
    # Guards.
    GUARD_UNFOUNDED = "guard_unfounded"
    GUARD_EMPTY = "guard_empty"
    GUARD_UNSOUND = "guard_unsound"
    VETO_WITHOUT_HOLDER = "veto_without_holder"


class Fault(Struct, frozen=True):
    """One fault and the place in the document where it shows, as a path with dots."""

    reason: CharterFault
    place: str
