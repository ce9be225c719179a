"""Acts: one module for each type of entry, with its body and what it does to the state (R5).

A body is checked when an entry arrives, so that a malformed one is never stored. The function then
reads the desk, raises `Void` when the act means nothing here, and writes. It sees no clock: times
are those of the minutes. `taken` is the reason for who asks for what somebody has already; of those
that ask in the same minutes the lowest entry id gets it, and the others' acts still count.

A look into the state, or a change of it, is O(log state); what an act costs beside that, it says.
"""
