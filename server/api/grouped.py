"""Grouped notifications: many likes or boosts of one post, shown as one line.

A group shows on the page that has its newest member and on no later one, so that an app which pages
on never sees it twice.
"""

from collections.abc import Sequence

from msgspec import UNSET

from models.actions import notifications
from models.errors import NotFound
from models.queries import notifications as shown
from models.queries.paging import Page
from models.sql import Row
from server.api.entities.account import Account
from server.api.entities.notification import (
    GROUPED,
    GroupedNotificationsResults,
    NotificationGroup,
    PartialAccount,
    group_key,
)
from server.api.entities.values import time_of
from server.api.notifications import NotificationsForm
from server.api.presenting import accounts_of, statuses_by_id
from server.call import Call, path_number
from server.routing import Nothing, Routes

routes = Routes()

_SAMPLE = 8
_GROUP = 80


class GroupsForm(NotificationsForm, kw_only=True):
    """Which groups, and how much of the people in them."""

    grouped_types: tuple[str, ...] = GROUPED
    expand_accounts: str = "full"


@routes.get(
    "/api/v2/notifications",
    scope="read:notifications",
    form=GroupsForm,
    entity=GroupedNotificationsResults,
)
async def list_groups(call: Call[GroupsForm]) -> GroupedNotificationsResults:
    """List what happened to the member, in groups."""
    form = call.form
    rows = await shown.page(call.home, call.member_id, call.page(form, 40, 80), form.wanted())
    call.link([row["id"] for row in rows])
    return await _present(call, rows, is_partial=form.expand_accounts == "partial_avatars")


@routes.get(
    "/api/v2/notifications/{group_key}",
    scope="read:notifications",
    entity=GroupedNotificationsResults,
)
async def show_group(call: Call[Nothing]) -> GroupedNotificationsResults:
    """Show one group."""
    return await _present(call, await _members(call), is_partial=False)


@routes.get(
    "/api/v2/notifications/{group_key}/accounts",
    scope="read:notifications",
    entity=list[Account],
)
async def list_group_accounts(call: Call[Nothing]) -> list[Account]:
    """List everybody in a group."""
    rows = await _members(call)
    return await accounts_of(call.desk, list(dict.fromkeys(row["source_id"] for row in rows)))


@routes.post(
    "/api/v2/notifications/{group_key}/dismiss", scope="write:notifications", entity=Nothing
)
async def dismiss_group(call: Call[Nothing]) -> Nothing:
    """Remove a group."""
    member = await call.member()
    for row in await _members(call):
        await notifications.dismiss(call.home, member, row["id"])
    return Nothing()


async def _members(call: Call[object]) -> list[Row]:
    key = call.request.match_info["group_key"]
    kind, _, number = key.rpartition("-")
    identifier = path_number(number)
    if kind == "ungrouped":
        row = await shown.find(call.home, call.member_id, identifier)
        rows = [] if row is None else [row]
    elif kind in GROUPED:
        page = Page(limit=_GROUP)
        rows = await shown.of_group(call.home, call.member_id, kind, identifier, page)
    else:
        rows = []
    if not rows:
        raise NotFound(f"group {key[:60]}")
    return rows


async def _present(
    call: Call[object], rows: Sequence[Row], *, is_partial: bool
) -> GroupedNotificationsResults:
    about = list(dict.fromkeys(row["post_id"] for row in rows if row["post_id"] is not None))
    sizes = await shown.groups(call.home, call.member_id, GROUPED, about)
    gathered: dict[str, list[Row]] = {}
    for row in rows:
        gathered.setdefault(group_key(row), []).append(row)
    groups, people, posts = [], [], []
    for key, members in gathered.items():
        size = sizes.get((members[0]["kind"], members[0]["post_id"] or 0))
        if size is not None and size.newest_id > members[0]["id"]:
            continue
        groups.append(_group(key, members, 1 if size is None else size.count))
        people += [row["source_id"] for row in members[:_SAMPLE]]
        posts += [] if members[0]["post_id"] is None else [members[0]["post_id"]]
    everybody = await accounts_of(call.desk, list(dict.fromkeys(people)))
    named = {each.id for each in everybody}
    seen = await statuses_by_id(call.desk, list(dict.fromkeys(posts)), call.member_id)
    first = {group.sample_account_ids[0] for group in groups}
    return GroupedNotificationsResults(
        accounts=[each for each in everybody if not is_partial or each.id in first],
        statuses=list(seen.values()),
        notification_groups=[group for group in groups if group.sample_account_ids[0] in named],
        partial_accounts=[_partial(each) for each in everybody if each.id not in first]
        if is_partial
        else UNSET,
    )


def _group(key: str, members: Sequence[Row], count: int) -> NotificationGroup:
    newest, post_id = members[0], members[0]["post_id"]
    return NotificationGroup(
        group_key=key,
        notifications_count=count if not key.startswith("ungrouped-") else 1,
        type=newest["kind"],
        most_recent_notification_id=newest["id"],
        page_min_id=str(members[-1]["id"]),
        page_max_id=str(newest["id"]),
        latest_page_notification_at=time_of(newest["created_at"]),
        sample_account_ids=[str(row["source_id"]) for row in members[:_SAMPLE]],
        status_id=UNSET if post_id is None else str(post_id),
    )


def _partial(account: Account) -> PartialAccount:
    return PartialAccount(
        id=account.id,
        acct=account.acct,
        url=account.url,
        avatar=account.avatar,
        avatar_static=account.avatar_static,
        locked=account.locked,
        bot=account.bot,
    )
