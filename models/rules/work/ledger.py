"""Ledger: what the partners gave, once others confirmed it, and each one's share of the whole.

    contribution/<id>           {by, kind, amount, time, height}
    counted/<id>                that enough partners confirmed it
    ledger/<week>/<partner>     {kind: amount}: what was given in that week and confirmed since

Amounts are integers in the unit of their kind: minutes of work, of hosting; cents; pieces. Shares
are exact fractions, the same for everybody who has the same state (R5).
"""

from collections.abc import Mapping
from fractions import Fraction

from models.rules.canon import SAFE_INTEGER
from models.rules.charter.balance import Contributions
from models.rules.charter.bounds import share
from models.rules.fold.draft import Draft
from models.rules.fold.standing import Get
from models.rules.fold.view import section
from models.rules.values import DAY

WEEK = 7 * DAY


def attend(draft: Draft, contribution_id: str) -> None:
    """Count a contribution, once, when as many others confirmed it as the charter asks."""
    confirmed = draft.get(f"confirmed/{contribution_id}")
    needed = section(draft.get, "contributions", Contributions).confirmations
    if draft.get(f"counted/{contribution_id}") is not None or len(confirmed) < needed:
        return
    given = draft.get(f"contribution/{contribution_id}")
    key = f"ledger/{given['time'] // WEEK}/{given['by']}"
    sums = draft.get(key) or {}
    kind, amount = given["kind"], given["amount"]
    draft.put(key, {**sums, kind: min(sums.get(kind, 0) + amount, SAFE_INTEGER)})
    draft.put(f"counted/{contribution_id}", {"height": draft.occasion.height})
    draft.tell("contribution_counted", contribution_id, by=given["by"], what=kind, amount=amount)


def totals(get: Get, partner: str, now: int) -> dict[str, int]:
    """Return what counts of a partner's contributions of each kind in the charter's window.

    The window is whole weeks, the current one included; caps apply. O(weeks in the window).
    """
    rules = section(get, "contributions", Contributions)
    sums: dict[str, int] = {}
    for week in range(max(0, now - rules.window_ms) // WEEK, now // WEEK + 1):
        for kind, amount in (get(f"ledger/{week}/{partner}") or {}).items():
            sums[kind] = sums.get(kind, 0) + amount
    return {kind: min(sums[kind], rules.caps.get(kind, sums[kind])) for kind in sorted(sums)}


def shares(get: Get, among: tuple[str, ...], now: int) -> dict[str, Fraction]:
    """Return each partner's share of recognition: the mean of its shares of each kind given.

    None has more than the charter's cap; what is above goes to the others in proportion. The sum is
    1, or less when all that gave are at the cap, or 0 when nobody gave anything. O(partners · weeks
    in the window + partners² · kinds).
    """
    given = {partner: totals(get, partner, now) for partner in among}
    kinds = sorted({kind for sums in given.values() for kind in sums})
    raw = {
        partner: sum((_share_of(given, partner, kind) for kind in kinds), Fraction(0))
        / max(1, len(kinds))
        for partner in among
    }
    return _capped(raw, share(section(get, "contributions", Contributions).share_cap))


def _share_of(given: Mapping[str, Mapping[str, int]], partner: str, kind: str) -> Fraction:
    whole = sum(sums.get(kind, 0) for sums in given.values())
    return Fraction(given[partner].get(kind, 0), whole)


def _capped(raw: dict[str, Fraction], cap: Fraction) -> dict[str, Fraction]:
    """Return shares with none above `cap`; each round caps at least one more. O(n^2)."""
    at_cap: set[str] = set()
    while True:
        open_shares = sum((raw[each] for each in raw if each not in at_cap), Fraction(0))
        left = sum(raw.values(), Fraction(0)) - cap * len(at_cap)
        scale = left / open_shares if open_shares else Fraction(0)
        found = {each: cap if each in at_cap else raw[each] * scale for each in raw}
        above = {each for each in raw if found[each] > cap}
        if not above:
            return found
        at_cap |= above
