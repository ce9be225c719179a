"""Ties: equal options fall into the one order that the poll fixed before anybody voted (R7)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from models.rules.tally.poll import Poll, Weight

Totals = Mapping[str, Weight]


def in_order(poll: Poll, options: Iterable[str]) -> list[str]:
    """Return the options as the tie order prefers them. O(options log options)."""
    place = {option: number for number, option in enumerate(poll.tie_order)}
    return sorted(options, key=lambda option: (place.get(option, len(place)), option))


def by_total(poll: Poll, totals: Mapping[str, Any]) -> list[str]:
    """Return the options from the highest total to the lowest, equal ones in tie order.

    A total may be a number, or a tuple of numbers of which the first decides first. O(options log
    options).
    """
    return sorted(in_order(poll, totals), key=lambda option: totals[option], reverse=True)


def at_the_edge(order: list[str], totals: Mapping[str, Any], places: int) -> list[str]:
    """Return the options that were equal where the places end, if the tie order had to choose.

    O(options).
    """
    if places >= len(order) or totals[order[places - 1]] != totals[order[places]]:
        return []
    return [option for option in order if totals[option] == totals[order[places]]]


def broken(tied: list[str], chosen: Iterable[str]) -> dict[str, Any]:
    """Return the round that says who was equal and whom the tie order chose. O(tied · chosen)."""
    return {"tie": tied, "by": "tie_order", "chosen": [name for name in chosen if name in tied]}


class Pick(Struct, frozen=True, kw_only=True):
    """One option taken out of several, and how, when its total did not say it alone."""

    option: str
    tied: list[str]
    """Who shared its total, itself included; empty when nobody did."""
    by: Literal["total", "earlier_round", "tie_order"]

    def rounds(self) -> list[dict[str, Any]]:
        """Return the round that tells of the tie, or nothing."""
        return [{"tie": self.tied, "by": self.by, "chosen": [self.option]}] if self.tied else []


def weakest(poll: Poll, history: Sequence[Totals], among: Iterable[str]) -> Pick:
    """Return the option with the lowest total of the last round; ValueError among none.

    Equal ones are compared in the round before, and so on back to the first; those equal in every
    round are told apart by the tie order, of which the last is the weakest. O(options · (log
    options + rounds)).
    """
    return _pick(history, in_order(poll, among)[::-1], min)


def strongest(poll: Poll, history: Sequence[Totals], among: Iterable[str]) -> Pick:
    """Return the option with the highest total of the last round; ties and cost as in `weakest`."""
    return _pick(history, in_order(poll, among), max)


def _pick(
    history: Sequence[Totals], among: list[str], best: Callable[[list[Weight]], Weight]
) -> Pick:
    left = among
    for number, totals in enumerate(reversed(history)):
        mark = best([totals[option] for option in left])
        left = [option for option in left if totals[option] == mark]
        if number == 0:
            tied = left
    if len(tied) == 1:
        return Pick(option=tied[0], tied=[], by="total")
    by: Literal["earlier_round", "tie_order"] = "earlier_round" if len(left) == 1 else "tie_order"
    return Pick(option=left[0], tied=tied, by=by)
