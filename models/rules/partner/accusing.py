"""Accusing: contradictions are kept as evidence and shown to everybody (R12).

Whoever sees both sides writes an `evidence` entry at once; it is pushed like any entry, so a lie
that two honest partners saw one side of each is proven within one round of gossip.
"""

from collections import deque
from collections.abc import Sequence

from models.rules import evidence
from models.rules.evidence import Kind, Opening, Thing
from models.rules.log import handing
from models.rules.log.entry import Signed
from models.rules.minutes import records
from models.rules.minutes import sealers as sealing
from models.rules.minutes.node import Node
from models.rules.minutes.records import Countersign, Minutes, Seal, Status
from models.rules.partner.holding import Holding
from models.rules.partner.turn import Turn
from models.rules.roster import suspending

REMEMBERED = 64
"""Heights below the newest final minutes for which seals are compared."""
REMEMBERED_TERMS = 16
"""Statuses of each sealer that are compared with its seals."""


def accuse_entries(turn: Turn, one: Signed, other: Signed) -> None:
    """Keep the proof that an author wrote two entries with one number."""
    keys = (one.entry.key, other.entry.key)
    _accuse(turn.holding, "entries", keys, (one.entry, other.entry))


def look_for_twins(turn: Turn, node: Node) -> None:
    """Keep the proof when a secretary wrote two minutes in one place, or opened a term twice.

    O(minutes in one place + statuses).
    """
    holding = turn.holding
    minutes, parent = node.minutes, node.parent
    if minutes is None or parent is None:
        return
    for status in minutes.start.statuses if minutes.start else ():
        look_at_status(turn, status, sealing.key_of(parent.state, status.partner))
    twins = list(holding.chain.at(node.term, node.height))
    if minutes.start is not None:
        twins.append(holding.starts.setdefault((minutes.secretary, node.term), node))
    for twin in twins:
        if twin is not node and twin.minutes is not None and twin.parent is not None:
            keys = (_key_of(parent, minutes), _key_of(twin.parent, twin.minutes))
            _accuse(holding, "minutes", keys, (minutes, twin.minutes))


def look_for_double(turn: Turn, seal: Seal) -> None:
    """Keep the proof when a sealer sealed two minutes where only one can be; `seal` was checked.

    O(statuses of this sealer that are compared).
    """
    holding = turn.holding
    node = holding.chain.nodes.get(seal.minutes)
    known = holding.key_of(seal.partner)
    key = node.keys.get(seal.partner) if node else known
    if key is None:
        return
    place = (seal.partner, seal.term, seal.height)
    first = holding.seen_seals.setdefault(place, (key, seal))
    if first[1].minutes != seal.minutes:
        _accuse(holding, "seals", (first[0], key), (first[1], seal))
    if node is None or node.minutes is None:
        return
    opening = Opening(seal=seal, minutes=node.minutes)
    look_for_return(turn, opening, key)
    if node.minutes.start is None:
        return
    before = holding.openings.setdefault((seal.partner, seal.term), (key, opening))
    if before[1].seal.minutes != seal.minutes:
        _accuse(holding, "starts", (before[0], key), (before[1], opening))


def look_for_return(turn: Turn, opening: Opening, key: str) -> None:
    """Keep the proof when a sealer left the term of this seal, and knew too little then.

    O(statuses of this sealer that are compared).
    """
    holding, seal = turn.holding, opening.seal
    kept = holding.topmost.setdefault((seal.partner, seal.term), (key, opening))
    if kept[1].seal.height < seal.height:
        holding.topmost[(seal.partner, seal.term)] = (key, opening)
    for signed_by, status in holding.leavings.get(seal.partner, ()):
        if evidence.came_back(opening, status):
            _accuse(holding, "terms", (key, signed_by), (opening, status))


def look_at_status(turn: Turn, status: Status, key: str | None) -> None:
    """Keep the proof when a status, checked under `key`, hides what its sealer had sealed on.

    O(seals that are compared).
    """
    holding = turn.holding
    if key is None:
        return
    known = holding.leavings.setdefault(status.partner, deque(maxlen=REMEMBERED_TERMS))
    if (key, status) in known:
        return
    known.append((key, status))
    for (partner, _), (signed_by, opening) in list(holding.topmost.items()):
        if partner == status.partner and evidence.came_back(opening, status):
            _accuse(holding, "terms", (signed_by, key), (opening, status))


def look_at_certificate(turn: Turn, node: Node | None, certificate: Sequence[Countersign]) -> None:
    """Look at the seals of a certificate that was checked, as if each had come by itself.

    O(seals).
    """
    if node is None or node.minutes is None or node.id is None:
        return
    for line in certificate:
        if not _was_looked_at(turn.holding, node, line.partner):
            look_for_double(turn, records.seal_of(node.minutes, node.id, line))


def unsaid(holding: Holding) -> list[tuple[str, evidence.EvidenceBody]]:
    """Return the proofs that the newest state lacks, in a fixed order, each with its place.

    O(n log n) in the proofs held.
    """
    state = holding.chain.high.state
    found = []
    for place in sorted(holding.lies.keys() - holding.said):
        body = holding.lies[place]
        record = state.get(f"partner/{evidence.guilty(body)}")
        is_moot = record is None or not handing.answers(record, evidence.keys(body))
        if state.get(place) is None and not is_moot:
            found.append((place, body))
    return found


def forget(holding: Holding) -> None:
    """Drop what concerns heights long final. O(what is remembered)."""
    below = holding.chain.final.height - REMEMBERED
    if below <= 0 or len(holding.seen_seals) < 8 * REMEMBERED:
        return
    holding.seen_seals = {
        place: kept for place, kept in holding.seen_seals.items() if place[2] > below
    }
    holding.openings = {
        place: kept for place, kept in holding.openings.items() if kept[1].seal.height > below
    }
    holding.topmost = {
        place: kept for place, kept in holding.topmost.items() if kept[1].seal.height > below
    }
    holding.starts = {place: kept for place, kept in holding.starts.items() if kept.height > below}


def _was_looked_at(holding: Holding, node: Node, partner: str) -> bool:
    """Tell whether a seal was seen, and its minutes with it: a seal alone tells less. O(1)."""
    first = holding.seen_seals.get((partner, node.term, node.height))
    if first is None or first[1].minutes != node.id:
        return False
    if node.is_start:
        opened = holding.openings.get((partner, node.term))
        return opened is not None and opened[1].seal.minutes == node.id
    topmost = holding.topmost.get((partner, node.term))
    return topmost is not None and topmost[1].seal.height >= node.height


def _key_of(parent: Node, minutes: Minutes) -> str:
    """Return the key with which minutes after `parent` were written; they were checked."""
    key: str = parent.state.get(f"partner/{minutes.secretary}")["key"]
    return key


def _accuse(
    holding: Holding, kind: Kind, keys: tuple[str, str], things: tuple[Thing, Thing]
) -> None:
    """Keep the proof when both things are by one key, or by one that was handed on to the other."""
    for older, newer in (keys, keys[::-1]):
        handed = handing.between(holding.handed, older, newer)
        if handed is None:
            continue
        place = suspending.place(evidence.author(things[0]), kind, newer)
        known = place in holding.lies
        body = None if known else evidence.prove(kind, newer, *things, handed)
        if body is not None:
            holding.lies[place] = body
        return
