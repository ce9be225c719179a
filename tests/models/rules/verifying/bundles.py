"""Bundles to damage, and what the verifier says of them."""

from collections.abc import Callable
from functools import cache
from typing import Any

from models.rules.signing import Ed25519
from models.rules.verifying import bundle, verifier
from models.rules.verifying.report import Finding, Report
from models.rules.verifying.source import Memory
from tests.histories import History, eventful

Bundle = dict[str, bytes]


@cache
def honest() -> Bundle:
    return eventful()


def verified(contents: Bundle) -> Report:
    return verifier.verify(Memory(contents), Ed25519())


def wrong(contents: Bundle) -> Finding:
    """Return what is wrong with a bundle whose manifest was written anew."""
    community = History().community
    others = {name: raw for name, raw in contents.items() if name != bundle.MANIFEST}
    found = verified({**others, bundle.MANIFEST: bundle.manifest(community, others)}).wrong
    assert found is not None
    return found


def lines(name: str, change: Callable[[list[bytes]], Any]) -> Bundle:
    """Return the honest bundle with the lines of one file changed."""
    made = honest()[name].splitlines(keepends=True)
    change(made)
    return {**honest(), name: b"".join(made)}
