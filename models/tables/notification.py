"""Notifications of our members."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.columns import Moment
from models.tables.account import Account


class Notification(Model):
    """`source` did `kind` to `account`, about `post_id` if any.

    Kinds are those of the Mastodon API: mention, status, reblog, follow, follow_request,
    favourite, poll, update, admin.sign_up.
    """

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="notifications", on_delete=fields.CASCADE
    )
    account_id: int
    source: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="notified", on_delete=fields.CASCADE
    )
    source_id: int
    kind = fields.CharField(max_length=32)
    post_id = fields.BigIntField(default=0)
    """0 when it is about no post, so that the unique key holds."""
    created_at = Moment()

    class Meta:
        table = "notification"
        unique_together = (("account", "kind", "source", "post_id"),)
        indexes = (Index(fields=("account_id", "id")), Index(fields=("post_id",)))
