"""What goes wrong on the wire, told in the two kinds that the rest of the house knows.

Every request of this corridor runs inside `translated`. A refusal of ours is final (`Rejected`);
whatever may be different next time is `Unreachable`: DNS, connection, TLS, a broken answer. An
expired certificate counts as passing, because its owner will renew it and posts must not be lost.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp

from federation.errors import Reason, Rejected, Unreachable
from federation.net.guard import AddressError


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Turn the errors of aiohttp and the operating system into federation errors."""
    try:
        yield
    except TimeoutError as error:
        raise Unreachable(url, Reason.TIMED_OUT) from error
    except aiohttp.ClientConnectorError as error:
        if isinstance(error.os_error, AddressError):
            raise Rejected(Reason.ADDRESS_REFUSED, f"{url}: {error.os_error}") from error
        raise Unreachable(f"{url}: {error}") from error
    except aiohttp.InvalidURL as error:
        raise Rejected(Reason.ADDRESS_REFUSED, f"{url}: {error}") from error
    except (aiohttp.ClientError, OSError) as error:
        raise Unreachable(f"{url}: {type(error).__name__} {error}") from error
