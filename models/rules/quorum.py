"""Quorums: how many sealers must agree, and how many may lie without harm.

Two policies, chosen by the charter. `two_thirds` is safe against f liars; `majority` survives
partners that are away and assumes nobody signs two contradicting things: who does is not prevented
but proven. All functions are exact arithmetic on n, the number of sealers; each is O(1). Ground
under all rules that count sealers: R2, R4, R7, R8, R12.
"""

from typing import Literal

Policy = Literal["majority", "two_thirds"]


def needed(policy: Policy, n: int) -> int:
    """Return q: how many of n sealers certify minutes (R2)."""
    if policy == "majority":
        return n // 2 + 1
    return n - tolerated(policy, n)


def tolerated(policy: Policy, n: int) -> int:
    """Return f: how many of n sealers may lie at will while the rules still hold."""
    return 0 if policy == "majority" else (n - 1) // 3


def shown(policy: Policy, n: int) -> int:
    """Return s: in how many boxes a vote must show (R7): always in one of an honest sealer."""
    return 1 if n == 1 else max(2, tolerated(policy, n) + 1)


def usual(n: int) -> Policy:
    """Return the policy that a charter for n sealers has unless it says otherwise."""
    return "majority" if n < 4 else "two_thirds"


def hands_over(old: tuple[Policy, int], new: tuple[Policy, int], common: int) -> bool:
    """Tell whether each quorum of `old` meets each of `new` in an honest sealer (R8).

    `old` and `new` are policy and number of sealers, `common` counts the sealers in both.
    """
    liars = max(tolerated(*old), tolerated(*new))
    outside = (old[1] - common, new[1] - common)
    meeting = needed(*old) - outside[0] + needed(*new) - outside[1] - common
    return meeting > liars
