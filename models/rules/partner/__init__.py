"""Partner: one partner's part in the protocol, without input or output of its own.

`partner.py` is the whole of it to its owner, a server or the simulator: messages and the time go
in; records to keep, messages to send and effects come out (R1 to R16). Nothing here waits, reads a
clock or trusts a sender.
"""
