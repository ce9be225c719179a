"""Each rule switched wrong is caught: otherwise an invariant or a lie would be missing.

The schedules were found by search; a change of the rules or of the dice can make one harmless.
Then `hanse simulate --mutant NAME` finds another.
"""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from server.simulation import campaign, planning
from server.simulation.mutants.library import MUTANTS
from server.simulation.planning import Wish

CHATTER = Wish(partners=4, policy="two_thirds", story="chatter")
BALLOTS = Wish(partners=4, story="ballots")
ROSTER = Wish(partners=3, story="roster_change")
MODERATION = Wish(partners=4, story="moderation")
PANELS = Wish(partners=5, story="moderation")
DEADLOCK = Wish(partners=5, story="deadlock")
MEMBERS = Wish(partners=4, policy="two_thirds", story="members")


def lying(*lies: str, story: str = "chatter") -> Wish:
    return Wish(partners=4, policy="two_thirds", story=story, lies=lies)


DOUBLE = lying("twins", "two_minutes", "seals_everything")
CAUGHT_BY: Mapping[str, tuple[Wish, int]] = MappingProxyType(
    {
        "answer-before-durable": (Wish(partners=3), 147022768415518),
        "blob-in-state": (MODERATION, 266183024528186),
        "box-threshold-one": (BALLOTS, 75791078632830),
        "boxes-unawaited": (MEMBERS, 31658155146677),
        "cut-may-shrink": (lying("shrinking"), 245139687905931),
        "deadlock-passes": (DEADLOCK, 26857446642731),
        "draw-by-one": (PANELS, 59704031257560),
        "draw-unsealed": (PANELS, 168192049993201),
        "draw-waits-for-ever": (DEADLOCK, 146212948606523),
        "dropped-is-forgotten": (
            Wish(partners=3, policy="majority", story="chatter"),
            120816311956582,
        ),
        "early-handover": (Wish(partners=4, story="roster_change"), 253152960172201),
        "effects-unheld": (MEMBERS, 253152960172201),
        "erased-is-missed": (MODERATION, 7648711198488),
        "evidence-ignored": (DOUBLE, 245139687905931),
        "first-author-wins": (MODERATION, 266183024528186),
        "forget-seals": (
            lying("two_minutes", "two_starts", "twins", "quiet_twins", "seals_everything"),
            245139687905931,
        ),
        "forget-terms": (
            lying("hidden_certificate", "seals_everything", "false_start", "stale_status", "twins"),
            131513734575115,
        ),
        "join-takes-last": (MODERATION, 59704031257560),
        "key-never-suspended": (DOUBLE, 245139687905931),
        "key-washes-clean": (lying("twins", story="keys"), 132731761191907),
        "late-vote-counts": (BALLOTS, 75791078632830),
        "leaf-twice": (lying("false_openings", story="members"), 32429306292703),
        "new-quorum-only": (ROSTER, 146212948606523),
        "no-start-check": (lying("false_start"), 111608414788291),
        "omission-tolerated": (lying("censoring", story="busy"), 26857446642731),
        "omit-votes-at-closing": (lying("censoring", story="ballots"), 35235159445646),
        "one-chain": (CHATTER, 266470941532145),
        "one-partner-is-enough": (MODERATION, 238683875444657),
        "openings-for-ever": (MEMBERS, 155641290993763),
        "openings-unawaited": (MEMBERS, 253152960172201),
        "openings-unchecked": (lying("false_openings", story="members"), 33801364739740),
        "panel-of-askers": (DEADLOCK, 147022768415518),
        "panel-of-friends": (PANELS, 90968735062997),
        "policy-changes-freely": (Wish(partners=7, story="roster_change"), 42602516568945),
        "quorum-minus-one": (Wish(partners=4, story="chatter"), 253152960172201),
        "restore-without-asking": (Wish(partners=4, policy="two_thirds"), 142385090177207),
        "reverse-reaches-all": (MODERATION, 266183024528186),
        "roll-uncapped": (lying("false_openings", story="members"), 257377489677308),
        "rolls-unfrozen": (lying("false_roll", story="members"), 262434308051257),
        "second-start": (lying("reopening"), 82461588480007),
        "shift-never-ends": (MODERATION, 168192049993201),
        "stand-in-always": (MODERATION, 72149624110137),
        "start-from-lower": (lying("false_start"), 198318924363160),
        "text-unchecked": (MODERATION, 7648711198488),
        "unfrozen-electorate": (ROSTER, 227714221514150),
        "unsalted-text": (MODERATION, 266183024528186),
        "veto-ignored": (MEMBERS, 242593802714108),
        "vote-in-own-case": (Wish(partners=4, story="expulsion"), 253152960172201),
    }
)
"""What was wished for and the seed of a schedule that breaks nothing but under the mutant."""


def test_every_mutant_has_a_schedule_that_catches_it() -> None:
    assert set(CAUGHT_BY) == set(MUTANTS)


@pytest.mark.parametrize("name", sorted(MUTANTS))
def test_a_rule_switched_wrong_is_noticed(name: str) -> None:
    wish, seed = CAUGHT_BY[name]
    plan = planning.drawn(seed, wish)
    assert campaign.once(plan).violation is None
    assert campaign.once(plan, name).violation is not None
