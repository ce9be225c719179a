"""Fixtures of everything that receives: a scripted peer, and alpha.example on a real database."""

from collections.abc import AsyncIterator

import pytest

from models.database import Database
from models.home import Home
from tests.clock import StillClock
from tests.federation.inbound import Instance, running_instance
from tests.peer import Peer, running_peer


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    """Another server."""
    async with running_peer() as running:
        yield running


@pytest.fixture
async def instance(database: Database, home: Home, clock: StillClock) -> AsyncIterator[Instance]:
    """alpha.example, ready to receive."""
    async with running_instance(home, clock) as running:
        yield running
