"""Migrations: append-only; on SQLite never `AlterField`, which rebuilds a table with its rows.

Allowed are CreateModel, AddField (nullable or with `db_default`), AddIndex, RunSQL and RunPython
(Tortoise 1.1.9 drops dependent rows and indexes when it rebuilds a SQLite table).
"""
