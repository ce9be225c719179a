"""Polls: votes cast and counted, here and elsewhere, and the closing of the ballot box.

A poll is counted where it lives. Whoever votes first locks the poll's row with an UPDATE, so that
the check for an earlier vote, the vote and the count are one step, on either database. Others are
told of new counts by the worker, which calls `tell_due` and `close_due` regularly: one
message for all votes of half a minute.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final, Literal

import orjson

from models import outbox, sql
from models.actions import notifications, sight
from models.errors import Invalid, NotFound
from models.events import PollTallied, VoteCast
from models.home import Home
from models.ids import to_milliseconds
from models.tables.account import Account
from models.text.plain import line
from models.transaction import joined, transaction

VoteOutcome = Literal["accepted", "duplicate", "refused"]

_TOLD_AFTER: Final = timedelta(seconds=30)
_BATCH: Final = 200
_LOCK: Final = (
    "UPDATE poll SET votes_count = votes_count WHERE post_id = ?"
    " RETURNING options, is_multiple, expires_at, closed_at"
)
_VOTE: Final = (
    "INSERT INTO poll_vote (post_id, account_id, choice, uri, created_at)"
    " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id"
)


async def _locked(post_id: int) -> dict[str, Any]:
    found = await sql.write(_LOCK, [post_id])
    if not found:
        raise NotFound(detail=f"post {post_id} has no poll")
    return {**found[0], "options": orjson.loads(found[0]["options"])}


def _is_closed(home: Home, poll: dict[str, Any]) -> bool:
    now = to_milliseconds(home.clock.now())
    return poll["closed_at"] is not None or (
        poll["expires_at"] is not None and poll["expires_at"] <= now
    )


async def _choices_of(post_id: int, account_id: int) -> set[int]:
    found = await sql.rows(
        "SELECT choice FROM poll_vote WHERE post_id = ? AND account_id = ?", [post_id, account_id]
    )
    return {row["choice"] for row in found}


async def _count(
    home: Home, post: sql.Row, poll: dict[str, Any], chosen: Sequence[int], *, is_first: bool
) -> None:
    options = poll["options"]
    for choice in chosen:
        options[choice]["votes"] += 1
    now = to_milliseconds(home.clock.now())
    untold = "COALESCE(untold_since, ?)" if post["is_local"] else "untold_since"
    await sql.write(
        "UPDATE poll SET options = ?, votes_count = votes_count + ?,"
        f" voters_count = voters_count + ?, untold_since = {untold} WHERE post_id = ?",
        [
            orjson.dumps(options).decode(),
            len(chosen),
            int(is_first),
            *([now] if post["is_local"] else []),
            post["id"],
        ],
    )
    await sql.write("UPDATE post SET revision = revision + 1 WHERE id = ?", [post["id"]])


async def _cast(
    home: Home, account_id: int, post_id: int, chosen: Sequence[int], uri: str
) -> list[int]:
    """Write votes down and return those that are new."""
    now = to_milliseconds(home.clock.now())
    return [
        choice
        for choice in chosen
        if await sql.write(_VOTE, [post_id, account_id, choice, uri, now])
    ]


async def vote(home: Home, account: Account, post_id: int, choices: Sequence[int]) -> int:
    """Cast a member's vote; returns the id of the post whose poll it is.

    Errors:
        NotFound: there is no poll that the member may read.
        Invalid: it is closed, the member's own, was voted in, or has no such option.
    """
    async with transaction():
        post = await sight.visible(account, post_id)
        poll = await _locked(post["id"])
        chosen = list(dict.fromkeys(choices))
        _check(home, account, post, poll, chosen)
        before = await _choices_of(post["id"], account.id)
        if before and (not poll["is_multiple"] or not set(chosen) - before):
            raise Invalid("Validation failed: You have already voted on this poll")
        new = await _cast(home, account.id, post["id"], chosen, "")
        await _count(home, post, poll, new, is_first=not before)
        if not post["is_local"]:
            event = VoteCast(actor_id=account.id, post_id=post["id"], choices=new)
            await outbox.record(home.clock, event, home.wake)
    voted: int = post["id"]
    return voted


def _check(
    home: Home, account: Account, post: sql.Row, poll: dict[str, Any], chosen: list[int]
) -> None:
    if _is_closed(home, poll):
        raise Invalid("Validation failed: The poll has already ended")
    if post["author_id"] == account.id:
        raise Invalid("Validation failed: You cannot vote in your own poll")
    if not chosen or any(not 0 <= choice < len(poll["options"]) for choice in chosen):
        raise Invalid("Validation failed: The chosen vote option does not exist")
    if len(chosen) > 1 and not poll["is_multiple"]:
        raise Invalid("Validation failed: Only one option can be chosen")


async def accept_vote(
    home: Home, actor: Account, post_id: int, option_title: str, vote_uri: str
) -> VoteOutcome:
    """Count a remote vote in a poll that lives here; joins the caller's transaction.

    One choice comes at a time. "refused": closed, no such option, a second choice where one is
    allowed, or a poll that its actor may not read.
    """
    if sight.is_gone(actor):
        return "refused"
    async with joined():
        post = await sight.find(actor, post_id)
        if post is None or not post["is_local"] or post["author_id"] == actor.id:
            return "refused"
        poll = await _locked(post["id"])
        titles = [option["title"] for option in poll["options"]]
        wanted = line(option_title, 1_000)
        if _is_closed(home, poll) or wanted not in titles:
            return "refused"
        choice = titles.index(wanted)
        before = await _choices_of(post["id"], actor.id)
        if choice in before:
            return "duplicate"
        if before and not poll["is_multiple"]:
            return "refused"
        await _cast(home, actor.id, post["id"], [choice], vote_uri)
        await _count(home, post, poll, [choice], is_first=not before)
    return "accepted"


async def close_due(home: Home) -> int:
    """Close the polls whose time is over, tell voters and authors, and return how many."""
    now = to_milliseconds(home.clock.now())
    async with transaction():
        closed = await sql.write(
            "UPDATE poll SET closed_at = ?, untold_since = NULL WHERE post_id IN (SELECT post_id"
            " FROM poll WHERE closed_at IS NULL AND expires_at <= ? LIMIT ?)"
            " AND closed_at IS NULL RETURNING post_id",
            [now, now, _BATCH],
        )
        for row in closed:
            await _tell_of_closing(home, row["post_id"])
    return len(closed)


async def _tell_of_closing(home: Home, post_id: int) -> None:
    found = await sql.write(
        "UPDATE post SET revision = revision + 1 WHERE id = ? RETURNING author_id, is_local",
        [post_id],
    )
    author_id = found[0]["author_id"]
    voters = await sql.rows(
        "SELECT DISTINCT v.account_id FROM poll_vote v JOIN member m"
        " ON m.account_id = v.account_id WHERE v.post_id = ?",
        [post_id],
    )
    for voter in voters:
        await notifications.add(home, "poll", voter["account_id"], author_id, post_id)
    if found[0]["is_local"]:
        # The author's own poll is the one notification that comes from oneself.
        await notifications.add_own(home, "poll", author_id, post_id)
        event = PollTallied(actor_id=author_id, post_id=post_id)
        await outbox.record(home.clock, event, home.wake)


async def tell_due(home: Home) -> int:
    """Record the new counts of polls of ours for those who follow them; returns how many polls."""
    before = to_milliseconds(home.clock.now() - _TOLD_AFTER)
    async with transaction():
        told = await sql.write(
            "UPDATE poll SET untold_since = NULL WHERE post_id IN (SELECT post_id FROM poll"
            " WHERE untold_since <= ? LIMIT ?) AND untold_since IS NOT NULL RETURNING post_id",
            [before, _BATCH],
        )
        for row in told:
            author = await sql.row("SELECT author_id FROM post WHERE id = ?", [row["post_id"]])
            if author is not None:
                event = PollTallied(actor_id=author["author_id"], post_id=row["post_id"])
                await outbox.record(home.clock, event, home.wake)
    return len(told)
