"""Press: minutes taken from a working town, changed, and signed again by whoever can."""

from typing import Any

from msgspec import to_builtins

from models.rules.minutes import records
from models.rules.minutes.records import Exclusion, Minutes, Seal, Status
from models.rules.partner.partner import Partner
from models.rules.refusal import Refused
from models.rules.values import shaped
from tests.models.rules.partner.town import Pen, Town
from tests.models.rules.writers import key

EVERYBODY = tuple(f"{name}.example" for name in ("alpha", "beta", "gamma", "delta", "epsilon"))
PEN = Pen(key(name, each) for name in (*EVERYBODY, "witness.example") for each in ("1", "2"))


def started(count: int = 4, **more: Any) -> tuple[Town, Partner]:
    """Return a town with a few minutes, and its first partner, who is secretary."""
    town = Town(count, **more).found()
    town.act(town.names[1], "note", {"words": "hello"})
    town.settle()
    town.wait(5_000)
    return town, town.partners[town.names[0]]


def replaced(town: Town, count: int = 4) -> tuple[Town, Partner]:
    """Let the secretary fall silent until it is replaced; return the town and the next one."""
    town.down.add(town.names[0])
    town.act(town.names[1], "note", {"words": "is anybody there?"})
    town.settle()
    town.wait(30 * 3_600_000)
    return town, town.partners[town.names[1]]


def taken(partner: Partner, minutes: Minutes) -> Any:
    """Let a partner's chain check minutes."""
    return partner.chain.check(minutes, records.identify(minutes))


def newest(partner: Partner) -> Minutes:
    """Return the highest certified minutes."""
    found = partner.chain.high.minutes
    assert found is not None
    return found


def start_of(partner: Partner) -> Minutes:
    """Return the minutes that opened the newest term."""
    node = partner.chain.high
    while not node.is_start and node.parent is not None:
        node = node.parent
    assert node.minutes is not None
    return node.minutes


def again(minutes: Minutes, signer: str | None = None, **changes: Any) -> Minutes:
    """Return minutes with changes, signed by their secretary or somebody else."""
    claim = {**to_builtins(minutes), **changes}
    del claim["sig"], claim["v"]
    return records.sign(claim, Minutes, key(signer or claim["secretary"]), PEN)


def following(partner: Partner, **changes: Any) -> Minutes:
    """Return empty minutes after the highest certified, as its secretary would write them."""
    high = partner.chain.high
    minutes = newest(partner)
    claim = {
        "parent": high.id,
        "height": high.height + 1,
        "time": high.time + 1_000,
        "start": None,
        "closes": [],
        "parent_certificate": to_builtins([high.seals[name] for name in sorted(high.seals)]),
        **changes,
    }
    return again(minutes, **claim)


def status(
    town: Town, partner: str, term: int, high: Any = None, signer: str | None = None, **more: Any
) -> Status:
    """Return a status."""
    claim = {
        "community": town.community,
        "term": term,
        "partner": partner,
        "high": to_builtins(high),
        **more,
    }
    return records.sign(claim, Status, key(signer or partner), PEN)


def seal(minutes: Minutes, partner: str, signer: str | None = None, **more: Any) -> Seal:
    """Return a seal."""
    claim = {
        "community": minutes.community,
        "minutes": records.identify(minutes),
        "term": minutes.term,
        "height": minutes.height,
        "partner": partner,
        "time": minutes.time,
        **more,
    }
    return records.sign(claim, Seal, key(signer or partner), PEN)


def exclusion(town: Town, partner: str, subject: str, time: int, **more: Any) -> Exclusion:
    """Return a statement that somebody vanished."""
    claim = {
        "community": town.community,
        "roster": 1,
        "subject": subject,
        "partner": partner,
        "time": time,
        **more,
    }
    return records.sign(claim, Exclusion, key(partner), PEN)


def built(record: Any) -> Any:
    """Return a record as JSON values."""
    return to_builtins(record)


__all__ = ["again", "built", "following", "shaped"]


def honest(partner: Partner, **changes: Any) -> Minutes:
    """Return the next minutes as a partner finds them right."""
    minutes = following(partner, **changes)
    try:
        taken(partner, minutes)
    except Refused as refused:
        minutes = again(minutes, state=refused.detail)
    return minutes
