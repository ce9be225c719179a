"""Learning: taking in what others say, each object checked for what it is, whoever brought it.

What needs something that is not held waits for it, and its bringer is asked. What is wrong is
refused by name. Nothing here signs anything. What anybody can check of R1, R2, R4 and R12 is
checked here, in whatever order things come (R15).
"""

from collections.abc import Sequence

from models.rules.log.entry import Signed
from models.rules.minutes import certificate, records, starting
from models.rules.minutes.missing import Missing
from models.rules.minutes.node import Node
from models.rules.minutes.records import High, Minutes, Seal, SealOrStatus, Status
from models.rules.partner import accusing, blaming, finishing, noting, vanishing, waiting
from models.rules.partner.holding import Holding
from models.rules.partner.turn import Turn
from models.rules.refusal import Refusal, Refused

BACK = 16
"""How many entries before one that came too early are asked for at least."""


def take_entries(turn: Turn, sender: str, entries: Sequence[Signed]) -> list[Signed]:
    """Take entries in their order; return those newly held. Refusals are noted one by one.

    O(entries), and what is newly held by each.
    """
    held: list[Signed] = []
    for signed in entries:
        try:
            held += take_entry(turn, sender, signed)
        except Refused as refused:
            turn.refuse(sender, refused)
    return held


def take_entry(turn: Turn, sender: str, signed: Signed) -> Sequence[Signed]:
    """Take one entry; return what is newly held by it (R15).

    Refused with the reasons of `Log.add`. O(what is newly held + minutes that wait).
    """
    holding = turn.holding
    author = signed.entry.partner
    added = holding.log.add(signed, named=waiting.is_wanted(holding.waiting, author))
    for refused_id, reason in added.refused:
        turn.refuse(sender, Refused(reason, refused_id))
    if added.outcome == "waits":
        head = holding.log.head(author)
        # Its line may have left ours earlier than at our head: then each answer goes back further.
        first = min(0 if head is None else head[0] + 1, max(0, signed.entry.seq - BACK))
        turn.ask(sender, Missing(logs={author: (first, signed.entry.prev)}))
    for each in added.held:
        noting.note_entry(turn, each)
    for first_one, second in added.proofs:
        accusing.accuse_entries(turn, first_one, second)
    return added.held


def take_minutes(turn: Turn, sender: str, minutes: Minutes) -> Node | None:
    """Take minutes; None while they wait (R1).

    Refused with `too_much`, `cut_shrinks` and the reasons of `Chain.check`. Whoever wrote wrong
    minutes as secretary of our term is blamed for it (R4). O(new entries and open ballots).
    """
    holding = turn.holding
    minutes_id = records.identify(minutes)
    known = holding.chain.nodes.get(minutes_id)
    if known is not None:
        return known
    try:
        if holding.chain.is_crowded(minutes) and not waiting.is_awaited(
            holding.waiting, minutes_id
        ):
            raise Refused(Refusal.TOO_MUCH, f"minutes of {minutes.term} {minutes.height}")
        take_parent_certificate(turn, minutes)
        node = holding.chain.check(minutes, minutes_id)
    except Missing as missing:
        if not is_elsewhere(holding, missing):
            holding.waiting.put_minutes(sender, minutes_id, minutes, missing)
            turn.ask(sender, missing)
            return None
        holding.waiting.drop_minutes(minutes_id)
        refused = Refused(Refusal.CUT_SHRINKS, "another line of a log than the parent's")
        blaming.blame_for(holding, minutes, refused)
        raise refused from missing
    except Refused as refused:
        holding.waiting.drop_minutes(minutes_id)
        blaming.blame_for(holding, minutes, refused)
        raise
    hold(turn, node)
    return node


def is_elsewhere(holding: Holding, missing: Missing) -> bool:
    """Tell whether all is held that seems missing: then it is on another line than it should be.

    O(logs that seem to lack).
    """
    ends = [to for _, to in missing.logs.values() if to is not None]
    return bool(ends) and all(holding.log.get(to) is not None for to in ends)


def take_parent_certificate(turn: Turn, minutes: Minutes) -> None:
    """Take the proof that the parent is certified (R2), whatever the child is worth.

    Refused with the reasons of `certificate.check`. O(seals not seen before).
    """
    chain = turn.holding.chain
    parent = chain.nodes.get(minutes.parent or "")
    if parent is None or parent.certified or minutes.community != turn.holding.community:
        return
    certificate.check(parent, minutes.parent_certificate, turn.holding.signatures)
    # The child may never be kept, and what is taken next may rest on this.
    finishing.certify(turn, parent, minutes.parent_certificate)


