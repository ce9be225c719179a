"""Acts: one module for each type of entry, with its body and what it does to the state.

A body is checked when an entry arrives, so that a malformed one is never stored. The function then
reads the desk, raises `Void` when the act means nothing here, and writes. It sees no clock: times
are those of the minutes.
"""
