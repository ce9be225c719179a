"""Roster: who seals, in which version, and how one version hands over to the next (R8 to R11, R13).

`change.py` is what can change, `queue.py` takes changes that were decided, `handover.py` enacts one
at a time and puts it in force, `seats.py` computes the roster after a change; `leaving.py`,
`rekeying.py` and `roots.py` are the steps for leavers, lost keys and newcomers.
"""
