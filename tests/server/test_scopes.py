"""Scopes: what contains what, and that each is explained to people."""

import pytest

from server.scopes import SCOPES, covers, granting, parse
from server.web.scopes import SCOPES as EXPLAINED


def test_every_scope_is_explained_on_the_consent_page() -> None:
    assert set(SCOPES) == set(EXPLAINED)


@pytest.mark.parametrize(
    ("needed", "enough"),
    [
        ("read:statuses", {"read", "read:statuses"}),
        ("write:follows", {"write", "write:follows", "follow"}),
        ("admin:read:accounts", {"admin:read", "admin:read:accounts"}),
        ("profile", {"profile"}),
        ("read", {"read"}),
    ],
)
def test_a_scope_is_granted_by_itself_and_by_what_contains_it(
    needed: str, enough: set[str]
) -> None:
    assert granting(needed) == enough


def test_nothing_grants_more_than_it_says() -> None:
    assert not covers(["read"], ["write"])
    assert not covers(["read", "write", "follow", "push"], ["admin:read"])
    assert not covers(["read:statuses"], ["read"])
    assert covers(["read", "write"], ["read:lists", "write:media"])
    assert covers(["follow"], ["read:mutes", "write:blocks"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("read write", ("read", "write")),
        ("read+write", ("read", "write")),
        ("read read read", ("read",)),
        ("", ("read",)),
        ("read nonsense", None),
        ("READ", None),
    ],
)
def test_a_typed_list_is_read_once_or_refused(typed: str, meant: tuple[str, ...] | None) -> None:
    assert parse(typed) == meant
