"""Fixtures of the server's tests: one instance, installed once, copied for every test."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from federation.signatures.pairs import new_keys
from models.settings import DatabaseSettings
from models.values.member import NewKeys
from server.assembly import assemble
from server.settings import Settings
from tests.server import rig as rigs
from tests.server.rig import Browser, Rig


@pytest.fixture(scope="session")
def member_keys() -> NewKeys:
    """Keys that all members of a rig share: finding them takes a while, and nobody signs."""
    return new_keys("http://alpha.test/users/anybody")


@pytest.fixture(scope="session")
def rig_template(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An instance that was started once and stopped."""
    settings = rigs.make_template(tmp_path_factory.mktemp("rig"))

    async def start() -> None:
        async with assemble(settings):
            pass

    with asyncio.Runner() as runner:
        runner.run(start())
    return settings


@pytest.fixture
async def rig(rig_template: Settings, member_keys: NewKeys, tmp_path: Path) -> AsyncIterator[Rig]:
    """A fresh instance on SQLite."""
    async with rigs.open_rig(rigs.moved(rig_template, tmp_path), member_keys) as opened:
        yield opened


@pytest.fixture
async def rig_anywhere(
    rig_template: Settings,
    member_keys: NewKeys,
    tmp_path: Path,
    database_settings: DatabaseSettings,
) -> AsyncIterator[Rig]:
    """A fresh instance on each database."""
    settings = rigs.moved(rig_template, tmp_path, database_settings)
    async with rigs.open_rig(settings, member_keys) as opened:
        yield opened


@pytest.fixture
async def browser(rig: Rig) -> AsyncIterator[Browser]:
    """A browser that nobody has used."""
    async with Browser(rig.url) as opened:
        yield opened
