"""Exit: a partner goes step by step, and the case closes only when every duty to others is met.

A partner may leave (R10), be expelled (R9) or be left out because it vanished (R13); or all go
together.

`terms.py` freezes what the charter promised when the case opened; `case.py` opens it, makes the cut
and closes it; `checklist.py` says which item is done, by whom, and what blocks what; `evidence` of
the work are the receipts that partners sign (`acts/receipt.py`).
"""
