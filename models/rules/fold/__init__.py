"""Fold: from agreed entries to the agreed state, the same everywhere to the byte (R5).

`fold.py` tells the story; `desk.py` is what one entry sees and may change; `draft.py` is what the
steps after the entries work on; `registry.py` finds the module of each entry type in `acts`.
"""
