"""Strictness: whether one way to decide is provably at least as hard to pass as another.

So that members' rights are no easier to take by a ballot (R6) than the charter is to amend.
"""

from models.rules.charter.bounds import share
from models.rules.tally.method import Method, Quorum

_BASES = ("cast", "present", "all")


def is_as_strict(method: Method, than: Method) -> bool:
    """Tell whether whatever passes `method` passes `than` as well, on the same votes.

    Known for equal methods and among majorities; everything else counts as easier.
    """
    if method == than:
        return True
    if method.name != "qualified":
        return False
    if than.name == "majority":
        return 2 * method.threshold[0] > method.threshold[1]
    is_base_as_wide = _BASES.index(method.base) >= _BASES.index(than.base)
    return (
        than.name == "qualified"
        and is_base_as_wide
        and share(method.threshold) >= share(than.threshold)
    )


def is_quorum_as_strict(quorum: Quorum, than: Quorum) -> bool:
    """Tell whether every turnout that meets `quorum` meets `than` as well."""
    ours, theirs = share(quorum.share), share(than.share)
    return ours > theirs or (ours == theirs and (quorum.is_strict or not than.is_strict))
