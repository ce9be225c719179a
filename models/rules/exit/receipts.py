"""Receipts: what partners signed that they hold, received or did, for each class of data.

Everybody can check by them whether an exit (R10) does what the charter said.
"""

from typing import Any, Literal, get_args

from models.rules.exit.terms import UNWILLING
from models.rules.fold.standing import Get

SIGNED = ("inventory", "bundles", "retention")
"""The items of the checklist that rest on receipts."""
DataClass = Literal[
    "accounts",
    "posts",
    "replies",
    "media",
    "partner_votes",
    "member_ballots",
    "decisions_made",
    "decisions_about",
    "documents",
    "contributions",
    "followers",
    "support",
    "direct_messages",
]
CLASSES: tuple[DataClass, ...] = get_args(DataClass)


def receipt(get: Get, case: Any, item: str, about: str, partner: str) -> Any:
    """Return what a partner signed about one class of data, or None."""
    return get(f"exit_receipt/{case['id']}/{item}/{about}/{partner}")


def uncounted(get: Get, case: Any, stay: tuple[str, ...]) -> tuple[str, ...]:
    """Return the classes of which no two partners counted the same: the leaver and another one.

    Where the leaver cannot be asked, two of those that stay, or the only one. O(classes ·
    partners²).
    """
    return tuple(each for each in CLASSES if not _is_counted(get, case, each, stay))


def unverified(get: Get, case: Any, stay: tuple[str, ...]) -> tuple[str, ...]:
    """Return the classes whose bundle nobody received and found whole: the leaver has to.

    Where the leaver cannot be asked, one of those that stay. O(classes · partners).
    """
    able = stay if case["kind"] in UNWILLING else (case["partner"],)
    return tuple(
        each
        for each in CLASSES
        if not any(receipt(get, case, "bundles", each, partner) for partner in able)
    )


def untreated(get: Get, case: Any, stay: tuple[str, ...]) -> tuple[str, ...]:
    """Return the classes that not every partner that stays has treated as agreed.

    O(classes · partners).
    """
    return tuple(
        each
        for each in CLASSES
        if not all(receipt(get, case, "retention", each, partner) for partner in stay)
    )


def agreed_action(case: Any, item: str, about: DataClass) -> str:
    """Return what is to be done with a class of data for an item, as the case's terms say."""
    handling = case["terms"]["handling"][about]
    if item == "inventory":
        return "keep"
    return str(handling["leaver" if item == "bundles" else "remaining"])


def _is_counted(get: Get, case: Any, about: str, stay: tuple[str, ...]) -> bool:
    counts = [_count(get, case, about, partner) for partner in stay]
    theirs = _count(get, case, about, case["partner"])
    if theirs is not None and theirs in counts:
        return True
    if case["kind"] not in UNWILLING:
        return False
    return any(count is not None and counts.count(count) >= min(2, len(stay)) for count in counts)


def _count(get: Get, case: Any, about: str, partner: str) -> tuple[int, str] | None:
    found = receipt(get, case, "inventory", about, partner)
    return (found["count"], found["root"]) if found is not None else None
