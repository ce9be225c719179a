"""The page about bundles names what the verifier says."""

from models.rules.verifying.report import Wrongness
from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "bundle.md").read_text("utf-8")


def test_every_reason_is_on_the_page_and_named_by_a_test() -> None:
    tests = "\n".join(
        path.read_text("utf-8")
        for path in (ROOT / "tests" / "models" / "rules" / "verifying").glob("*.py")
    )
    assert not [reason for reason in Wrongness if f"`{reason}`" not in PAGE]
    assert not [reason for reason in Wrongness if f'"{reason}"' not in tests]
