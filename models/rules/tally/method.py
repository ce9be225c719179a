"""Methods: by which rule votes become a result (R7), as a charter or a ballot names it.

A method is plain data that travels in charters and ballots; its `name` chooses the module of this
room that counts. Fractions are written as two integers, `[numerator, denominator]`.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Name = Literal[
    "consent",
    "consensus",
    "majority",
    "qualified",
    "irv",
    "schulze",
    "stv",
    "score",
    "star",
    "approval",
    "dots",
    "time_poll",
    "lazy",
]
Base = Literal["cast", "present", "all"]
"""What a share is a share of: yes and no; those and abstentions; the whole electorate."""

Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Positive = Annotated[int, Meta(ge=1, le=1_000_000_000)]
Ratio = tuple[Count, Positive]


class Method(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One method with its parameters; those of other methods keep their defaults."""

    name: Name
    version: Literal[1] = 1
    threshold: Ratio = (2, 3)
    """`qualified`: the share of the base that must say yes."""
    base: Base = "cast"
    """`qualified`: what the share is taken of."""
    block_limit: Count = 0
    """`consensus`: more blocks than this many fail it; `lazy`: this many vetoes or more, at least
    one, stop it."""
    override: Ratio | None = None
    """`consent`: the share of the whole electorate that may pass over standing objections."""
    seats: Positive = 1
    """`stv`, `approval`, `score`: how many are elected."""
    max_score: Positive = 5
    """`score`, `star`: scores run from 0 to this."""
    budget: Positive = 10
    """`dots`: how many dots one voter may spend."""
    required: tuple[str, ...] = ()
    """`time_poll`: voters without whom no slot is chosen."""


class Quorum(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of the electorate's weight must take part; abstentions take part."""

    share: Ratio = (1, 2)
    is_strict: bool = True
    """More than the share, instead of at least it."""
