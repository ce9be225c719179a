"""Deliveries: which activity must still reach which inbox; one compact row each."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.columns import Moment


class Destination(Model):
    """An inbox, usually a server's shared one; its rows go out in order, one at a time."""

    id = fields.BigIntField(primary_key=True)
    inbox = fields.CharField(max_length=2048, unique=True)
    host = fields.CharField(max_length=255)
    is_partner = fields.BooleanField(default=False)
    """A partner's is tried for ever; a stranger's retires."""
    failures = fields.IntField(default=0)
    failing_since = Moment(null=True)
    next_at = Moment(default=0)
    """When a worker should look at it: `IDLE` while nothing waits, the lease's end while leased."""
    last_success_at = Moment(null=True)
    last_reason = fields.CharField(max_length=64, default="")
    retired_at = Moment(null=True)
    leased_by = fields.CharField(max_length=64, default="")
    """Token of the one claim whose outcome counts; empty while nobody holds it."""
    leased_until = Moment(default=0)

    class Meta:
        table = "destination"
        indexes = (Index(fields=("next_at",)), Index(fields=("host",)))


class Delivery(Model):
    """`activity_id` must reach `destination_id`, signed by `signer_id`; deleted once it has."""

    id = fields.BigIntField(primary_key=True)
    destination_id = fields.BigIntField()
    activity_id = fields.BigIntField()
    signer_id = fields.BigIntField()
    attempts = fields.IntField(default=0)
    """How often a partner refused this very activity; strangers are asked once."""
    next_at = Moment(default=0)
    """Parked until then, so that one refused activity does not hold up its lane."""
    created_at = Moment()

    class Meta:
        table = "delivery"
        unique_together = (("destination_id", "activity_id"),)
        indexes = (Index(fields=("destination_id", "id")), Index(fields=("activity_id",)))
