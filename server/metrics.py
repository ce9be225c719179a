"""Metrics: what an operator's Prometheus reads at `/metrics`.

Labels come from fixed lists (route names, reasons, outcomes), never from input, so the number of
series is bounded. With several processes the values are summed through prometheus-client's shared
directory, which `hanse run --processes` prepares.
"""

import os

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

REQUESTS = Counter("hanse_requests", "HTTP requests answered", ["route", "method", "status"])
REQUEST_SECONDS = Histogram(
    "hanse_request_seconds",
    "Time to answer an HTTP request",
    ["route"],
    buckets=(0.001, 0.005, 0.02, 0.1, 0.5, 2, 10),
)
RECEIVED = Counter(
    "hanse_activities_received", "Activities by what became of them", ["stage", "outcome"]
)
REFUSED = Counter("hanse_refused", "Remote requests and activities refused", ["reason"])
DELIVERED = Counter("hanse_deliveries", "Deliveries by what became of them", ["outcome"])
EVENTS = Counter("hanse_events", "Events published", ["outcome"])
CATCHUP = Counter("hanse_catchup_items", "Activities read from partners' logs", ["outcome"])
ERRORS = Counter("hanse_errors", "Faults of our own, each with an incident number", ["room"])
QUEUE = Gauge("hanse_queue", "Rows that wait", ["queue"], multiprocess_mode="mostrecent")
QUEUE_AGE = Gauge(
    "hanse_queue_oldest_seconds",
    "Age of the oldest row that waits",
    ["queue"],
    multiprocess_mode="mostrecent",
)


def exposition() -> bytes:
    """Return all metrics in Prometheus' text format, of all processes of this instance."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest()
