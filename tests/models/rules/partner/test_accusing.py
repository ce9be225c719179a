"""Contradictions that show only when a seal and its minutes are looked at together."""

from typing import Any

from models.rules.minutes import records
from models.rules.minutes.records import Minutes
from models.rules.partner import waiting
from models.rules.partner.messages import Leaves, Proposes, Seals, Shows
from models.rules.partner.output import Output
from models.rules.partner.partner import Partner
from models.rules.refusal import Refused
from tests.models.rules.minutes import press
from tests.models.rules.partner.town import Town

ALPHA, BETA, GAMMA, DELTA = "alpha.example", "beta.example", "gamma.example", "delta.example"
SEALERS = (ALPHA, BETA, DELTA)


def high_of(partner: Partner, minutes_id: str) -> Any:
    """Return certified minutes with the seals that a partner knows of them."""
    node = partner.chain.nodes[minutes_id]
    return {
        "term": node.term,
        "height": node.height,
        "minutes": node.id,
        "certificate": press.built([node.seals[each] for each in sorted(node.seals)]),
    }


def lower_start(town: Town, partner: Partner, start: Minutes) -> Minutes:
    """Return the same opening of a term one height lower, by those who knew no more."""
    below = partner.chain.nodes[start.parent or ""].parent
    assert below is not None
    known = high_of(partner, below.id or "")
    statuses = [press.status(town, name, start.term, known) for name in SEALERS]
    changes: dict[str, Any] = {
        "height": below.height + 1,
        "parent": below.id,
        "parent_certificate": known["certificate"],
        "start": {"statuses": press.built(statuses), "exclusions": []},
        "cut": press.built(below.cut),
    }
    try:
        press.taken(partner, press.again(start, **changes))
    except Refused as refused:
        changes["state"] = refused.detail
    return press.again(start, **changes)


def hear(town: Town, message: Any) -> Output:
    """Let gamma hear something of delta."""
    return town.partners[GAMMA].receive(DELTA, message, town.now)


def crowd_out(town: Town, minutes: Minutes) -> None:
    """Let delta seal so much else that its seal of minutes that nobody knows waits no longer."""
    for step in range(waiting.MOST_SEALS):
        other = press.again(minutes, term=minutes.term + 1, height=minutes.height + 1 + step)
        hear(town, Seals(seal=press.seal(other, DELTA)))


def shown(minutes: Minutes) -> Shows:
    """Return the proof that minutes are certified, delta's seal among others."""
    seals = [press.seal(minutes, name) for name in SEALERS]
    lines = [{"partner": each.partner, "time": each.time, "sig": each.sig} for each in seals]
    high = {
        "term": minutes.term,
        "height": minutes.height,
        "minutes": records.identify(minutes),
        "certificate": lines,
    }
    return Shows(minutes=(), proofs=(press.shaped(high, records.High),))


def kinds(output: Output) -> set[str]:
    """Return of what kinds evidence was written that accuses delta."""
    kept = [each.record for each in output.durable if each.kind == "entry"]
    bodies = [each.entry.body for each in kept]  # type: ignore[union-attr]
    return {
        body["kind"] for body in bodies if body["first"].get("seal", {}).get("partner") == DELTA
    }


def test_a_term_opened_twice_is_proven_though_one_seal_came_long_before_its_minutes() -> None:
    town, _ = press.replaced(press.started()[0])
    gamma = town.partners[GAMMA]
    start = press.start_of(gamma)
    lower = lower_start(town, gamma, start)
    hear(town, Seals(seal=press.seal(start, DELTA)))
    hear(town, Seals(seal=press.seal(lower, DELTA)))
    crowd_out(town, start)
    assert kinds(hear(town, Proposes(minutes=lower))) == set()
    assert "starts" in kinds(hear(town, shown(lower)))


def test_sealing_in_a_term_that_was_left_is_proven_though_the_seal_came_long_before() -> None:
    town, _ = press.started()
    gamma = town.partners[GAMMA]
    high = gamma.chain.high
    assert high.parent is not None
    assert high.parent.id is not None
    minutes = press.honest(gamma, time=town.now + 1)
    hear(town, Seals(seal=press.seal(minutes, DELTA)))
    crowd_out(town, minutes)
    hear(town, Proposes(minutes=minutes))
    early = press.status(town, DELTA, 1, high_of(gamma, high.parent.id))
    assert kinds(hear(town, Leaves(status=early))) == set()
    assert kinds(hear(town, shown(minutes))) == {"terms"}
