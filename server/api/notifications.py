"""Notifications: what happened to a member, one by one, and how far was read."""

from collections.abc import Sequence

import msgspec
from msgspec import UNSET

from models.actions import notifications
from models.errors import NotFound
from models.ids import to_milliseconds
from models.queries import notifications as shown
from models.queries.notifications import Filter
from models.sql import Row
from models.tables.timeline import Marker as MarkerRow
from server.api.entities.marker import Marker
from server.api.entities.notification import (
    Notification,
    NotificationPolicy,
    UnreadCount,
    group_key,
)
from server.api.entities.values import time_of
from server.api.presenting import accounts_of, statuses_by_id
from server.call import Call, PageForm
from server.routing import Nothing, Routes

routes = Routes()

_TIMELINES = ("home", "notifications")


class NotificationsForm(PageForm, kw_only=True):
    """Which notifications."""

    types: tuple[str, ...] = ()
    exclude_types: tuple[str, ...] = ()
    account_id: int | None = None

    def wanted(self) -> Filter:
        """Return the choice as queries know it."""
        return Filter(
            kinds=self.types[:30],
            without=self.exclude_types[:30],
            source_id=self.account_id,
        )


class MarkersForm(msgspec.Struct, kw_only=True):
    """Which timelines' markers."""

    timeline: list[str] = []


class ReadForm(msgspec.Struct, kw_only=True):
    """How far one timeline was read."""

    last_read_id: str


class SetMarkersForm(msgspec.Struct, kw_only=True):
    """How far timelines were read."""

    home: ReadForm | None = None
    notifications: ReadForm | None = None


async def present(call: Call[object], rows: Sequence[Row]) -> list[Notification]:
    """Return notifications with their accounts and posts, loaded in bulk."""
    sources = list(dict.fromkeys(row["source_id"] for row in rows))
    people = {each.id: each for each in await accounts_of(call.desk, sources)}
    about = list(dict.fromkeys(row["post_id"] for row in rows if row["post_id"] is not None))
    posts = await statuses_by_id(call.desk, about, call.member_id)
    return [
        Notification(
            id=str(row["id"]),
            type=row["kind"],
            created_at=time_of(row["created_at"]),
            group_key=group_key(row),
            account=people[str(row["source_id"])],
            status=posts.get(row["post_id"], UNSET),
        )
        for row in rows
        if str(row["source_id"]) in people
    ]


@routes.get(
    "/api/v1/notifications",
    scope="read:notifications",
    form=NotificationsForm,
    entity=list[Notification],
)
async def list_notifications(call: Call[NotificationsForm]) -> list[Notification]:
    """List what happened to the member, newest first."""
    form = call.form
    rows = await shown.page(call.home, call.member_id, call.page(form, 40, 80), form.wanted())
    call.link([row["id"] for row in rows])
    return await present(call, rows)


async def _unread(call: Call[object]) -> UnreadCount:
    marked = await notifications.markers(await call.member(), ["notifications"])
    last = int(marked["notifications"].last_read_id) if "notifications" in marked else 0
    return UnreadCount(await shown.count_unread(call.home, call.member_id, last))


@routes.get("/api/v1/notifications/unread_count", scope="read:notifications", entity=UnreadCount)
async def count_unread(call: Call[Nothing]) -> UnreadCount:
    """Count what is newer than the member's marker."""
    return await _unread(call)


@routes.get("/api/v2/notifications/unread_count", scope="read:notifications", entity=UnreadCount)
async def count_unread_groups(call: Call[Nothing]) -> UnreadCount:
    """Count the same for clients that show groups; the number may be larger than theirs."""
    return await _unread(call)


@routes.get("/api/v1/notifications/{id}", scope="read:notifications", entity=Notification)
async def show_notification(call: Call[Nothing]) -> Notification:
    """Show one notification."""
    row = await shown.find(call.home, call.member_id, call.path_id)
    presented = [] if row is None else await present(call, [row])
    if not presented:
        raise NotFound(f"notification {call.path_id}")
    return presented[0]


@routes.post("/api/v1/notifications/clear", scope="write:notifications", entity=Nothing)
async def clear_notifications(call: Call[Nothing]) -> Nothing:
    """Remove all notifications."""
    await notifications.clear(call.home, await call.member())
    return Nothing()


@routes.post("/api/v1/notifications/{id}/dismiss", scope="write:notifications", entity=Nothing)
async def dismiss_notification(call: Call[Nothing]) -> Nothing:
    """Remove one notification."""
    await notifications.dismiss(call.home, await call.member(), call.path_id)
    return Nothing()


@routes.get("/api/v2/notifications/policy", scope="read:notifications", entity=NotificationPolicy)
async def show_policy(call: Call[Nothing]) -> NotificationPolicy:
    """Show whose notifications are held back: nobody's."""
    return NotificationPolicy()


@routes.get("/api/v1/markers", scope="read:statuses", form=MarkersForm, entity=dict[str, Marker])
async def show_markers(call: Call[MarkersForm]) -> dict[str, Marker]:
    """Show how far the member has read; a timeline that was never marked begins at 0."""
    asked = [name for name in call.form.timeline if name in _TIMELINES]
    found = await notifications.markers(await call.member(), asked)
    now = time_of(to_milliseconds(call.home.clock.now()))
    return {name: _marker(found[name]) if name in found else Marker("0", 0, now) for name in asked}


@routes.post(
    "/api/v1/markers", scope="write:statuses", form=SetMarkersForm, entity=dict[str, Marker]
)
async def set_markers(call: Call[SetMarkersForm]) -> dict[str, Marker]:
    """Remember how far the member has read."""
    member, form = await call.member(), call.form
    marked = {}
    for name, read in (("home", form.home), ("notifications", form.notifications)):
        if read is not None:
            row = await notifications.set_marker(call.home, member, name, read.last_read_id)
            marked[name] = _marker(row)
    return marked


def _marker(row: MarkerRow) -> Marker:
    return Marker(row.last_read_id, row.version, time_of(to_milliseconds(row.updated_at)))
