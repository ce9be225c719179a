"""Activities: what was said, byte for byte; the inbox queue; the logs partners read from us."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.columns import Moment


class Activity(Model):
    """An activity that had its effect here, ours or a remote one's; the memory against repeats.

    Activities of a community carry `seq`, their place in *our* log of it: partners catch up by
    reading the log after the last number they know. `body` keeps the exact bytes, so that proofs
    still hold; it is emptied when the object was deleted.
    """

    id = fields.BigIntField(primary_key=True)
    uri = fields.CharField(max_length=2048, unique=True)
    type = fields.CharField(max_length=32)
    actor_uri = fields.CharField(max_length=2048)
    object_uri = fields.CharField(max_length=2048, default="")
    is_local = fields.BooleanField(default=False)
    audience = fields.CharField(max_length=16, default="public")
    """Who may fetch it: "public" or "addressed" (never served)."""
    community_id = fields.BigIntField(null=True)
    seq = fields.BigIntField(null=True)
    body = fields.BinaryField(null=True)
    created_at = Moment()

    class Meta:
        table = "activity"
        unique_together = (("community_id", "seq"),)
        indexes = (Index(fields=("object_uri",)), Index(fields=("is_local", "created_at")))


class Receipt(Model):
    """An authenticated activity waiting to have its effect: the durable inbox.

    Written before the sender hears 202. `state`: "new", "deferred" (again at `next_at`), "done",
    "refused" (for `reason`) or "parked" (kept for the operator after too many faults).
    """

    id = fields.BigIntField(primary_key=True)
    activity_uri = fields.CharField(max_length=2048)
    sender_uri = fields.CharField(max_length=2048)
    """Whose signature brought it: the actor, or a relay."""
    lane = fields.SmallIntField(default=0)
    """Receipts of one lane are handled in order, by one worker at a time."""
    body = fields.BinaryField(null=True)
    state = fields.CharField(max_length=16, default="new")
    reason = fields.CharField(max_length=64, default="")
    attempts = fields.IntField(default=0)
    received_at = Moment()
    next_at = Moment()

    class Meta:
        table = "receipt"
        unique_together = (("sender_uri", "activity_uri"),)
        indexes = (Index(fields=("state", "next_at", "id")),)


class PeerCursor(Model):
    """How far we have read `domain`'s log of a community."""

    id = fields.BigIntField(primary_key=True)
    community_id = fields.BigIntField()
    domain = fields.CharField(max_length=255)
    seq = fields.BigIntField(default=0)
    checked_at = Moment(null=True)
    failed_at = Moment(null=True)

    class Meta:
        table = "peer_cursor"
        unique_together = (("community_id", "domain"),)
