"""Ballots: how a question is frozen, voted on, closed by boxes, counted, and what follows from it.

`opening` freezes who may vote, on what and by which rule (R6); `acts` writes votes and boxes into
the state; `closing` says which ballots end at which minutes and whose votes count (R7); `counting`
makes the result; `effects` carries it out. A ballot is a pure function of the minutes: no clock,
no order of arrival.

Costs leave out the O(log state) of each look into the state; "the size of the ballot" is that of
the record: its parts with all who may vote in them.
"""
