"""Tables: one file per noun; columns, keys and indexes, and nothing else.

Moments are BIGINT milliseconds and documents are JSON text (`models/columns.py`), so plain SQL
reads the same on both databases. `id` is our number, `uri` the ActivityPub id, `url` the page.
"""

MODULES = (
    "models.tables.account",
    "models.tables.community",
    "models.tables.post",
    "models.tables.poll",
    "models.tables.media",
    "models.tables.relation",
    "models.tables.reaction",
    "models.tables.notification",
    "models.tables.timeline",
    "models.tables.oauth",
    "models.tables.activity",
    "models.tables.delivery",
    "models.tables.event",
)
"""All table modules; a house test compares them with the files of this room."""
