"""Engines: Tortoise's database clients, made safe against cancellation.

Stock Tortoise 1.1.9 keeps SQLite's lock, or leaks a pooled PostgreSQL connection, when a task is
cancelled while a transaction begins or ends. Here begin, commit and rollback always run to their
end, and the connection is always given back, before a cancellation travels on.
"""
