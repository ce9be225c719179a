"""The same instance and peer as in `tests/federation`, for those who attack it."""

from tests.federation.conftest import instance, peer

__all__ = ("instance", "peer")
