"""Members' votes at their home servers, for tests: cast, committed to, and opened."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.rules.ballot import secret
from tests.models.rules.ballot.stage import Assembly, statement
from tests.models.rules.community import some_id

Votes = list[tuple[Any, str]]


def poll_members(
    assembly: Assembly,
    choices: Mapping[str, Sequence[Any]],
    size: int = 100,
    motion: dict[str, Any] | None = None,
) -> tuple[str, dict[str, Votes]]:
    """Open a ballot with members of each partner, who choose; return its id and their votes."""
    for partner in choices:
        root = secret.roll_root(secret.member_leaf("salt", f"{partner} {n}") for n in range(size))
        assembly.act(partner, "roll", {"roll": {"root": root, "size": size}})
    ballot = assembly.open(assembly.partners[0], motion or statement("budget"), days=20)
    votes = {
        partner: [
            (choice, some_id(f"{ballot} {partner} {number}"))
            for number, choice in enumerate(chosen)
        ]
        for partner, chosen in choices.items()
    }
    return ballot, votes


def opening(partner: str, ballot: str, votes: Votes) -> list[list[Any]]:
    """Return votes as a page opens them."""
    return [list(vote) for vote in secret.in_order((ballot, partner), votes)]


def members_box(assembly: Assembly, partner: str, ballot: str, votes: Votes | None) -> Any:
    """Return the box of a partner that commits to its members' votes."""
    if votes is None:
        return assembly.boxing(partner, ballot)
    made = secret.committed((ballot, partner), votes)
    return assembly.boxing(partner, ballot, members={"root": made.root, "count": made.count})