def hold(turn: Turn, node: Node) -> None:
    """Put checked minutes into the tree, and take what waited for them.

    ValueError for the genesis. O(seals and statuses that they carry or that waited).
    """
    holding = turn.holding
    if node.minutes is None or node.id is None:
        raise ValueError("the genesis is held from the beginning")
    holding.waiting.drop_minutes(node.id)
    turn.keep("minutes", node.minutes)
    holding.note_minutes(node.minutes, node.id)
    finishing.finish(turn, holding.chain.add(node))
    accusing.look_at_certificate(turn, node.parent, node.minutes.parent_certificate)
    holding.unsealed.append(node)
    accusing.look_for_twins(turn, node)
    for seal in holding.waiting.take_seals(node.id):
        try:
            take_seal(turn, seal.partner, seal)
        except Refused as refused:
            turn.refuse(seal.partner, refused)


def take_seal(turn: Turn, sender: str, seal: Seal) -> None:
    """Take a seal, or let it wait for its minutes; two that contradict each other are proof (R12).

    Refused with the reasons of `Chain.check_seal`, or of `check_by_newest` while it waits.
    O(statuses of its sealer), and what `finishing.certify` costs.
    """
    holding = turn.holding
    try:
        sealed = holding.chain.check_seal(seal)
    except Missing as missing:
        check_by_newest(turn, seal)
        accusing.look_for_double(turn, seal)
        holding.waiting.put_seal(seal)
        turn.ask(sender, missing)
        return
    accusing.look_for_double(turn, seal)
    vanishing.note_alive(holding, seal.partner, seal.time)
    finishing.certify(turn, sealed, [certificate.countersign(seal)])


def check_by_newest(turn: Turn, record: SealOrStatus) -> str:
    """Return the key that signed a record: the newest that we know its sealer to have.

    Refused with `other_community`, `not_a_sealer`, `signature_invalid`.
    """
    holding = turn.holding
    if record.community != holding.community:
        raise Refused(Refusal.OTHER_COMMUNITY, record.community)
    keys = (holding.key_of(record.partner), holding.given_key(record.partner))
    return records.verify_any(record, keys, holding.signatures)


def take_high(turn: Turn, sender: str, high: High) -> None:
    """Take the proof that minutes are certified (R2); ask for those that are not held.

    Refused with the reasons of `starting.check_high`. O(seals not seen before).
    """
    chain = turn.holding.chain
    try:
        node = starting.check_high(high, chain.find, turn.holding.signatures)
    except Missing as missing:
        turn.ask(sender, missing)
        return
    accusing.look_at_certificate(turn, node, high.certificate)
    finishing.certify(turn, node, high.certificate)


def take_status(turn: Turn, sender: str, status: Status) -> None:
    """Take word that somebody left a term, and what it knew (R4).

    Refused with `start_invalid`, the reasons of `check_by_newest` and `take_high`. O(seals).
    """
    holding = turn.holding
    key = check_by_newest(turn, status)
    accusing.look_at_status(turn, status, key)
    known = holding.statuses.get(status.partner)
    if known is not None and (known.term, _rank(known)) >= (status.term, _rank(status)):
        return
    if status.high is not None:
        if status.high.term >= status.term:
            raise Refused(Refusal.START_INVALID, f"{status.partner} left no term")
        if status.high.minutes not in holding.chain.nodes:
            holding.waiting.statuses[status.partner] = status
        take_high(turn, sender, status.high)
        if status.high.minutes not in holding.chain.nodes:
            return
    holding.waiting.statuses.pop(status.partner, None)
    holding.statuses[status.partner] = status
    holding.news += 1
    vanishing.note_alive(holding, status.partner)


def take_again(turn: Turn) -> None:
    """Try again what waited, as long as that brings something.

    O(rounds * what waits), each round but the last taking something.
    """
    holding = turn.holding
    again = True
    while again:
        again = False
        for minutes_id, (sender, minutes) in list(holding.waiting.minutes.items()):
            # What came before in this round may have settled it already.
            if minutes_id not in holding.waiting.minutes or not is_ready(turn, minutes_id):
                continue
            try:
                again = take_minutes(turn, sender, minutes) is not None or again
            except Refused as refused:
                turn.refuse(sender, refused)
    for status in list(holding.waiting.statuses.values()):
        if status.high is None or status.high.minutes in holding.chain.nodes:
            holding.waiting.statuses.pop(status.partner, None)
            try:
                take_status(turn, status.partner, status)
            except Refused as refused:
                turn.refuse(status.partner, refused)


def is_ready(turn: Turn, minutes_id: str) -> bool:
    """Tell whether all that minutes waited for has come. O(what they lacked)."""
    holding = turn.holding
    lack = holding.waiting.lacks[minutes_id]
    return all(each in holding.chain.nodes for each in lack.minutes) and all(
        to is not None and holding.log.get(to) is not None for _, to in lack.logs.values()
    )


def _rank(status: Status) -> tuple[int, int]:
    return (-1, -1) if status.high is None else (status.high.term, status.high.height)
