"""Work: what the partners share beside deciding: duties, shifts, contributions, goals.

The acts write what their authors say (R5); this room says what falls due, and what it adds up to.
All of it is about organisations: who is accountable, who gave how much, what was measured.
"""
