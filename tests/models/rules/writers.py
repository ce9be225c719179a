"""Writers: partners with real keys, the genesis they found, and the entries they sign."""

import hashlib
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import structs, to_builtins

from models.rules import genesis as genesis_of
from models.rules import signing
from models.rules.genesis import Chartered, Genesis, Sealer
from models.rules.log import entry as entries
from models.rules.log.entry import Signed
from models.rules.log.keys import Keys, possession
from models.rules.log.tree import Log
from models.rules.signing import Ed25519
from tests.models.rules.charter.drafts import ALPHA, BETA, CHARTERS, FOUNDED, GAMMA

__all__ = ["ALPHA", "BETA", "GAMMA"]
DELTA = "delta.example"
WITNESS = "witness.example"
MANY = tuple(f"p{number}.example" for number in range(7))
NAMES = ("1", "2", "3", "4", "recovery", "recovery 2")


@cache
def private(partner: str, name: str = "1") -> Ed25519PrivateKey:
    """Return a key of a partner, always the same for the same words."""
    return Ed25519PrivateKey.from_private_bytes(
        hashlib.sha256(f"{partner} {name}".encode()).digest()
    )


@cache
def key(partner: str, name: str = "1") -> str:
    """Return the Multikey of a key of a partner."""
    return signing.multikey(private(partner, name).public_key())


@cache
def signatures() -> Ed25519:
    """Return the hand of everybody: tests sign in anybody's name."""
    partners = (ALPHA, BETA, GAMMA, DELTA, WITNESS, *MANY)
    return Ed25519(private(partner, name) for partner in partners for name in NAMES)


def sealer(
    partner: str, kind: Any = "partner", name: str = "1", recovery: str = "recovery"
) -> Sealer:
    """Return what a genesis or a ballot says about somebody that seals."""
    return Sealer(
        id=partner,
        kind=kind,
        url=f"https://{partner}/partner",
        key=key(partner, name),
        recovery=key(partner, recovery),
    )


def genesis(*partners: str, witnesses: tuple[str, ...] = (), policy: Any = "majority") -> Genesis:
    """Return the genesis of some partners."""
    names = partners or (ALPHA, BETA, GAMMA)
    charter = structs.replace(CHARTERS["ecosystem"], policy=policy, witnesses=len(witnesses))
    sealers = [sealer(each) for each in names] + [sealer(each, "witness") for each in witnesses]
    return Genesis(
        v=1,
        created=FOUNDED,
        charter=Chartered(document=to_builtins(charter)),
        sealers=sorted(sealers, key=lambda each: each.id),
        line=list(names),
        host=names[0],
    )


COMMUNITY = genesis_of.identify(genesis())
"""The community that all entries of these writers name, whoever its founders are."""


def possessed(partner: str, name: str) -> str:
    """Return the signature by which a key says that it is the partner's."""
    held = key(partner, name)
    return signatures().sign(held, possession(COMMUNITY, partner, held))


def write(partner: str, seq: int, prev: Signed | None, name: str = "1", **more: Any) -> Signed:
    """Return an entry signed by one of the partner's keys; `more` are fields to differ."""
    claim = {
        "v": 1,
        "community": COMMUNITY,
        "partner": partner,
        "seq": seq,
        "prev": prev.id if prev else None,
        "roster": 1,
        "anchor": None,
        "ts": FOUNDED + seq,
        "type": "note",
        "body": {},
        "blobs": [],
        "key": key(partner, name),
        **more,
    }
    return entries.write(claim, signatures())[1]


def line(
    partner: str, *bodies: dict[str, Any], after: Signed | None = None, **more: Any
) -> list[Signed]:
    """Return entries that follow each other."""
    found: list[Signed] = []
    prev = after
    for body in bodies:
        prev = write(partner, prev.entry.seq + 1 if prev else 0, prev, body=body, **more)
        found.append(prev)
    return found


def replacing(partner: str, name: str, **more: Any) -> dict[str, Any]:
    """Return the body of an entry that puts another key in force."""
    return {"new": key(partner, name), "new_sig": possessed(partner, name), **more}


def recovering(partner: str, name: str, compromised_after: int, **more: Any) -> dict[str, Any]:
    """Return the body by which the recovery key puts another key in force."""
    return replacing(partner, name, compromised_after=compromised_after, **more)


def keys(partner: str) -> Keys:
    """Return the keys with which a partner begins."""
    return Keys(key=key(partner), recovery=key(partner, "recovery"))


def log(*partners: str) -> Log:
    """Return an empty log that knows some partners."""
    made = Log(COMMUNITY, signatures())
    for each in partners or (ALPHA, BETA, GAMMA):
        made.admit(each, keys(each))
    return made
