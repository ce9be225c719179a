"""Fixtures of the signature tests."""

import os
from pathlib import Path

import pytest

from tests.federation.signatures.rig import House


@pytest.fixture
def house() -> House:
    """An instance that knows no key yet, with one peer whose keys can be fetched."""
    return House()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The directory of captured payloads beside the project; a must on CI."""
    directory = Path(__file__).parents[4] / "shared" / "corpus"
    if not directory.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"CI must have the payload corpus at {directory}")
        pytest.skip(f"no payload corpus at {directory}")
    return directory
