"""Output: what a partner wants done; its owner does it in the order given here.

First all of `durable` goes to disk, then `send` may leave. What was made durable and not sent (a
crash between) is sent again after a restart; what was sent was durable before, always: a partner
never contradicts itself because a machine failed (R1: durable before answering).
"""

from typing import Literal

from msgspec import Struct

from models.rules.fold.occasion import Effect
from models.rules.log.entry import Signed
from models.rules.minutes.records import Exclusion, High, Minutes, Seal, Status
from models.rules.partner.messages import Message
from models.rules.refusal import Refusal

Kind = Literal["entry", "minutes", "seal", "status", "high", "exclusion", "recovery"]


class Recovery(Struct, frozen=True, kw_only=True):
    """That this partner lost records: it signs nothing until it is over (partner/restoring.py)."""

    term: int
    """It takes part in no term below this one."""
    over: bool


class Durable(Struct, frozen=True, kw_only=True):
    """A record to be on disk before anything of `send` leaves; given back at a restart, in order.

    `seal` and `status` are the partner's own; `high` is a certificate, of whoever's seals.
    """

    kind: Kind
    time: int
    """When it was made: what a restarted partner knows of how long it has held something."""
    record: Signed | Minutes | Seal | Status | High | Exclusion | Recovery


class Send(Struct, frozen=True, kw_only=True):
    """A message for one partner."""

    to: str
    message: Message


class Happened(Struct, frozen=True, kw_only=True):
    """An effect of minutes that are final (R2), in order of height."""

    minutes: str
    height: int
    effect: Effect


class Output(Struct, frozen=True, kw_only=True):
    """What is to be done now, and when to be woken at the latest."""

    durable: tuple[Durable, ...]
    send: tuple[Send, ...]
    effects: tuple[Happened, ...]
    timer: int
    """Milliseconds since 1970: call `wake` then, or earlier."""
    refused: tuple[tuple[str, Refusal, str], ...]
    """What was not taken: sender, reason, detail."""
