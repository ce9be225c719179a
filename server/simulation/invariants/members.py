"""Members: a secret tally is the sum of the opened leaves, and of nothing else (8).

Each leaf counts once; no house counts for more than the roll that was frozen, or than the cap; what
is opened falsely, or too late, is left out in public. And what a member got a receipt for, at an
honest home, is in the tally.
"""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from models.rules.ballot import secret
from models.rules.values import DAY
from server.simulation import reference
from server.simulation.home import last_of_each
from server.simulation.host import Host
from server.simulation.invariants import houses
from server.simulation.invariants.ballots import Closed
from server.simulation.invariants.houses import House
from server.simulation.invariants.violation import Violation
from server.simulation.ledger import Ledger

if TYPE_CHECKING:
    from server.simulation.home import Home
    from server.simulation.world import World

Sums = dict[str, Fraction]
WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"majority": ("yes", "no"), "lazy": ("agree", "veto")}
)
"""For and against, in the words of the methods by which members vote here."""
SAME: Mapping[tuple[str, str], Mapping[str, str]] = MappingProxyType(
    {
        WORDS["majority"]: MappingProxyType({"agree": "yes", "veto": "no"}),
        WORDS["lazy"]: MappingProxyType({"yes": "agree"}),
    }
)
"""Other words with the same meaning; a plain no gives no reason, and vetoes nothing."""
OPENING_TIME = 3 * DAY
BOXING_TIME = 7 * DAY
"""So long after its end a ballot without enough boxes lapses."""
VETOES = 2
OUT = ("no_quorum", "rejected")


def tally_is_of_openings(ledger: Ledger, closed: Closed) -> dict[str, House]:
    """Check (8) for one ballot; return what became of its houses, none where no member voted."""
    counts = [part for part in closed.result["parts"] if part["decider"] == "members"]
    if closed.ballot["read_at"] is None or closed.result["outcome"] == "lapsed":
        return {}
    found = {each: houses.read(ledger, closed, each) for each in sorted(closed.ballot["rolls"])}
    for house, read in found.items():
        _check_house(ledger, closed, house, read)
    _check_leaves(closed, [read for read in found.values() if read.status == "counted"])
    entitled = {house: found[house] for house in closed.result["members"]}
    for part in counts:
        _check_count(closed, part, entitled)
    return entitled


def receipts_hold(world: "World", closed: Closed, found: Mapping[str, House]) -> int:
    """Check (8): whoever has a receipt of an honest home finds its vote, or can show it was lost.

    A vote is lost only where the home went back to an old backup. If it did so after its box, all
    its members are; otherwise just those whose last vote it forgot. Returns how many lost theirs.
    """
    lost = 0
    for who, home in sorted(world.homes.items()):
        host = world.participants[who]
        given = last_of_each(home.receipts.get(closed.id, ()))
        if not isinstance(host, Host) or who not in found:
            continue
        for each in given:
            if not secret.is_genuine(each.receipt, each.key, world.watch_book.signatures):
                raise Violation(8, f"a receipt of {who} is not genuine")
        read, forgot = found[who], home.lost.get(closed.id, set())
        if read.status != "counted":
            if given and not forgot and not _is_excused(world, home, host):
                raise Violation(
                    8, f"{who} is honest and up, and its members do not count: {read.status}"
                )
            lost += len(given) if forgot else 0
            continue
        missing = {each.receipt.leaf for each in given} - set(read.leaves)
        if not missing <= forgot:
            raise Violation(8, f"{len(given)} members of {who} voted, {len(read.leaves)} count")
        by = {each.receipt.leaf: each.member for each in home.receipts.get(closed.id, ())}
        voters = [by.get(leaf) for leaf in read.leaves]
        if None in voters or len(set(voters)) < len(voters):
            raise Violation(8, f"{who} opened what no member has a receipt for, or one twice")
        lost += len(missing)
    return lost


def ballots_end(ledger: Ledger) -> None:
    """Check (16): no ballot stays open, whatever homes and sealers do not say."""
    state, time = ledger.states[-1], ledger.final_minutes(len(ledger.final) - 1).time
    for ballot_id in () if state.get("roster/next") else state.get("ballots") or ():
        ballot = state.get(f"ballot/{ballot_id}")
        over_at = ballot["closes_at"] + ballot["grace"]
        read_at = ballot["read_at"]
        if time >= (over_at + BOXING_TIME if read_at is None else read_at + OPENING_TIME):
            raise Violation(16, f"ballot {ballot_id[:8]} should be over, and is open")


def _is_excused(world: "World", home: "Home", host: Host) -> bool:
    """Tell whether a home was late by its own fault, or is gone, or forgot what it had signed.

    Where more are gone or lie than the policy bears, entries may be left out for longer.
    """
    gone = sum(each.is_gone for each in world.honest())
    most = reference.liars(world.plan.policy, len(world.plan.founders))
    is_late = home.is_late or host.is_gone or host.was_restored or host.partner is None
    return is_late or gone + len(world.liars) > most


