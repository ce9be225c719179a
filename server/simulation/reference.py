"""Reference: the quorums once more, counted in another way.

The invariants may not ask the rules they watch: a mutant that counts wrongly would be believed.
"""

from models.rules.quorum import Policy


def liars(policy: Policy, n: int) -> int:
    """Return the most liars that n sealers bear."""
    if policy == "majority":
        return 0
    return max(f for f in range(n) if 3 * f < n)


def quorum(policy: Policy, n: int) -> int:
    """Return the least number of sealers of which each two sets share an honest one.

    Under `two_thirds` also the most that can be asked of n while f keep silent.
    """
    f = liars(policy, n)
    return n // 2 + 1 if policy == "majority" else n - f


def boxes_shown(policy: Policy, n: int) -> int:
    """Return in how many boxes a vote must show."""
    return 1 if n == 1 else max(2, liars(policy, n) + 1)
