"""Brokers: how workers hear at once that a queue has something new.

The rows in the database are the queue; a broker only wakes. A lost wake-up costs a moment, never a
job, because every worker also looks by itself from time to time. `memory` serves one process,
`postgres` all processes of one instance.
"""
