"""Observing: one log line and one count for each activity at each stage.

The activity's id is the `trace` of all its lines, from the inbox to every delivery.
"""

import structlog

from federation.observer import Note
from server.metrics import RECEIVED, REFUSED

log = structlog.get_logger()


class Watch:
    """Fulfils `federation.observer.Observer`."""

    def note(self, note: Note) -> None:
        """Write and count what became of an activity."""
        RECEIVED.labels(note.stage, note.outcome).inc()
        if note.outcome == "rejected":
            REFUSED.labels(note.reason or "unknown").inc()
        log.info(
            f"{note.stage}.{note.outcome}",
            trace=note.activity_uri,
            type=note.type,
            sender=note.sender,
            reason=note.reason or None,
            size=note.size or None,
            detail=note.detail[:300] or None,
        )
