"""Severity: how hard a decision is, on a ladder where the harder one always holds.

The join of several is the hardest of them: in whatever order decisions arrive, and however often,
they add up to the same (R5).
"""

from typing import Literal, get_args

Severity = Literal["none", "label", "limit", "remove", "suspend"]
"""Ascending; `none` is a decision to do nothing, which can be appealed as well."""
Scope = Literal["local", "community"]
"""Binds the issuer's own instance; or what the group shows, on all instances."""

LADDER: tuple[Severity, ...] = get_args(Severity)


def join(*severities: Severity) -> Severity:
    """Return the hardest of some severities; `none` when there are none. O(n)."""
    return max(severities, key=LADDER.index, default="none")
