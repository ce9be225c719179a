"""Polls and the votes in them."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.columns import Document, Moment
from models.tables.account import Account
from models.tables.post import Post


class Poll(Model):
    """The question part of a post."""

    post: fields.OneToOneRelation[Post] = fields.OneToOneField(
        "models.Post", related_name="poll", on_delete=fields.CASCADE, primary_key=True
    )
    post_id: int
    options = Document()
    """[{"title": text, "votes": count}], in order."""
    is_multiple = fields.BooleanField(default=False)
    hides_totals = fields.BooleanField(default=False)
    expires_at = Moment(null=True)
    closed_at = Moment(null=True)
    voters_count = fields.IntField(default=0)
    votes_count = fields.IntField(default=0)
    untold_since = Moment(null=True)
    """Of a poll that lives here: when the first vote came that others have not been told of."""

    class Meta:
        table = "poll"
        indexes = (Index(fields=("closed_at", "expires_at")), Index(fields=("untold_since",)))


class PollVote(Model):
    """One choice of one voter, known to the poll's home and to the voter's home."""

    id = fields.BigIntField(primary_key=True)
    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField(
        "models.Post", related_name="votes", on_delete=fields.CASCADE
    )
    post_id: int
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="votes", on_delete=fields.CASCADE
    )
    account_id: int
    choice = fields.IntField()
    uri = fields.TextField(default="")
    created_at = Moment()

    class Meta:
        table = "poll_vote"
        unique_together = (("post", "account", "choice"),)
