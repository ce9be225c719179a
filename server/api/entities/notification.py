"""Notifications: one by one, and in groups of those that say the same."""

import msgspec
from msgspec import UNSET, UnsetType

from models.sql import Row
from server.api.entities.account import Account
from server.api.entities.status import Status
from server.api.entities.values import Id, Time

GROUPED = ("favourite", "reblog")
"""Kinds of which many about one post are shown as one."""


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a member."""

    id: Id
    type: str
    created_at: Time
    group_key: str
    account: Account
    status: Status | UnsetType = UNSET


class NotificationGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Several of them; the newest id is a number because one client decodes it as one."""

    group_key: str
    notifications_count: int
    type: str
    most_recent_notification_id: int
    page_min_id: Id
    page_max_id: Id
    latest_page_notification_at: Time
    sample_account_ids: list[Id]
    status_id: Id | UnsetType = UNSET


class PartialAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Of a person, only what a row of faces needs."""

    id: Id
    acct: str
    url: str
    avatar: str
    avatar_static: str
    locked: bool
    bot: bool


class GroupedNotificationsResults(msgspec.Struct, frozen=True, kw_only=True):
    """A page of groups with everybody and everything they are about."""

    accounts: list[Account]
    statuses: list[Status]
    notification_groups: list[NotificationGroup]
    partial_accounts: list[PartialAccount] | UnsetType = UNSET


class UnreadCount(msgspec.Struct, frozen=True):
    """How many are new."""

    count: int


class PolicySummary(msgspec.Struct, frozen=True):
    """What the policy holds back."""

    pending_requests_count: int = 0
    pending_notifications_count: int = 0


class NotificationPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """Whose notifications are held back; here nobody's."""

    for_not_following: str = "accept"
    for_not_followers: str = "accept"
    for_new_accounts: str = "accept"
    for_private_mentions: str = "accept"
    for_limited_accounts: str = "accept"
    for_bots: str = "accept"
    summary: PolicySummary = PolicySummary()


def group_key(row: Row) -> str:
    """Return under which name a notification is grouped."""
    if row["kind"] in GROUPED and row["post_id"] is not None:
        return f"{row['kind']}-{row['post_id']}"
    return f"ungrouped-{row['id']}"
