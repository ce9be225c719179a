"""Certificate: the seals of a quorum, which make minutes certified (R2)."""

from collections.abc import Sequence

from models.rules.minutes import records
from models.rules.minutes.node import Node
from models.rules.minutes.records import Countersign, Seal
from models.rules.refusal import Refusal, Refused
from models.rules.signing import Signatures


def is_quorum(node: Node, sealing: int) -> bool:
    """Tell whether so many distinct sealers certify these minutes."""
    return sealing >= node.roster.needed


def check_seal(node: Node, seal: Countersign, signatures: Signatures) -> None:
    """Refuse a seal that does not count for these minutes; a known one costs nothing again.

    Sealers are those of the parent's state, with their keys (`Node.keys`). Refused with
    `not_a_sealer` or `signature_invalid`.
    """
    if node.seals.get(seal.partner) == seal:
        return
    if node.minutes is None or node.id is None:
        raise Refused(Refusal.NOT_A_SEALER, seal.partner)
    _verify(node, records.seal_of(node.minutes, node.id, seal), signatures)


def check_whole_seal(node: Node, seal: Seal, signatures: Signatures) -> None:
    """Refuse as `check_seal` does a seal that says itself what it seals, and that it is `node`."""
    if node.seals.get(seal.partner) != countersign(seal):
        _verify(node, seal, signatures)


def check(node: Node, certificate: Sequence[Countersign], signatures: Signatures) -> None:
    """Refuse (certificate_invalid and the reasons of `check_seal`) what does not certify `node`.

    A certificate is in order of partner, each once. O(seals not seen before).
    """
    if node.parent is None:
        if certificate:
            raise Refused(Refusal.CERTIFICATE_INVALID, "the genesis needs no seals")
        return
    names = [seal.partner for seal in certificate]
    if names != sorted(set(names)):
        raise Refused(Refusal.CERTIFICATE_INVALID, "not in order of partner, each once")
    if not is_quorum(node, len(names)):
        raise Refused(Refusal.CERTIFICATE_INVALID, f"{len(names)} seals, {node.roster.needed}")
    for seal in certificate:
        check_seal(node, seal, signatures)


def accept(node: Node, seals: Sequence[Countersign]) -> bool:
    """Keep checked seals with their node; tell whether it is certified by them only now.

    O(seals).
    """
    for seal in seals:
        node.seals.setdefault(seal.partner, seal)
    newly = not node.certified and is_quorum(node, len(node.seals))
    node.certified = node.certified or newly
    return newly


def of(node: Node) -> list[Countersign]:
    """Return the certificate of certified minutes; empty for the genesis.

    O(n log n) in the sealers.
    """
    return [node.seals[partner] for partner in sorted(node.seals)]


def countersign(seal: Seal) -> Countersign:
    """Return what a certificate keeps of a seal."""
    return Countersign(partner=seal.partner, time=seal.time, sig=seal.sig)


def _verify(node: Node, seal: Seal, signatures: Signatures) -> None:
    key = node.keys.get(seal.partner)
    if key is None:
        raise Refused(Refusal.NOT_A_SEALER, seal.partner)
    records.verify(seal, key, signatures)