def _check_house(ledger: Ledger, closed: Closed, house: str, read: House) -> None:
    frozen = closed.ballot["rolls"][house]["size"]
    if frozen != read.size:
        raise Violation(8, f"{house} opened a ballot with {read.size} members, frozen are {frozen}")
    said = closed.result["members"].get(house)
    if said is None:
        record = ledger.states[closed.height].get(f"partner/{house}")
        if record["status"] == "active":
            raise Violation(8, f"the members of {house} are left out of ballot {closed.id[:8]}")
    elif said != read.status:
        raise Violation(8, f"the members of {house} are {said}; by what it wrote, {read.status}")
    waited = ledger.final_minutes(closed.height).time - closed.ballot["read_at"]
    if said == "not_opened" and waited < OPENING_TIME:
        raise Violation(8, f"{house} had {waited} ms to open its members' votes")


def _check_leaves(closed: Closed, counted: list[House]) -> None:
    """Check that no leaf counts for two houses: whoever copies votes has none."""
    leaves = [leaf for read in counted for leaf in read.leaves]
    if len(leaves) != len(set(leaves)):
        raise Violation(8, f"a leaf counts twice in ballot {closed.id[:8]}")


def _check_count(closed: Closed, part: Mapping[str, Any], found: Mapping[str, House]) -> None:
    """Check that a count of members is the sum of what was opened, as plain arithmetic."""
    method = part["result"]["rule"].partition(".")[0]
    sums = {
        house: _summed(WORDS[method], read)
        for house, read in sorted(found.items())
        if read.status == "counted"
    }
    choosing = {house: sum(each[word] for word in WORDS[method]) for house, each in sums.items()}
    weights = {house: Fraction(weight) for house, weight in part["weights"].items()}
    _check_cap(closed, {house: n for house, n in choosing.items() if n}, weights)
    scales = {house: weights[house] / n if n else Fraction(1) for house, n in choosing.items()}
    expected = {
        word: sum((sums[house][word] * scales[house] for house in sums), Fraction(0))
        for word in (*WORDS[method], "abstain")
    }
    told = {word: Fraction(part["result"]["rounds"][0][word]) for word in expected}
    voices = sum(sum(each.values()) for each in sums.values())
    if told != expected or part["result"]["voices"] != voices:
        raise Violation(
            8, f"the members' tally of {closed.id[:8]} is {told}, what was opened {expected}"
        )
    outcome = _outcome(method, sums, expected, found)
    if part["result"]["outcome"] != outcome:
        raise Violation(
            8, f"the members' part of {closed.id[:8]} is {part['result']['outcome']}, not {outcome}"
        )
    if outcome in OUT and closed.result["outcome"] not in (*OUT, "tied"):
        raise Violation(8, f"ballot {closed.id[:8]} passed without its members")


def _summed(words: tuple[str, str], read: House) -> Sums:
    """Return how many leaves of a house say what; those that say nothing count nowhere."""
    found = {word: Fraction(0) for word in (*words, "abstain")}
    for choice in read.leaves.values():
        word = choice["stance"] if isinstance(choice, dict) else choice
        word = SAME[words].get(word, word)
        if word in found:
            found[word] += 1
    return found


def _check_cap(
    closed: Closed, choosing: Mapping[str, Fraction | int], weights: Mapping[str, Fraction]
) -> None:
    """Check that the weights are those of the choosing members, cut at the one level that fits.

    That level is a share of the whole after the cut, and as high as that allows.
    """
    if not choosing:
        return
    heavy = {house: weights.get(house, Fraction(0)) for house in choosing}
    level, whole = max(heavy.values()), sum(heavy.values(), Fraction(0))
    share = max(Fraction(*closed.ballot["cap"]), Fraction(1, len(heavy)))
    is_cut = any(heavy[house] < choosing[house] for house in heavy)
    is_right = (
        all(heavy[house] == min(Fraction(choosing[house]), level) for house in heavy)
        and level <= share * whole
        and (not is_cut or level == share * whole)
        and level >= min(choosing.values())
    )
    if not is_right:
        raise Violation(8, f"{choosing} members choose in {closed.id[:8]}, and weigh {weights}")


def _outcome(
    method: str, sums: Mapping[str, Sums], scaled: Sums, found: Mapping[str, House]
) -> str:
    """Return what the members decide."""
    pro, contra = WORDS[method]
    turnout = sum(sum(each.values()) for each in sums.values())
    whole = sum(read.size for read in found.values())
    choosing = [house for house, each in sums.items() if each[pro] + each[contra]]
    is_alone = len(choosing) == 1 and len(found) > 1
    if is_alone or (method == "majority" and turnout * 10 < whole):
        return "no_quorum"
    if method == "lazy":
        against = sum(each[contra] for each in sums.values())
        return "passed" if against < VETOES else "rejected"
    return "passed" if scaled[pro] > scaled[contra] else "rejected"
