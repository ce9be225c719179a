"""Acting: writing entries into our own log (R5, R11).

The anchor is the newest final minutes, the number follows on our own line, the key is the one in
force there. What would mean nothing in the newest certified state is not written at all: an entry
stays for good.
"""

from collections.abc import Sequence
from typing import Any

from models.rules.fold import registry, standing
from models.rules.fold.desk import Desk
from models.rules.fold.occasion import Occasion
from models.rules.fold.void import Void
from models.rules.log import door
from models.rules.log import entry as entries_of
from models.rules.log.entry import Signed
from models.rules.partner import learning
from models.rules.partner.holding import Holding
from models.rules.partner.messages import Says
from models.rules.partner.turn import Turn
from models.rules.refusal import Refusal, Refused
from models.rules.values import Head, shaped


def write(
    turn: Turn,
    kind: str,
    body: dict[str, Any],
    blobs: Sequence[str],
    instead: tuple[str, Head | None] | None = None,
) -> Signed:
    """Write an entry, keep it, and tell everybody (R15).

    `instead`: another key than the one in force, and another entry than our newest to follow on.
    Refused: recovering, unknown_partner, not_now (no key, or void: the detail says why), and the
    reasons of `entry.write`, of the door and of `Log.add`. O(our own entries that wait for minutes
    + peers).
    """
    holding = turn.holding
    if holding.duty.is_silent:
        raise Refused(Refusal.RECOVERING, kind)
    keys = holding.log.keys(holding.me)
    if keys is None:
        raise Refused(Refusal.UNKNOWN_PARTNER, holding.me)
    key, head = instead or (keys.key, holding.log.head(holding.me))
    claim = {**claim_of(turn, head), "key": key, "type": kind, "body": body, "blobs": list(blobs)}
    if instead is not None:
        claim |= latest(holding, head)
    try:
        _, signed = entries_of.write(claim, holding.signatures)
    except KeyError as error:
        raise Refused(Refusal.NOT_NOW, "the key in force is not held here") from error
    door.check(signed, keys, holding.signatures)
    reason = void_reason(holding, signed, turn.now)
    if reason is not None:
        raise Refused(Refusal.NOT_NOW, reason)
    learning.take_entry(turn, holding.me, signed)
    turn.tell_peers(Says(entries=(signed,)))
    return signed


def recover(turn: Turn, body: dict[str, Any]) -> Signed:
    """Write a `key` entry signed by our recovery key, over what a stolen key wrote (R11).

    Refused with `unknown_partner`, `body_malformed`, the reasons of `write`; and with `not_now`
    where one stands that no minutes took yet: a second in its place would be proof against the
    recovery key. O(our own entries that wait for minutes).
    """
    holding = turn.holding
    keys = holding.log.keys(holding.me)
    if keys is None:
        raise Refused(Refusal.UNKNOWN_PARTNER, holding.me)
    after = body.get("compromised_after")
    if not isinstance(after, int):
        raise Refused(Refusal.BODY_MALFORMED, "a recovery says what it stands by")
    # Right after what stands, and over everything that only a stolen key may have written.
    certified = holding.chain.high.cut.get(holding.me)
    if certified and standing.is_held_back(holding.chain.high.state.get, holding.me):
        # Minutes take nothing more by this key: who stood by it would never be heard again.
        after = min(after, certified[0])
    head = holding.log.head(holding.me)
    kept = holding.log.line(head[1], max(after, certified[0] if certified else -1)) if head else ()
    above = (kept[0].entry.seq, kept[0].id) if kept else head
    if certified and head and holding.log.chain(certified[1], head[1]) is None:
        above = certified
    # Where lines part, the log goes on with a recovery.
    following = holding.log.beyond(above[1]) if above else ()
    if following and following[0].entry.key == keys.recovery:
        raise Refused(Refusal.NOT_NOW, "a recovery waits for minutes")
    # Where the line that counts ends before ours, its owner stands by no more than that.
    upheld = after if above is None else min(after, above[0])
    body = {**body, "compromised_after": upheld}
    return write(turn, "key", body, (), (keys.recovery, above))


def latest(holding: Holding, head: Head | None) -> dict[str, Any]:
    """Return the anchor of the entry before, where ours would go back behind it: for a recovery.

    So it is after a settlement, when the kept record is shorter (R12).
    """
    before = holding.log.get(head[1]) if head else None
    anchor = before.entry.anchor if before else None
    if before is None or anchor is None or anchor[0] <= holding.chain.final.height:
        return {}
    return {"anchor": list(anchor), "roster": before.entry.roster}


def claim_of(turn: Turn, head: Head | None) -> dict[str, Any]:
    """Return what the entry of our log after `head` says of its place."""
    holding = turn.holding
    final = holding.chain.final
    return {
        "v": 1,
        "community": holding.community,
        "partner": holding.me,
        "seq": 0 if head is None else head[0] + 1,
        "prev": None if head is None else head[1],
        "roster": final.roster.version,
        "anchor": None if final.id is None else [final.height, final.id],
        "ts": turn.now,
    }


def void_reason(holding: Holding, signed: Signed, now: int) -> str | None:
    """Return why our next entry would have no effect in the newest certified state, or None (R5).

    Our own entries that are not in the minutes yet are seen before it; other partners' are not. A
    word about two final records is for neither of their states to judge (R12). O(our own entries
    that wait for minutes).
    """
    act = registry.acts().get(signed.entry.type)
    if act is None or (act.type == "settle" and holding.chain.conflict is not None):
        return None
    high = holding.chain.high
    occasion = Occasion(
        height=high.height + 1,
        time=max(now, high.time + 1),
        parent=high.id,
        roster=holding.roster.version,
        cut=high.cut,
        excluded=None,
    )
    desk = Desk(high.state, holding.me, occasion)
    before = [
        each for each in holding.pending.get(holding.me, ()) if each.entry.seq < signed.entry.seq
    ]
    for each in (*before, signed):
        reason = _try(desk, each)
    return reason


def _try(desk: Desk, signed: Signed) -> str | None:
    act = registry.acts().get(signed.entry.type)
    if act is None:
        return None
    desk.take(signed)
    try:
        standing.check_writer(desk, act)
        act.fold(desk, shaped(signed.entry.body, act.body))
    except Void as void:
        return str(void.reason)
    desk.keep()
    return None
