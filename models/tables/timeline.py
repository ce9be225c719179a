"""Timelines kept ready: what stands in each member's home, and how far it was read."""

from tortoise import fields
from tortoise.models import Model

from models.columns import Moment
from models.tables.account import Account


class HomeEntry(Model):
    """`post_id` (a post or a boost) stands in the home timeline of `owner_id`.

    Written when the post arrives, so that reading a page is one index range. No foreign keys: an
    entry whose post has gone is simply not shown, and removed with it.
    """

    id = fields.BigIntField(primary_key=True)
    owner_id = fields.BigIntField()
    post_id = fields.BigIntField()

    class Meta:
        table = "home_entry"
        unique_together = (("owner_id", "post_id"),)
        indexes = (("post_id",),)


class Marker(Model):
    """How far `account` has read `timeline` ("home" or "notifications")."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="markers", on_delete=fields.CASCADE
    )
    account_id: int
    timeline = fields.CharField(max_length=16)
    last_read_id = fields.CharField(max_length=32)
    version = fields.IntField(default=0)
    updated_at = Moment()

    class Meta:
        table = "marker"
        unique_together = (("account", "timeline"),)
