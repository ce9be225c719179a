"""Tally: the exact counting of votes, by every method a charter can name (R7).

A count is a pure function of the poll, frozen at its opening, and of the voices that count. It has
no float and no chance: numbers are integers and fractions, equal options fall into the poll's tie
order, and every partner finds the same result with the same way to it. `count` is the door,
`choices.check` guards what may be cast, `dual` and `weights` balance partners, `lots` draws.

The functions of the methods are given voices whose choices `choices.check` took, and then raise
nothing. Costs count an addition of fractions as one step.
"""
