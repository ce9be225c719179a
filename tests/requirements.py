"""What a test needs from the machine; missing parts skip with a reason, except on CI."""

import os
from pathlib import Path
from typing import NoReturn

import pytest

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


def missing(part: str) -> NoReturn:
    """Skip because `part` is not on this machine; on CI fail, because there it must be."""
    if os.environ.get("CI"):
        pytest.fail(f"{part} is missing, and CI must not skip what needs it", pytrace=False)
    pytest.skip(f"{part} is not on this machine")
