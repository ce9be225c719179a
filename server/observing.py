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
        """Count what became of an activity, and write one line: at its end, or at its refusal.

        That the gate let it in is only worth a line to somebody who is looking for it.
        """
        RECEIVED.labels(note.stage, note.outcome).inc()
        is_refused = note.outcome in ("rejected", "deferred")
        if is_refused:
            REFUSED.labels(note.reason or "unknown").inc()
        if note.stage == "gate":
            write = log.info if is_refused else log.debug
            event = f"inbox.{note.reason}" if is_refused else f"inbox.{note.outcome}"
        else:
            write = log.warning if note.outcome == "parked" else log.info
            event = f"processing.{note.outcome}"
        write(
            event,
            trace=note.activity_uri,
            type=note.type,
            sender=note.sender,
            reason=note.reason or None,
            size=note.size or None,
            detail=note.detail[:300] or None,
        )
