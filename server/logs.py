"""Logs: one line a happening, with fields instead of sentences, on standard error.

Event names are `room.happening`. Secrets, bodies and addresses of members are never fields. The
activity's id travels as `trace` from the inbox to every delivery, so that one `grep` tells a story.
"""

import logging
import sys

import structlog

from server.settings.sections import LogSettings


def configure(settings: LogSettings) -> None:
    """Set structlog and the standard library's loggers up, once per process."""
    level = getattr(logging, settings.level.upper())
    renderer: structlog.typing.Processor
    if settings.format == "json":
        renderer = structlog.processors.JSONRenderer()
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        # Loggers made at import follow a later call; looking it up costs a line 1.3 µs.
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stderr, force=True)
