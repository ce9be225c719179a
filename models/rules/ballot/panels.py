"""Panels: a question that came to no decision goes to a few of those without a part in it.

That is one of the ways out of a deadlock that a charter can name. The panel is drawn by lot: the
partner that asked the question sealed its nonce when it opened the ballot, all others add a value
after the ballot has failed (`moderation.lot`). Then the panel has the same question in a ballot of
its own (R6), under the same method and the same quorum; what it decides has the effects of the
first.
"""

import msgspec

from models.rules.ballot import effects, motion
from models.rules.ballot.motion import Motion
from models.rules.ballot.record import Ballot, known
from models.rules.fold.draft import Draft
from models.rules.fold.view import active
from models.rules.moderation import lot, panel

DRAWING = "drawing"


def call(draft: Draft, ballot_id: str, ballot: Ballot) -> str:
    """Begin the draw of a panel for a ballot that came to no decision; return how that stands.

    O(partners squared).
    """
    sealed = (ballot.by, ballot.lot or "")
    asked = lot.opposed(draft.get, ballot.by, [])
    item = f"panel/{ballot_id}"
    draft.put(f"lot/{ballot_id}", lot.begun(draft.occasion, sealed, asked, item))
    lot.attend(draft, ballot_id)
    draft.tell("panel_wanted", ballot_id, topic=ballot.topic)
    return DRAWING


def attend(draft: Draft, ballot_id: str) -> None:
    """Bring a panel as far as it can come in these minutes, and put down what became of it.

    O(partners squared); to seat it costs `effects.ask_again`.
    """
    result = draft.get(f"result/{ballot_id}")
    if result["deadlock"] != ["panel", DRAWING]:
        return
    came = lot.attend(draft, ballot_id)
    if came == "waits":
        return
    outcome = "not_drawn" if came == "dropped" else _seat(draft, ballot_id)
    draft.put(f"result/{ballot_id}", {**result, "deadlock": ["panel", outcome]})
    draft.tell("panel_ended", ballot_id, outcome=outcome)


def uninvolved(draft: Draft, ballot_id: str) -> list[str]:
    """Return, sorted, the partners without a part in a question.

    Neither who asked it nor whom it is about, and nobody with a conflict of interest. O(partners +
    effects).
    """
    ballot = known(draft.get, ballot_id)
    asked = msgspec.convert(draft.get(f"motion/{ballot_id}")["motion"], Motion)
    about = {motion.subject_of(motion.effect_of(raw)) for raw in asked.effects.values()}
    barred = {ballot.by, *about, *draft.get(f"result/{ballot_id}")["recused"]}
    return [
        each
        for each in active(draft.get)
        if each not in barred and draft.get(f"conflict/{ballot.topic}/{each}") is None
    ]


def _seat(draft: Draft, ballot_id: str) -> str:
    fit = uninvolved(draft, ballot_id)
    drawn = lot.ranked(draft.get, ballot_id, fit)[: panel.size(draft.get, len(fit))]
    if not drawn:
        return "no_panel"
    draft.tell("panel_drawn", ballot_id, panel=sorted(drawn))
    return effects.ask_again(draft, ballot_id, known(draft.get, ballot_id), panel=drawn)
