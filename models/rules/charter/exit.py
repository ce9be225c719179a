"""Exit (R10): what happens to a class of data when a partner leaves, agreed before anybody joins.

An action says what a side does with what it holds:

- `keep` as it is; `copy`: a copy goes with the leaver; `read_only`: readable, for the term of its
  kind of leaver, no longer written;
- `choice`: the member whose data it is decides between keep, anonymise and erase, and `unchosen`
  applies to whoever does not answer; `anonymise`; `erase`; `tombstone`: only the fact that it was;
- `aggregate`: sums and opened leaves stay, rolls go; `review`: stays in force until reviewed;
  `lapse`: ends at once; `lapse_but_safety`: ends at once, bans for safety become local decisions;
- `nothing`: this side has none of it.
"""

from typing import Literal, NamedTuple

from msgspec import Struct

from models.rules.charter.bounds import Duration, Line
from models.rules.values import DAY

Action = Literal[
    "keep",
    "copy",
    "read_only",
    "choice",
    "anonymise",
    "erase",
    "tombstone",
    "aggregate",
    "review",
    "lapse",
    "lapse_but_safety",
    "nothing",
]


class Choices(NamedTuple):
    """What a charter may choose for one class of data; the usual choice comes first."""

    leaver: tuple[Action, ...]
    remaining: tuple[Action, ...]
    is_personal: bool
    """About members: a change can worsen their rights."""


DATA_CLASSES: dict[str, Choices] = {
    "accounts": Choices(("keep",), ("tombstone", "anonymise"), True),
    "posts": Choices(("keep",), ("choice", "anonymise", "erase"), True),
    "replies": Choices(("read_only", "erase"), ("keep", "anonymise"), True),
    "media": Choices(("keep",), ("choice", "erase"), True),
    "partner_votes": Choices(("keep",), ("keep",), False),
    "member_ballots": Choices(("keep", "erase"), ("aggregate",), True),
    "decisions_made": Choices(("keep",), ("review", "lapse"), True),
    "decisions_about": Choices(("copy",), ("lapse_but_safety", "lapse"), True),
    "documents": Choices(("copy", "read_only", "nothing"), ("keep", "erase"), False),
    "contributions": Choices(("copy",), ("keep", "anonymise"), False),
    "followers": Choices(("nothing",), ("keep",), False),
    "support": Choices(("keep",), ("aggregate", "erase"), True),
    "direct_messages": Choices(("keep",), ("keep",), True),
}
"""Every class of data that a charter must provide for."""

LEAVER_KINDS = ("voluntary", "agreed", "expelled", "vanished", "dissolved", "merged")
MIN_CHOICE = 30 * DAY
"""Members have at least this long to say what happens to their posts."""


class Handling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the leaver and the remaining partners do with one class of data."""

    leaver: Action
    remaining: Action


class LeaverTerms(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one kind of leaver can count on after its cut."""

    documents_ms: Duration
    """How long it still reads shared documents."""
    marks_ms: Duration
    """How long its marks may still be shown."""


class ExitClause(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole agreement about leaving."""

    handling: dict[str, Handling]
    terms: dict[str, LeaverTerms]
    choice_ms: Duration = MIN_CHOICE
    unchosen: Literal["keep", "anonymise", "erase"] = "anonymise"
    licence: Line
    """Under which published contributions were given, and stay."""


def usual_handling() -> dict[str, Handling]:
    """Return the usual choice for every class of data."""
    return {
        name: Handling(leaver=choices.leaver[0], remaining=choices.remaining[0])
        for name, choices in DATA_CLASSES.items()
    }


def usual_terms() -> dict[str, LeaverTerms]:
    """Return the usual terms: whoever is expelled or vanished reads no documents after the cut."""
    at_cut = ("expelled", "vanished")
    return {
        kind: LeaverTerms(documents_ms=0 if kind in at_cut else 90 * DAY, marks_ms=14 * DAY)
        for kind in LEAVER_KINDS
    }
