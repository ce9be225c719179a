"""Mending: people choose which of two final records to keep, and everybody goes on from it (R12).

It happens in schedules in which more lie than the policy bears, after the lie was proven. Each
honest partner names one record, starts again with it when enough did, takes its log up again with
its recovery key where the rules ask for it, and writes something new, which has to become final.
"""

from collections import Counter
from typing import TYPE_CHECKING

from models.rules.partner import settling
from models.rules.partner.partner import Partner
from models.rules.values import HOUR
from server.simulation import reference
from server.simulation.errands import keys, talking
from server.simulation.host import Host
from server.simulation.invariants import proof
from server.simulation.invariants.violation import Violation
from server.simulation.plan import Item

if TYPE_CHECKING:
    from server.simulation.world import World

PATIENCE = 10
"""So often the words for one record are looked for."""
LONGEST = 12 * HOUR
"""What is written after it has so long to become final."""


class Mending:
    """What became of a torn record so far."""

    def __init__(self) -> None:
        self.looks = 0
        self.writers: list[str] = []
        """Who goes on, and writes something new."""
        self.has_written: set[str] = set()

    def go_on(self, world: "World") -> bool:
        """Take the next step; tell whether there is nothing (more) to be mended."""
        if world.watch_book.tear is None:
            return self._take_up(world)
        if not proof.tear_is_settled(world):
            return False
        hosts = _hearing(world)
        if not self.looks and not _can_mend(world, hosts):
            return True
        if self.looks:
            self._follow(world, hosts)
        else:
            world.count("torn")
            world.ends_at += LONGEST
            _speak(world, hosts)
        self.looks += 1
        return False

    def check(self, world: "World") -> None:
        """Check (16), where enough are honest and up, that what was written after it is final."""
        state = world.watch_book.ledger.states[-1]
        missing = [who for who in self.writers if state.get(f"indicator/{_name(who)}") is None]
        if missing:
            raise Violation(16, f"the record was mended, and what {missing} wrote is not final")
        if self.writers:
            world.count("mended")

    def _follow(self, world: "World", hosts: list[Host]) -> None:
        """Start everybody again when all know what was settled: nothing is torn from then on."""
        found = {host.partner.settlement() for host in hosts if host.partner is not None}
        settled = found.pop()
        if settled is None or found:
            if self.looks > PATIENCE:
                raise Violation(16, "everybody named one record, and it is not settled")
            return
        height, kept = settled
        world.watch_book.follow(height, kept)
        for host in world.honest():
            host.settled = {height: kept}
            if host.partner is not None:
                host.stop()
                host.restart()
        self.writers = [host.who for host in hosts if host.who in world.plan.partners]

    def _take_up(self, world: "World") -> bool:
        """Let everybody take up its log where that is due, and write; tell whether all have."""
        for host in world.honest():
            if not host.settled or host.partner is None:
                continue
            after = host.partner.takes_up_after
            if after is not None:
                taken = keys.replace(world, host.who, {"compromised_after": after})
                world.coverage.note("R12-taken-up", int(taken))
            elif host.who in self.writers and host.who not in self.has_written:
                goal = Item(at=0, kind="goal", who=host.who, what={"name": _name(host.who)})
                if talking.goal(world, goal):
                    self.has_written.add(host.who)
        return len(self.has_written) == len(self.writers)


def _hearing(world: "World") -> list[Host]:
    """Return the hosts of honest sealers that are up and not silent."""
    sealers = world.watch_book.ledger.states[-1].get("roster")["sealers"]
    hosts = [host for host in world.honest() if host.who in sealers]
    return [host for host in hosts if host.partner is not None and not host.partner.is_silent]


def _can_mend(world: "World", hosts: list[Host]) -> bool:
    """Tell whether the honest saw one tear, hold proof, and are enough to go on without liars."""
    roster = world.watch_book.ledger.states[-1].get("roster")
    enough = reference.quorum(roster["policy"], len(roster["sealers"]))
    partings = {_parting(host.partner) for host in hosts}
    is_one = len(partings) == 1 and None not in partings
    return len(hosts) >= enough and is_one and not proof.was_recovered(world)


def _parting(partner: Partner | None) -> int | None:
    """Return the first height at which the records differ that a partner knows, if it knows two."""
    if partner is None or partner.chain.conflict is None:
        return None
    return settling.parting(*partner.chain.conflict)[0]


def _speak(world: "World", hosts: list[Host]) -> None:
    """Let everybody name the record on which most of them stood: of two the one of lower id."""
    height = _parting(hosts[0].partner) or 0
    chains = [host.partner.final_chain for host in hosts if host.partner is not None]
    stood = Counter(chain[height] for chain in chains if len(chain) > height)
    kept = min(stood, key=lambda each: (-stood[each], each))
    for host in hosts:
        body = {"subject": min(world.liars), "height": height, "minutes": kept}
        host.act("settle", body)


def _name(who: str) -> str:
    return f"mended-{who}"
