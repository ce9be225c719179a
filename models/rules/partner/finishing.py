"""Finishing: what follows when minutes are certified, and when they are final.

Effects happen only here (R2). Logs follow the line that is final, newcomers' logs open, and what
concerned only the way here is forgotten.
"""

from collections.abc import Iterable, Sequence

from models.rules.fold.occasion import Effect
from models.rules.log.keys import Keys
from models.rules.minutes import certificate
from models.rules.minutes.chain import Chain
from models.rules.minutes.node import Node
from models.rules.minutes.records import Countersign, High
from models.rules.partner import accusing
from models.rules.partner.holding import Holding
from models.rules.partner.messages import MAX_MINUTES, Shows
from models.rules.partner.output import Happened
from models.rules.partner.turn import Turn

MOST_TIMES = 4096
"""Times of entries that are remembered before those of old ones are dropped."""


def certify(turn: Turn, node: Node, seals: Sequence[Countersign]) -> None:
    """Count checked seals (R2); keep the proof when they certify: a restart must not know less.

    O(seals), and what `finish` costs.
    """
    was_certified = node.certified
    finals = turn.holding.chain.certify(node, seals)
    if node.certified and not was_certified:
        turn.keep("high", high_of(node))
        # The next minutes may take what stands in these logs, and nothing here be final yet.
        admit_all(turn.holding, node)
    finish(turn, finals)


def proven(chain: Chain) -> tuple[Node, ...]:
    """Return the child that makes the newest final minutes final, and the highest certified.

    They need not be on one line: the secretary of a later term may not have known that child.
    O(variants).
    """
    children = [each for each in chain.after(chain.final) if each.certified]
    beside = [each for each in children if not chain.high.descends_from(each)]
    return (*beside[:1], chain.high) if chain.high.minutes else ()


def high_of(node: Node) -> High:
    """Return certified minutes with their proof."""
    return High(
        term=node.term,
        height=node.height,
        minutes=node.id or "",
        certificate=certificate.of(node),
    )


def finish(turn: Turn, finals: Iterable[Node]) -> None:
    """Take note of minutes that became final (R2): effects, and what logs follow from them.

    O(their entries and effects).
    """
    holding = turn.holding
    newest = 0
    for node in finals:
        newest = node.height
        turn.settle([node])
        for author in sorted(node.entries):
            holding.log.settle(author, node.cut[author][1])
            forget_words(holding, author, node.cut[author][0])
        forget_times(holding, node)
        admit_all(holding, node)
        for effect in node.effects:
            if effect.kind in ("candidate_dismissed", "sealer_gone"):
                head = effect.facts["head"]
                holding.log.close(effect.about, head[1] if head else None)
    if newest:
        holding.duty.forget(newest)
        holding.waiting.forget(newest)
        accusing.forget(holding)
    if holding.chain.conflict is not None:
        tell_conflict(turn, *holding.chain.conflict)


def tell_conflict(turn: Turn, one: Node, other: Node) -> None:
    """Tell, once, that two final minutes exclude each other (R12): people must decide.

    Both are shown. O(minutes shown + peers).
    """
    if turn.holding.is_conflict_told:
        return
    turn.holding.is_conflict_told = True
    effect = Effect(kind="finals_conflict", about=other.id or "", facts={"final": one.id})
    turn.effects.append(Happened(minutes=other.id or "", height=other.height, effect=effect))
    for made in (one, other):
        tip = next((n for n in turn.holding.chain.after(made) if n.certified), made)
        line = [tip.ancestor(height) for height in range(made.height, tip.height + 1)]
        while line[0].height > 0 and len(line) < MAX_MINUTES:
            line.insert(0, line[0].ancestor(line[0].height - 1))
        shown = tuple(node.minutes for node in line if node.minutes is not None)
        turn.tell_peers(Shows(minutes=shown, proofs=(high_of(tip),)))


def forget_words(holding: Holding, author: str, seq: int) -> None:
    """Drop what was acknowledged of a log up to a number that is final. O(words kept)."""
    said = holding.acknowledged.pop(author, {})
    kept = {name: [word for word in words if word[1] > seq] for name, words in said.items()}
    left = {name: words for name, words in kept.items() if words}
    if left:
        holding.acknowledged[author] = left


def forget_times(holding: Holding, node: Node) -> None:
    """Drop when entries came, once they are final and no open ballot can ask for it.

    O(entries of the minutes), and when there are many times O(their number).
    """
    if node.state.get("ballots"):
        return
    for line in node.entries.values():
        for signed in line:
            holding.first_seen.pop(signed.id, None)
    if len(holding.first_seen) > MOST_TIMES:
        kept = {each.id for line in holding.pending.values() for each in line}
        found = holding.first_seen.items()
        holding.first_seen = {entry: when for entry, when in found if entry in kept}


def admit_all(holding: Holding, node: Node) -> None:
    """Open the logs of candidates (R8), and go on with those under keys that others gave (R11).

    O(effects).
    """
    for effect in node.effects:
        if effect.kind in ("candidate_admitted", "rekeyed"):
            after = effect.facts["after"]
            keys = Keys(key=effect.facts["key"], recovery=effect.facts["recovery"])
            holding.log.admit(effect.about, keys, after[1] if after else None)
            holding.authors = sorted({*holding.authors, effect.about})
