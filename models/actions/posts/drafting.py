"""Drafting: is what a member typed a post at all, and whom does it name?

`publish` and `edit` enter here before anything is written. A refusal says what is wrong in the
words that clients of the Mastodon API know.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec
import orjson

from models import sql
from models.errors import Invalid
from models.home import ContentLimits, Home
from models.ids import to_milliseconds
from models.rows import insertion
from models.tables.account import Account
from models.text import Handle, Mentioned, SafeHTML, handles, length, tags, tidy, write
from models.text.plain import line
from models.values.draft import PollDraft

_LANGUAGE: Final = 16
_HANDLES: Final = 100
_INSERT_POLL: Final = insertion(
    "poll",
    (
        "post_id",
        "options",
        "is_multiple",
        "hides_totals",
        "expires_at",
        "voters_count",
        "votes_count",
    ),
)


class Person(msgspec.Struct, frozen=True):
    """An account that a draft names."""

    id: int
    uri: str
    type: str
    is_local: bool


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A draft's text, checked and turned into HTML."""

    text: str
    spoiler: str
    content: SafeHTML
    people: tuple[Person, ...]
    tags: tuple[str, ...]
    language: str


def refuse(sentence: str, field: str = "text", code: str = "ERR_INVALID") -> Invalid:
    """Return the refusal of a draft."""
    return Invalid(f"Validation failed: {sentence}", {field: [(code, sentence)]})


def check_language(tag: str) -> str:
    """Return a language tag as it is stored, empty where it is none."""
    plain = tag.strip()[:_LANGUAGE]
    return plain if plain.replace("-", "").isascii() and plain.replace("-", "").isalnum() else ""


async def compose(home: Home, text: str, spoiler: str, language: str) -> Written:
    """Check the length, find those whom the text names, and write it as HTML.

    Handles of accounts that are not known here stay text.

    Errors:
        Invalid: text and warning are longer than the limits allow.
    """
    # No text of a legal length is twice as long before its addresses are counted short.
    if len(text) > home.limits.characters * 64:
        raise _too_long(home.limits)
    plain, warning = tidy(text).strip("\n"), line(spoiler, home.limits.characters + 1)
    if length(plain) + len(warning) > home.limits.characters:
        raise _too_long(home.limits)
    shown, people = await _people(home, handles(plain)[:_HANDLES])
    return Written(
        text=plain,
        spoiler=warning,
        content=write(plain, shown, home.base_url),
        people=people,
        tags=tuple(tags(plain)),
        language=check_language(language),
    )


def _too_long(limits: ContentLimits) -> Invalid:
    return refuse(f"Text character limit of {limits.characters} exceeded", code="ERR_TOO_LONG")


async def _people(
    home: Home, named: Sequence[Handle]
) -> tuple[dict[Handle, Mentioned], tuple[Person, ...]]:
    if not named:
        return {}, ()
    wanted = {
        (each.username.lower(), each.domain or home.domain): Handle(
            each.username.lower(), each.domain
        )
        for each in named
    }
    condition = " OR ".join(["(username_lower = ? AND domain = ?)"] * len(wanted))
    found = await sql.rows(
        "SELECT id, uri, type, username, username_lower, domain, url, is_local FROM account"
        f" WHERE ({condition}) AND suspended_at IS NULL AND deleted_at IS NULL",
        [part for pair in wanted for part in pair],
    )
    by_handle = {(row["username_lower"], row["domain"]): row for row in found}
    shown: dict[Handle, Mentioned] = {}
    people: list[Person] = []
    for pair, handle in wanted.items():
        row = by_handle.get(pair)
        if row is not None:
            shown[handle] = Mentioned(row["url"] or row["uri"], row["username"])
            # The same person may be named with and without our domain.
            shown[Handle(pair[0], None if handle.domain else home.domain)] = shown[handle]
            people.append(Person(row["id"], row["uri"], row["type"], bool(row["is_local"])))
    return shown, tuple(people)


def check_poll(limits: ContentLimits, poll: PollDraft) -> list[dict[str, object]]:
    """Return the options of a poll as they are stored.

    Errors:
        Invalid: too few, too many, too long or equal options, or a wrong duration.
    """
    titles = [line(option, limits.poll_option_characters + 1) for option in poll.options]
    if len(titles) < 2 or not all(titles):
        raise refuse("Poll must have at least two options, none of them empty", "poll")
    if len(titles) > limits.poll_options:
        raise refuse(f"Poll can't contain more than {limits.poll_options} options", "poll")
    if any(len(title) > limits.poll_option_characters for title in titles):
        raise refuse(
            f"Poll options can't be longer than {limits.poll_option_characters} characters", "poll"
        )
    if len({title.casefold() for title in titles}) != len(titles):
        raise refuse("Poll options must differ", "poll")
    if not limits.poll_shortest_seconds <= poll.expires_in_seconds <= limits.poll_longest_seconds:
        raise refuse(
            f"Poll duration must be between {limits.poll_shortest_seconds} and"
            f" {limits.poll_longest_seconds} seconds",
            "poll",
        )
    return [{"title": title, "votes": 0} for title in titles]


async def insert_poll(
    post_id: int, options: Sequence[dict[str, object]], poll: PollDraft, expires_at: datetime
) -> None:
    """Write the poll of one of our posts, in place of the one it may have had."""
    await sql.write("DELETE FROM poll_vote WHERE post_id = ?", [post_id])
    await sql.write("DELETE FROM poll WHERE post_id = ?", [post_id])
    await sql.write(
        _INSERT_POLL,
        [
            post_id,
            orjson.dumps(list(options)).decode(),
            poll.is_multiple,
            poll.hides_totals,
            to_milliseconds(expires_at),
            0,
            0,
        ],
    )


async def attach(author: Account, post_id: int, media_ids: Iterable[int]) -> None:
    """Attach ready uploads of the author's own to a post, in their order.

    Errors:
        Invalid: one of them is unknown, somebody else's, attached elsewhere or not ready.
    """
    for position, media_id in enumerate(dict.fromkeys(media_ids)):
        attached = await sql.write(
            "UPDATE media SET post_id = ?, position = ? WHERE id = ? AND account_id = ?"
            " AND (post_id IS NULL OR post_id = ?) AND state = 'ready' RETURNING id",
            [post_id, position, media_id, author.id, post_id],
        )
        if not attached:
            raise refuse("Media could not be found or is already attached", "media_ids")
