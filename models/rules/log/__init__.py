"""Log: what each partner says, entry by entry, linked by hashes and signed by itself alone.

Under all rules: nothing counts that no log says. Keys along a log are R11, its contradictions R12.
"""
