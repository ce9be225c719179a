"""The way out: one client for all HTTP that this server starts, and what keeps it inside bounds.

Only this corridor may use an HTTP client. `client` is the door, `guard` decides which addresses a
socket may be opened to, `resolver` which names may become addresses, `circuit` remembers which
hosts are down.
"""
