"""Mutants: one rule switched wrong each, to prove that the invariants would notice.

`library` names them all. A mutant that no schedule catches means that an invariant or a behaviour
is missing.
"""
