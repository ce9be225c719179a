"""Agreement: what is final is one chain (1), and nothing follows from anything else (5)."""

from models.rules.partner.output import Output
from models.rules.partner.partner import Partner
from server.simulation.invariants.violation import Violation
from server.simulation.ledger import Ledger


def final_is_one_chain(ledger: Ledger, who: str, partner: Partner) -> int:
    """Check (1): whatever is final at `who` is what was final elsewhere; return its height.

    Only what is new since the last check is looked at, and the newest old one.
    """
    chain = partner.final_chain
    final = partner.final
    if final is None:
        return -1
    height, newest = final
    if len(chain) != height + 1 or chain[height] != newest:
        raise Violation(1, f"{who}: final is {newest[:8]} at {height}, but not in its own chain")
    for at in range(min(height, len(ledger.final) - 1), -1, -1):
        if ledger.final[at] == chain[at]:
            break
        raise Violation(
            1,
            f"at height {at} {chain[at][:8]} is final at {who}, "
            f"{ledger.final[at][:8]} at {ledger.finalised_by[at]}",
        )
    for at in range(len(ledger.final), height + 1):
        ledger.final.append(chain[at])
        ledger.finalised_by.append(who)
        ledger.states.append(partner.state_of(chain[at]))
    return height


def final_never_shrinks(who: str, before: int, after: int) -> None:
    """Check (1): a partner that runs never takes back what was final."""
    if after < before:
        raise Violation(1, f"{who}: height {before} was final, and now only {after}")


def effects_follow_final(ledger: Ledger, who: str, output: Output) -> None:
    """Check (5): effects come from minutes that are final, each minutes' once, by height."""
    told = ledger.told.get(who, -1)
    newest = told
    for happened in output.effects:
        kind, height = happened.effect.kind, happened.height
        if kind == "finals_conflict":
            raise Violation(1, f"{who} sees two final minutes that exclude each other at {height}")
        if height >= len(ledger.final) or ledger.final[height] != happened.minutes:
            raise Violation(5, f"{who}: {kind} follows from minutes {height} that are not final")
        if height <= told or height < newest:
            raise Violation(5, f"{who}: {kind} of minutes {height} comes again, or out of order")
        newest = height
    ledger.told[who] = newest
