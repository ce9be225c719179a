"""Quorums: any two that were taken for one share somebody honest (17).

What the rules took as enough is read from the records: who certified each final minutes, and whose
word opened each term. Any two such sets, of one roster or of two that follow on each other, must
meet in more sealers than may lie; under `majority` in one.
"""

from functools import lru_cache
from itertools import combinations

from models.rules.quorum import Policy
from server.simulation import reference
from server.simulation.invariants.violation import Violation
from server.simulation.ledger import Ledger

Sealers = frozenset[str]


def meet(ledger: Ledger) -> None:
    """Check (17) over all final minutes."""
    taken: dict[int, set[Sealers]] = {}
    rosters: dict[int, tuple[Policy, Sealers]] = {}
    excluding: set[int] = set()
    for height in range(len(ledger.final)):
        minutes = ledger.final_minutes(height)
        roster = ledger.states[height].get("roster")
        rosters[roster["version"]] = (roster["policy"], frozenset(roster["sealers"]))
        if minutes.start is not None:
            said = frozenset(status.partner for status in minutes.start.statuses)
            taken.setdefault(minutes.roster, set()).add(said)
            if minutes.start.exclusions:
                excluding.add(minutes.roster)
        if height and minutes.parent_certificate:
            sealed = frozenset(seal.partner for seal in minutes.parent_certificate)
            taken.setdefault(ledger.final_minutes(height - 1).roster, set()).add(sealed)
    for version in sorted(rosters):
        _check_within(rosters[version], taken.get(version, set()), version)
        if version - 1 in rosters and version not in excluding:
            _check_between(rosters[version - 1], rosters[version], version)


def _check_within(roster: tuple[Policy, Sealers], taken: set[Sealers], version: int) -> None:
    policy, sealers = roster
    liars = reference.liars(policy, len(sealers))
    known = sorted({each & sealers for each in taken}, key=sorted)
    for one in known:
        for other in known:
            if len(one & other) <= liars:
                raise Violation(
                    17,
                    f"{sorted(one)} and {sorted(other)} were each enough under roster {version}, "
                    f"and {liars} of {len(sealers)} may lie",
                )


def _check_between(old: tuple[Policy, Sealers], new: tuple[Policy, Sealers], version: int) -> None:
    common = len(old[1] & new[1])
    if not surely_meet((old[0], len(old[1])), (new[0], len(new[1])), common):
        raise Violation(17, f"quorums of rosters {version - 1} and {version} need not meet")


@lru_cache(maxsize=1024)
def surely_meet(old: tuple[Policy, int], new: tuple[Policy, int], common: int) -> bool:
    """Tell, by trying all, whether any quorum of one roster meets any of the other honestly."""
    liars = max(reference.liars(*old), reference.liars(*new))
    old_names = [f"both{i}" for i in range(common)] + [f"old{i}" for i in range(old[1] - common)]
    new_names = [f"both{i}" for i in range(common)] + [f"new{i}" for i in range(new[1] - common)]
    news = [set(each) for each in combinations(new_names, reference.quorum(*new))]
    return all(
        len(other.intersection(one)) > liars
        for one in combinations(old_names, reference.quorum(*old))
        for other in news
    )
