"""Moderation: what the partners' decisions about posts and accounts add up to, for whom.

`severity.py` is the lattice, `standing.py` says which decisions count and explains it, `shifts.py`
who may act for the community, `panel.py` hears appeals. A person never stands in the state: the
judged thing is a salted commitment, and so are the reasons. Decisions act at once, because their
order never matters (R5); the record, appeals and statistics wait for final minutes (R2).
"""
