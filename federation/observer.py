"""Observer: what the gate and processing tell whoever watches, one note an activity.

The server gives an implementation that writes the log line and counts; tests give one that
remembers. Notes name things and carry no body, no header and no secret.
"""

from typing import Literal, Protocol

import msgspec

Stage = Literal["gate", "processing"]
Outcome = Literal["accepted", "duplicate", "ignored", "rejected", "deferred", "parked"]


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one activity at one stage; `activity_uri` is the trace id of all its lines."""

    stage: Stage
    outcome: Outcome
    reason: str = ""
    activity_uri: str = ""
    type: str = ""
    sender: str = ""
    """The actor or relay that brought it, as far as it is known."""
    size: int = 0
    """Bytes of the body."""
    detail: str = ""


class Observer(Protocol):
    """Watches; must neither block nor fail."""

    def note(self, note: Note) -> None:
        """Take note of what became of an activity."""
        ...


class Unobserved:
    """Nobody watches."""

    def note(self, note: Note) -> None:
        """Take no note."""
