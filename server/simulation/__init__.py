"""Simulation: the assembly's rules under liars, broken networks and failing machines.

One *schedule* is one seed. `planning` draws a plan from it: who takes part, who lies and how, what
is voted on, what breaks when. `world` lets the very partners that the server runs act it out in
virtual time; `invariants` watch. What they find is made small by `shrinking`. `campaign` runs many
schedules, `coverage` tells what was never exercised, and `mutants` switch one rule wrong, to prove
that the invariants would notice.
"""
