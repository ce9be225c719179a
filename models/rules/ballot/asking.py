"""Asking: how a partner's entry becomes a ballot (R6), a proposal, or a change of one.

A proposal is worked on before it is put to the vote: its author writes new versions, others suggest
changes that the author takes or leaves. After the opening nothing changes. A ballot that failed on
objections may be taken up once more by its author, amended.
"""

from typing import Any

import msgspec

from models.rules.ballot import opening
from models.rules.ballot.motion import Motion
from models.rules.ballot.opening import Asked
from models.rules.ballot.record import plain
from models.rules.fold.desk import Desk
from models.rules.fold.void import Void, VoidReason

MOST_OPEN = 16
"""How many open ballots one partner can have asked for."""
MOST_SUGGESTIONS = 64
"""How many changes one partner can suggest to one proposal."""


def open_ballot(
    desk: Desk,
    motion: Motion,
    closes_at: int,
    *,
    lot: str | None = None,
    after: str | None = None,
) -> None:
    """Open a ballot by the entry on the desk (R6).

    Void: too_many, again_unfit; those of `opening.frozen`, which says what it costs.
    """
    own = f"opened/{desk.author}"
    if len(desk.get(own) or ()) >= MOST_OPEN:
        raise Void(VoidReason.TOO_MANY, own)
    if after is not None:
        _take_up(desk, after)
    asked = Asked(
        id=desk.id, by=desk.author, motion=motion, closes_at=closes_at, lot=lot, after=after
    )
    ballot = opening.frozen(desk.get, desk.occasion, asked)
    desk.put(f"ballot/{desk.id}", plain(ballot))
    desk.put(f"motion/{desk.id}", opening.kept(desk.get, asked))
    desk.put(own, sorted([*(desk.get(own) or ()), desk.id]))
    desk.add("ballots", desk.id)
    desk.add("ballots/new", desk.id)
    desk.tell("ballot_opened", desk.id, topic=ballot.topic, closes_at=closes_at)


def propose(desk: Desk, motion: Motion) -> None:
    """Put a motion up for discussion, as version 1; Void(text_missing). Linear in its size."""
    check_text(desk, motion)
    made = {"by": desk.author, "version": 1, "motion": plain(motion), "took": []}
    desk.put(f"proposal/{desk.id}", made)
    desk.tell("proposed", desk.id, topic=motion.topic)


def suggest(desk: Desk, proposal_id: str, version: int, motion: Motion) -> None:
    """Suggest another wording of a proposal; its author's own is its next version at once.

    Void: unknown_target, version_stale, text_missing, too_many. O(the author's suggestions + size
    of the motion).
    """
    proposal = _proposal(desk, proposal_id, version)
    check_text(desk, motion)
    if proposal["by"] == desk.author:
        _renew(desk, proposal_id, proposal, plain(motion), proposal["took"])
        return
    key = f"suggested/{proposal_id}/{desk.author}"
    own = desk.get(key) or []
    if len(own) >= MOST_SUGGESTIONS:
        raise Void(VoidReason.TOO_MANY, key)
    desk.put(key, [*own, desk.id])
    made = {"by": desk.author, "proposal": proposal_id, "version": version}
    desk.put(f"suggestion/{desk.id}", {**made, "motion": plain(motion)})
    desk.tell("amendment_suggested", proposal_id, suggestion=desk.id)


def take(desk: Desk, proposal_id: str, version: int, suggestion_id: str) -> None:
    """Make a suggestion the next version of the author's proposal.

    Void: unknown_target, version_stale (the suggestion may be about an older version), not_yours,
    already_done.
    O(suggestions taken).
    """
    proposal = _proposal(desk, proposal_id, version)
    if proposal["by"] != desk.author:
        raise Void(VoidReason.NOT_YOURS, proposal_id)
    suggestion = desk.get(f"suggestion/{suggestion_id}")
    if suggestion is None or suggestion["proposal"] != proposal_id:
        raise Void(VoidReason.UNKNOWN_TARGET, suggestion_id)
    if suggestion_id in proposal["took"]:
        raise Void(VoidReason.ALREADY_DONE, suggestion_id)
    took = [*proposal["took"], suggestion_id]
    _renew(desk, proposal_id, proposal, suggestion["motion"], took)


def proposed(desk: Desk, proposal_id: str, version: int) -> Motion:
    """Return a proposal's motion, for opening the ballot (R6).

    Void: unknown_target; version_stale unless this is its last version. Linear in its size.
    """
    return msgspec.convert(_proposal(desk, proposal_id, version)["motion"], Motion)


def check_text(desk: Desk, motion: Motion) -> None:
    """Void (text_missing) when the entry does not carry the text that its motion names.

    O(blobs).
    """
    if motion.text is not None and motion.text not in desk.entry.blobs:
        raise Void(VoidReason.TEXT_MISSING, motion.text)


def _proposal(desk: Desk, proposal_id: str, version: int) -> Any:
    proposal = desk.get(f"proposal/{proposal_id}")
    if proposal is None:
        raise Void(VoidReason.UNKNOWN_TARGET, proposal_id)
    if proposal["version"] != version:
        raise Void(VoidReason.VERSION_STALE, str(proposal["version"]))
    return proposal


def _renew(desk: Desk, proposal_id: str, old: Any, motion: Any, took: list[str]) -> None:
    version = old["version"] + 1
    made = {"by": old["by"], "version": version, "motion": motion, "took": took}
    desk.put(f"proposal/{proposal_id}", made)
    desk.tell("proposal_changed", proposal_id, version=version)


def _take_up(desk: Desk, earlier_id: str) -> None:
    """Void (again_unfit) unless the author's ballot failed on objections, for the first time."""
    earlier = desk.get(f"ballot/{earlier_id}")
    result = desk.get(f"result/{earlier_id}")
    if earlier is None or result is None or earlier["by"] != desk.author:
        raise Void(VoidReason.AGAIN_UNFIT, earlier_id)
    is_objected = result["outcome"] == "rejected" and any(
        part["method"]["name"] == "consent" for part in earlier["parts"]
    )
    key = f"again/{earlier_id}/{desk.author}"
    if not is_objected or earlier["after"] is not None or desk.get(key) is not None:
        raise Void(VoidReason.AGAIN_UNFIT, earlier_id)
    desk.put(key, desk.id)
