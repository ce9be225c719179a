"""Publishing: from an event to the activities that tell it to others.

One file per kind of event, with one small builder per event: it reads the newest state, builds the
document, asks the `Desk` to seal it and `recipients` where it must go, and returns parcels. A
builder never writes and never sends; `federation/publish.py` calls it and stores what it returns.
"""
