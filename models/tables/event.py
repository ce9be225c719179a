"""Events: what happened and must still be told to others; and the leases of the workers."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.columns import Document, Moment


class Event(Model):
    """A row of the transactional outbox, written in the transaction of its cause."""

    id = fields.BigIntField(primary_key=True)
    kind = fields.CharField(max_length=64)
    """Name of the struct in `models/events.py`."""
    body = Document()
    lane = fields.SmallIntField(default=0)
    """Events of one lane are published in order."""
    state = fields.CharField(max_length=16, default="new")
    attempts = fields.IntField(default=0)
    next_at = Moment()
    created_at = Moment()

    class Meta:
        table = "event"
        indexes = (Index(fields=("state", "next_at", "id")),)


class Lease(Model):
    """The right of one worker to a piece of work until `expires_at`; `epoch` fences late writes."""

    name = fields.CharField(max_length=64, primary_key=True)
    owner = fields.CharField(max_length=64, default="")
    epoch = fields.BigIntField(default=0)
    expires_at = Moment(default=0)

    class Meta:
        table = "lease"
