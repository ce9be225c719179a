"""Stories: what the partners of a schedule want from each other, before anything goes wrong.

One module for each kind; `library` knows all of them and how often each is told.
"""
