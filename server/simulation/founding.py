"""Founding: the charter and the genesis with which schedules begin."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import structs

from models.rules import genesis as beginnings
from models.rules.charter import topics
from models.rules.charter.clause import Goal
from models.rules.charter.decision_rule import DecisionRule
from models.rules.charter.document import Charter
from models.rules.charter.guard import Veto
from models.rules.charter.templates.alliance import alliance
from models.rules.charter.templates.brief import Brief
from models.rules.genesis import Chartered, Genesis, Sealer
from models.rules.quorum import Policy
from models.rules.state import State
from models.rules.tally.method import Method, Quorum
from models.rules.values import DAY, HOUR, MINUTE
from server.simulation.plan import Plan
from server.simulation.standin import public_key
from server.simulation.timeline import BEGINNING

GRACE = 5 * MINUTE
"""How long after a ballot's end the boxes are read."""
HEARING = 7 * DAY
ASKING = 3 * DAY
"""Members are asked for no shorter."""
VETO_WINDOW = HOUR
MEMBERS_TOPICS = (topics.MEMBERS_RIGHTS, "voice", "custom")
"""The partners' and the members' majority; the members' alone; what no two members veto."""
PANEL_TOPIC = "rift"
"""What goes to a panel when there is no decision: by tie, or for want of a quorum."""
_TENTH = Quorum(share=(1, 10), is_strict=False)
_MEMBERS_DECIDE: Mapping[str, DecisionRule] = MappingProxyType(
    {
        topics.MEMBERS_RIGHTS: DecisionRule(
            decider="dual",
            method=Method(name="majority"),
            quorum=Quorum(),
            member_quorum=_TENTH,
            opens_for=(ASKING, 30 * DAY),
        ),
        "voice": DecisionRule(
            decider="members",
            method=Method(name="majority"),
            quorum=_TENTH,
            opens_for=(ASKING, 30 * DAY),
        ),
        "custom": DecisionRule(
            decider="members",
            method=Method(name="lazy", block_limit=2),
            quorum=_TENTH,
            opens_for=(ASKING, 30 * DAY),
        ),
    }
)
_PANEL_STEPS_IN = DecisionRule(
    decider="partners",
    method=Method(name="approval"),
    quorum=Quorum(),
    opens_for=(HOUR, 30 * DAY),
    deadlock="panel",
)
_VETO = Veto(
    clause="competition",
    kind="keeper",
    topics=MEMBERS_TOPICS,
    window_ms=VETO_WINDOW,
    override=(2, 3),
)
FIRST_KEY = "key0"
RECOVERY = "recovery"
KEYS = tuple(f"key{number}" for number in range(4))
"""The operational keys that a participant may come to use, in order."""


def genesis_of(plan: Plan) -> Genesis:
    """Return the genesis of a plan's community."""
    return _genesis(plan.policy, plan.partners, plan.witnesses)


@lru_cache(maxsize=256)
def _genesis(policy: Policy, partners: tuple[str, ...], witnesses: tuple[str, ...]) -> Genesis:
    founders = [(who, "partner") for who in partners] + [(who, "witness") for who in witnesses]
    return Genesis(
        v=1,
        created=BEGINNING,
        charter=Chartered(document=msgspec.to_builtins(charter(policy, partners))),
        sealers=[msgspec.convert(sealer(who, kind), Sealer) for who, kind in sorted(founders)],
        line=list(partners),
        host=partners[0],
    )


@lru_cache(maxsize=256)
def charter(policy: Policy, partners: tuple[str, ...]) -> Charter:
    """Return a charter under which partners decide by simple majority, as quickly as may be."""
    brief = Brief(
        title="A community that is put to the test",
        purpose="To find out whether the rules hold.",
        goals=(Goal(id="hold", text="The rules hold", indicator=None, baseline=None),),
        partners=partners,
        founded_at=BEGINNING,
    )
    drafted = alliance(brief)
    rules = {topic: _quick(topic, rule) for topic, rule in drafted.topics.items()}
    return structs.replace(
        drafted,
        policy=policy,
        witnesses=4,
        topics={**rules, **_MEMBERS_DECIDE, PANEL_TOPIC: _PANEL_STEPS_IN},
        guards=structs.replace(drafted.guards, kinds={partners[0]: "keeper"}, veto=_VETO),
        grace_ms=GRACE,
        notice_ms=30 * DAY,
        ladder=tuple(structs.replace(rung, clock_ms=HOUR) for rung in drafted.ladder),
    )


def _quick(topic: str, rule: DecisionRule) -> DecisionRule:
    if rule.decider != "partners":
        return rule
    shortest = HEARING if topic == topics.REMOVE_PARTNER else HOUR
    return DecisionRule(
        decider="partners",
        method=Method(name="majority"),
        quorum=Quorum(),
        opens_for=(shortest, 30 * DAY),
    )


def identify(genesis: Genesis) -> str:
    """Return the id of a community that schedules begin; the same object is hashed once."""
    return _known(_Same(genesis))[0]


def first_state(genesis: Genesis) -> State:
    """Return the state before height 0; of the same object built once."""
    return _known(_Same(genesis))[1]


class _Same:
    """A genesis that equals itself only: it holds lists, and cannot be hashed by its value."""

    def __init__(self, genesis: Genesis) -> None:
        self.genesis = genesis

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.genesis is other.genesis

    def __hash__(self) -> int:
        return id(self.genesis)


@lru_cache(maxsize=256)
def _known(same: _Same) -> tuple[str, State]:
    state = beginnings.first_state(same.genesis)
    state.root()
    return beginnings.identify(same.genesis), state


def sealer(who: str, kind: str) -> dict[str, Any]:
    """Return what a roster says of a newcomer, as a JSON value."""
    return {
        "id": who,
        "kind": kind,
        "url": f"https://{who}.example/",
        "key": public_key(who, FIRST_KEY),
        "recovery": public_key(who, RECOVERY),
    }
