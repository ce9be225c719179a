"""Noting: what an entry that is newly held tells this partner, whoever wrote it (R1, R7, R12).

It is kept first. What others acknowledge, what keys they hand on, and what stands in our own log
already is remembered, so that nothing has to be looked for again.
"""

from models.rules import evidence
from models.rules.evidence import EvidenceBody
from models.rules.log import handing
from models.rules.log.entry import Signed
from models.rules.log.keys import TYPE
from models.rules.partner import vanishing
from models.rules.partner.holding import Holding
from models.rules.partner.turn import Turn
from models.rules.roster import suspending
from models.rules.values import shaped


def note_entry(turn: Turn, signed: Signed) -> None:
    """Keep an entry that is newly held, with the time; take note of what it acknowledges.

    O(authors that it acknowledges).
    """
    holding = turn.holding
    turn.keep("entry", signed)
    holding.entries_held += 1
    holding.first_seen.setdefault(signed.id, turn.now)
    vanishing.note_alive(holding, signed.entry.partner)
    if signed.entry.partner == holding.me:
        note_own(holding, signed)
    given = handing.given(signed.entry)
    if given is not None:
        holding.handed.setdefault(given, signed.entry)
    if signed.entry.type == "ack":
        for author, head in sorted(signed.entry.body["heads"].items()):
            said = holding.acknowledged.setdefault(author, {})
            said.setdefault(signed.entry.partner, []).append((turn.now, head[0]))


def note_own(holding: Holding, signed: Signed) -> None:
    """Remember what need not be said twice in our own log.

    A recovery makes void what stands beside it: that has to be said again. O(our log) then.
    """
    keys = holding.log.keys(holding.me)
    if signed.entry.type == TYPE and keys is not None and signed.entry.key == keys.recovery:
        holding.boxed.clear()
        holding.said.clear()
        for each in holding.log.line(signed.id, 0):
            note_word(holding, each)
    else:
        note_word(holding, signed)


def note_word(holding: Holding, signed: Signed) -> None:
    """Remember a box or evidence of ours; what it proves, even where one side is not held now."""
    body = signed.entry.body
    if signed.entry.type == "box":
        holding.boxed.add(body["ballot"])
    elif signed.entry.type == "evidence":
        said = shaped(body, EvidenceBody)
        place = suspending.place(evidence.guilty(said), said.kind, said.key)
        holding.said.add(place)
        holding.lies.setdefault(place, said)
