"""The one place that imports httpsig, which was last released in 2018.

httpsig asks `pkg_resources` for its own version. Newer setuptools have no such module, older ones
warn and take 100 ms to load it. So the import runs with a stand-in of two names, which is taken
away again at once. Nothing else in the house may import httpsig: its stock `HeaderVerifier` lets
the sender choose the algorithm and can be forged with the public key as an HMAC secret.
"""

import importlib.metadata
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def _stand_in_for_pkg_resources() -> Iterator[None]:
    """Offer what httpsig reads of pkg_resources, then put back whatever was there before."""
    # A missing entry and one that is None (an import that was forbidden) are different things.
    before = {name: sys.modules[name] for name in ("pkg_resources",) if name in sys.modules}
    stand_in = ModuleType("pkg_resources")
    stand_in.__dict__["get_distribution"] = importlib.metadata.distribution
    stand_in.__dict__["DistributionNotFound"] = importlib.metadata.PackageNotFoundError
    sys.modules["pkg_resources"] = stand_in
    try:
        yield
    finally:
        del sys.modules["pkg_resources"]
        sys.modules.update(before)


with _stand_in_for_pkg_resources():
    from httpsig import HeaderSigner, HeaderVerifier, Signer, Verifier

__all__ = ["HeaderSigner", "HeaderVerifier", "Signer", "Verifier"]
