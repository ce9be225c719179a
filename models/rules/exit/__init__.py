"""Exit: a partner leaves step by step, and the case closes only when every duty to others is met.

`terms.py` freezes what the charter promised when the case opened; `case.py` opens it, makes the cut
and closes it; `checklist.py` says which item is done, by whom, and what blocks what; `evidence` of
the work are the receipts that partners sign (`acts/receipt.py`).
"""
