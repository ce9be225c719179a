"""Acts: what somebody does in the demo's conversation.

A speaker is a pair of numbers, partner and member; the stage wraps both around, so that the same
conversation fits two partners with one member each and nine with thirty.
"""

import msgspec

Speaker = tuple[int, int]


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody posts; later acts call the post by `key`."""

    key: str
    by: Speaker
    text: str
    """`{community}` becomes the mention of the community."""
    language: str = "en"
    reply_to: str = ""
    """Key of the post that is answered; its author is mentioned, as clients do."""
    spoiler: str = ""
    has_picture: bool = False
    options: tuple[str, ...] = ()
    """Answers of a poll."""


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """The author of a post writes it anew."""

    key: str
    text: str


class Like(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody likes a post."""

    key: str
    by: Speaker


class Boost(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody boosts a post."""

    key: str
    by: Speaker


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody votes for the option of this number."""

    key: str
    by: Speaker
    option: int


Act = Post | Edit | Like | Boost | Vote
