"""Watch: sees everything that happens in a schedule, and asks the invariants when it is time."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from models.rules.log.entry import Signed
from models.rules.minutes import records as records_of
from models.rules.minutes.records import Minutes, Seal, SealOrStatus
from models.rules.partner.messages import (
    Asks,
    Heads,
    Leaves,
    Message,
    Proposes,
    Says,
    Seals,
    Shows,
)
from models.rules.partner.output import Durable, Happened, Output
from models.rules.partner.partner import Partner
from server.simulation import founding
from server.simulation.coverage import Coverage
from server.simulation.host import Host
from server.simulation.invariants import agreement, constancy, ending, records
from server.simulation.invariants.violation import Violation
from server.simulation.ledger import Ledger
from server.simulation.plan import Plan
from server.simulation.standin import Stationery, public_key

if TYPE_CHECKING:
    from server.simulation.world import World


AGREEMENT = 1
"""The invariant that does not hold where more lie than the policy bears; all others do."""


class Tear(NamedTuple):
    """What came of more lies than a policy bears, and when it was seen."""

    violation: Violation
    at: int


class Watch:
    """The ledger, what each honest partner said, and the checks on both."""

    def __init__(self, plan: Plan, stationery: Stationery, coverage: Coverage) -> None:
        self.plan = plan
        self.coverage = coverage
        self.ledger = Ledger()
        self.signatures = stationery.pen("nobody", ())
        signer_of = None if plan.is_safe else self._signer_of
        honest = [who for who in plan.everybody if who not in plan.liars]
        self.words = {who: constancy.Words(who, signer_of) for who in honest}
        self.heights: dict[str, int] = {}
        """How far the final chain of each honest partner was, since its last start."""
        self.tear: Tear | None = None
        """Where more lie than the policy bears: what contradicts, which then has to be proven."""
        self._partners: dict[str, Partner] = {}
        self._last_said: tuple[str, Message] | None = None

    def said(self, sender: str, message: Message) -> None:
        """Look at a message that leaves a house; what goes to everybody is looked at once."""
        last = self._last_said
        if last is not None and last[1] is message and last[0] == sender:
            return
        self._last_said = (sender, message)
        self.ledger.enter(message)
        words = self.words.get(sender)
        if words is not None:
            constancy.never_contradicts(words, self.ledger, message)

    def kept(self, records: Iterable[Durable]) -> None:
        """Note what is on a disk: whoever is alone never tells it to anybody."""
        for each in records:
            record = each.record
            if isinstance(record, Signed):
                self.ledger.enter_entry(record)
            elif isinstance(record, Minutes):
                self.ledger.identify(record)
            elif isinstance(record, Seal):
                self.ledger.enter_seal(record)

    def heard(self, to: str, message: Message) -> None:
        """Note what an honest partner is told."""
        if to in self.words:
            self.ledger.hear(to, message)
            if isinstance(message, Shows):
                self.coverage.note("R15")

    def did(self, host: Host, output: Output) -> None:
        """Look at an honest partner after anything it did."""
        partner = host.partner
        if partner is None:
            return
        if self._partners.get(host.who) is not partner:
            self._partners[host.who] = partner
            self.heights.pop(host.who, None)
            self.ledger.told.pop(host.who, None)
        known = self.heights.get(host.who, -1)
        final = partner.final
        height = -1 if final is None else final[0]
        for happened in output.effects:
            self._count_effect(happened)
        if self.tear is None and (height != known or output.effects):
            try:
                self._compare(host.who, partner, height, output)
            except Violation as found:
                if self.plan.is_safe or found.number != AGREEMENT:
                    raise
                self.tear = Tear(found, host.world.now)

    def _compare(self, who: str, partner: Partner, height: int, output: Output) -> None:
        """Ask whether what is final at somebody is what is final elsewhere, and well made."""
        seen = len(self.ledger.final)
        agreement.final_is_one_chain(self.ledger, who, partner)
        agreement.final_never_shrinks(who, self.heights.get(who, -1), height)
        agreement.effects_follow_final(self.ledger, who, output)
        self.heights[who] = height
        for new in range(seen, len(self.ledger.final)):
            self._look_at(new)

    def finish(self, world: "World") -> None:
        """Ask what can only be asked at the end."""
        ending.check(world, self.ledger)

    def follow(self, height: int, kept: str) -> None:
        """Judge by one of two records from here on: people decided to keep these minutes."""
        self.tear = None
        if self.ledger.final[height] != kept:
            self.ledger.forget_final(height)

    def _signer_of(self, record: SealOrStatus) -> str:
        """Return the key that signed something honest."""
        return next(
            key
            for key in (public_key(record.partner, name) for name in founding.KEYS)
            if self.signatures.verify(key, records_of.signed(record), record.sig)
        )

    def _look_at(self, height: int) -> None:
        ledger = self.ledger
        records.state_is_as_said(ledger, height)
        records.roster_has_both_quorums(ledger, height, self.signatures)
        records.gone_is_gone(ledger, height)
        records.keys_are_in_force(ledger, height)
        records.the_proven_are_suspended(ledger, height)
        self._count(height)

    def _count_effect(self, happened: Happened) -> None:
        effect = happened.effect
        if effect.kind in RULE_OF:
            self.coverage.note(RULE_OF[effect.kind])
        elif effect.kind == "sealer_gone":
            self.coverage.note("R8-remove")
            self.coverage.note(GONE[effect.facts["status"]])
        elif effect.kind == "appeal_ended" and effect.facts["status"] in ("reversed", "upheld"):
            self.coverage.note("judged")
        elif effect.kind == "roster_enacted" and effect.facts["change"] == "policy":
            self.coverage.note("R8-policy")
        elif effect.kind == "key_replaced":
            by = effect.facts["by"]
            self.coverage.note("R11-recovered" if by == "recovery" else "R11-rotated")

    def _count(self, height: int) -> None:
        note = self.coverage.note
        minutes = self.ledger.final_minutes(height)
        note("R1")
        note("R2")
        introduced = self.ledger.introduced(height)
        if minutes.start is not None:
            note("R4")
        if not introduced:
            note("R3")
        if len(introduced) > 1:
            note("R5")
        for run in introduced.values():
            for signed in run:
                note(f"entry:{signed.entry.type}")


RULE_OF = MappingProxyType(
    {
        "ballot_opened": "R6",
        "ballot_closed": "R7",
        "sealer_joined": "R8-add",
        "key_suspended": "R12",
        "host_moved": "R16",
        "boxes_taken": "R7-members",
        "veto_stands": "R7-vetoed",
        "rekeyed": "R11-rekeyed",
        "decision_reversed": "reversed",
    }
)
"""What shows a rule at work; what needs a closer look is in `Watch`."""
GONE = MappingProxyType({"left": "R10", "expelled": "R9", "excluded": "R13"})


def describe(ledger: Ledger, message: Message) -> str:
    """Return a message as one short line for people."""
    name = type(message).__name__.lower()
    if isinstance(message, Says):
        told = [f"{e.entry.partner}#{e.entry.seq} {e.entry.type}" for e in message.entries]
        return f"{name} {', '.join(told[:6])}{' ...' if len(told) > 6 else ''}"
    if isinstance(message, Proposes):
        minutes = message.minutes
        cut = " ".join(f"{who}#{head[0]}" for who, head in sorted(minutes.cut.items()))
        return (
            f"{name} {ledger.identify(minutes)[:8]} term {minutes.term} height {minutes.height} "
            f"roster {minutes.roster}{' start' if minutes.start else ''} [{cut}]"
        )
    if isinstance(message, Seals):
        seal = message.seal
        return f"{name} {seal.minutes[:8]} term {seal.term} height {seal.height}"
    if isinstance(message, Leaves):
        high = message.status.high
        return f"{name} for term {message.status.term}, knows " + (
            f"term {high.term} height {high.height}" if high else "nothing"
        )
    if isinstance(message, Heads):
        return f"{name} high {message.high and message.high[:2]} final {message.final}"
    if isinstance(message, Shows):
        return f"{name} {len(message.minutes)} minutes"
    if isinstance(message, Asks):
        return f"{name} {sorted(message.logs)} {len(message.minutes)} minutes {message.since}"
    return name
