"""Search: what was found, by kind."""

import msgspec
from msgspec import UNSET, UnsetType

from server.api.entities.account import Account
from server.api.entities.status import Status


class TagDay(msgspec.Struct, frozen=True):
    """How often a hashtag was used on one day; numbers as text, as clients decode them."""

    day: str
    uses: str
    accounts: str


class Tag(msgspec.Struct, frozen=True, kw_only=True):
    """A hashtag."""

    id: str
    name: str
    url: str
    history: list[TagDay]
    following: bool | UnsetType = UNSET
    featuring: bool | UnsetType = UNSET


class Search(msgspec.Struct, frozen=True):
    """What was found."""

    accounts: list[Account]
    statuses: list[Status]
    hashtags: list[Tag]
