"""Objects: the only place where our rows become ActivityStreams and the reverse.

Each file is one kind of thing: `to_wire` gives the document as we emit it, `from_wire` reads one
that came from elsewhere in any of the spellings of the fediverse. Both are pure: no database, no
network, no clock. `to_wire` leaves the `@context` and the proof to its caller, because an embedded
object has neither of its own.
"""
