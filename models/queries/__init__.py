"""Queries: reading, in plain SQL for both databases, ids first and everything else by ids.

Presenters, pages and handlers enter here; nothing in this room writes, and nothing that returns a
post does so without `visibility`. Pages are `paging.Page`; what is hidden from a reader is skipped
inside the statement, so a short page means the end of the list.
"""
