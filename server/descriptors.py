"""Descriptors: room for many connections.

A community with a thousand followers' servers keeps a thousand idle connections; the usual soft
limit of 1,024 open files would end that. A process may raise its soft limit up to the hard one.
"""

import resource

_WANTED = 65_536


def allow_many() -> int:
    """Raise the soft limit of open files as far as it goes; returns what it is then."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED if hard == resource.RLIM_INFINITY else min(_WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return soft
