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
    """Check (5): each effect comes from minutes that are final, once, in order of height."""
    seen = ledger.effects.setdefault(who, [])
    for happened in output.effects:
        if happened.height >= len(ledger.final) or (
            ledger.final[happened.height] != happened.minutes
        ):
            raise Violation(
                5,
                f"{who}: {happened.effect.kind} follows from {happened.minutes[:8]} "
                f"at {happened.height}, which is not final",
            )
        if seen and seen[-1].height > happened.height:
            raise Violation(5, f"{who}: {happened.effect.kind} comes out of order")
        if happened in seen:
            raise Violation(5, f"{who}: {happened.effect.kind} comes twice")
        seen.append(happened)
