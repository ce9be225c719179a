"""Consent, consensus and lazy consent: what counts is who stands against it, and why (R7).

Nothing passes by consent or consensus unless somebody agrees: a room of abstentions agrees to
nothing. Lazy consent asks for no quorum and nobody's yes: silence agrees. A result names who stood
against; the reasons stand in their votes.
"""

from collections.abc import Sequence
from typing import Any

from models.rules.tally.choices import is_abstention
from models.rules.tally.poll import Poll, Voice
from models.rules.tally.result import Finding, reaches, shown, total


def consent(poll: Poll, voices: Sequence[Voice]) -> Finding:
    """Pass what somebody agrees to and nobody objects to, or what the chartered override lifts.

    The override is a share of the whole electorate that agrees in spite of the objections. O(voices
    log voices).
    """
    levels = _levels(voices, "stance")
    agreed, objections = total(levels.get("agree", ())), levels.get("object", [])
    override = poll.method.override
    is_lifted = override is not None and reaches(agreed, poll.electorate, override)
    found = {
        **_shares(levels, ("agree", "object", "abstain")),
        "objections": _voters(objections),
        "overridden": bool(objections) and is_lifted and agreed > 0,
    }
    return _finding(agreed > 0 and (not objections or is_lifted), found)


def consensus(poll: Poll, voices: Sequence[Voice]) -> Finding:
    """Pass what somebody agrees to, unless more voters block it than the method allows.

    O(voices log voices).
    """
    levels = _levels(voices, "level")
    blocks = levels.get("block", [])
    found = {
        **_shares(levels, ("agree", "aside", "block", "abstain")),
        "blocks": _voters(blocks),
        "block_limit": poll.method.block_limit,
    }
    has_support = total(levels.get("agree", ())) > 0
    return _finding(has_support and len(blocks) <= poll.method.block_limit, found)


def lazy(poll: Poll, voices: Sequence[Voice]) -> Finding:
    """Pass what fewer voters veto than it takes: `block_limit` of them, at least one.

    O(voices log voices).
    """
    levels = _levels(voices, "stance")
    vetoes, needed = levels.get("veto", []), max(1, poll.method.block_limit)
    found = {
        **_shares(levels, ("agree", "veto", "abstain")),
        "vetoes": _voters(vetoes),
        "vetoes_needed": needed,
    }
    return _finding(len(vetoes) < needed, found)


def _levels(voices: Sequence[Voice], word: str) -> dict[str, list[Voice]]:
    levels: dict[str, list[Voice]] = {}
    for voice in voices:
        level = "abstain" if is_abstention(voice.choice) else voice.choice[word]
        levels.setdefault(level, []).append(voice)
    return levels


def _shares(levels: dict[str, list[Voice]], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: shown(total(levels.get(name, ()))) for name in names}


def _voters(voices: list[Voice]) -> list[str]:
    return sorted(voice.voter for voice in voices)


def _finding(is_passed: bool, found: dict[str, Any]) -> Finding:
    return Finding(outcome="passed" if is_passed else "rejected", rounds=[found])
