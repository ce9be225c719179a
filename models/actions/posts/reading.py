"""Reading: what a remote post says about its audience and parts, in our terms."""

from datetime import datetime, timedelta
from typing import Final

import orjson

from models.actions.posts.writing import media_steps
from models.home import Home
from models.ids import to_milliseconds
from models.rows import insertion
from models.sql import Step
from models.text.plain import line, tidy
from models.values.remote_post import RemoteMedia, RemotePoll, RemotePost

PUBLIC: Final = "https://www.w3.org/ns/activitystreams#Public"
_AHEAD: Final = timedelta(hours=1)
_OPTIONS: Final = 500
_OPTION_LENGTH: Final = 1_000
_ATTACHMENTS: Final = 32
_DESCRIPTION: Final = 10_000
_ADDRESSED: Final = 200
_MOST: Final = 2_000_000_000
_INSERT_POLL: Final = insertion(
    "poll",
    (
        "post_id",
        "options",
        "is_multiple",
        "hides_totals",
        "expires_at",
        "closed_at",
        "voters_count",
        "votes_count",
    ),
)
_REPLACE_POLL: Final = (
    f"{_INSERT_POLL} ON CONFLICT (post_id) DO UPDATE SET options = excluded.options,"
    " is_multiple = excluded.is_multiple, expires_at = excluded.expires_at,"
    " closed_at = COALESCE(poll.closed_at, excluded.closed_at),"
    " voters_count = excluded.voters_count, votes_count = excluded.votes_count"
)


def visibility_of(post: RemotePost) -> str:
    """Return who may read a post: nobody but those named, unless it says more."""
    if post.visibility is not None:
        return post.visibility
    if PUBLIC in post.to:
        return "public"
    if PUBLIC in post.cc:
        return "unlisted"
    followers = post.author.followers_uri
    if followers and (followers in post.to or followers in post.cc):
        return "private"
    return "direct"


def clamped(published_at: datetime, now: datetime) -> datetime:
    """Return the time a post claims, or now when that lies further ahead than clocks differ."""
    return now if published_at > now + _AHEAD else published_at


def emojis_of(post: RemotePost) -> str:
    """Return the custom emojis as a document."""
    return orjson.dumps(post.emojis[:64]).decode() if post.emojis else "[]"


def addressed_here(home: Home, post: RemotePost) -> list[str]:
    """Return the ids of ours to whom a post is addressed without naming them in a tag."""
    named = {each.uri for each in post.mentions}
    return [
        uri for uri in dict.fromkeys([*post.to, *post.cc]) if uri not in named and home.is_ours(uri)
    ][:_ADDRESSED]


def counted(claimed: int) -> int:
    """Return a count that another server claims, within what a column can hold."""
    return min(max(claimed, 0), _MOST)


def media_of(post: RemotePost) -> list[RemoteMedia]:
    """Return the attachments that are kept, with tidy descriptions."""
    return [
        RemoteMedia(
            kind=each.kind,
            url=each.url,
            mime=each.mime,
            description=tidy(each.description, _DESCRIPTION),
            width=counted(each.width),
            height=counted(each.height),
            blurhash=each.blurhash,
            focus=each.focus,
        )
        for each in post.media[:_ATTACHMENTS]
    ]


def options_of(poll: RemotePoll) -> list[dict[str, object]]:
    """Return the options as they are stored: titles and counts."""
    return [
        {"title": line(each.title, _OPTION_LENGTH), "votes": counted(each.votes)}
        for each in poll.options[:_OPTIONS]
    ]


def poll_step(post_id: int, poll: RemotePoll) -> Step:
    """Write a remote poll, or the counts that its server tells now; a closed one stays closed."""
    options = options_of(poll)
    votes = counted(sum(counted(each.votes) for each in poll.options))
    expires, closed = poll.expires_at, poll.closed_at
    return (
        _REPLACE_POLL,
        [
            post_id,
            orjson.dumps(options).decode(),
            poll.is_multiple,
            False,
            None if expires is None else to_milliseconds(expires),
            None if closed is None else to_milliseconds(closed),
            votes if poll.voters_count is None else counted(poll.voters_count),
            votes,
        ],
    )


def part_steps(home: Home, post_id: int, post: RemotePost) -> list[Step]:
    """Write the attachments and the poll of a remote post that has just arrived."""
    steps: list[Step] = []
    if post.media:
        steps += media_steps(post_id, post.author.id, media_of(post), home.clock.now())
    if post.poll is not None:
        steps.append(poll_step(post_id, post.poll))
    return steps
