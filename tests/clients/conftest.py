"""Fixtures of the client tests: the same instance as the server's tests have."""

from tests.server.conftest import browser, member_keys, rig, rig_template

__all__ = ["browser", "member_keys", "rig", "rig_template"]
