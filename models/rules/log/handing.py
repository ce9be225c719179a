"""Handing on: who replaces a key by that key itself answers for what the old one signed (R11, R12).

A key that its owner hands on stays in the same hands: otherwise whoever lies would sign one story
with the old key and the other with the new, and nothing would be proven. Only the recovery key says
that the hands were others'; so a recovery, or new keys by the others, ends the line.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from models.rules import canon
from models.rules.log.entry import TAG, Entry
from models.rules.log.keys import TYPE, KeyBody, check_possession, recovers
from models.rules.refusal import Refusal, Refused
from models.rules.signing import Signatures
from models.rules.values import shaped

MOST = 8
"""Times that a key can be handed on between two things that are compared."""


def given(entry: Entry) -> str | None:
    """Return the key to which an entry hands on the one that signs it; None when it does not."""
    if entry.type != TYPE or recovers(entry):
        return None
    new: str = entry.body["new"]
    return new


def between(handed: Mapping[str, Entry], one: str, other: str) -> Sequence[Entry] | None:
    """Return the entries that led from `one` to `other`, oldest first; None when none did.

    `handed` are the entries that handed keys on, by the key they gave. O(their number, 8 at most).
    """
    line: list[Entry] = []
    key = other
    while key != one:
        entry = handed.get(key)
        if entry is None or len(line) == MOST:
            return None
        line.append(entry)
        key = entry.key
    return line[::-1]


def check(
    line: Sequence[Entry], to: str, partner: str, community: str, signatures: Signatures
) -> None:
    """Refuse entries that do not hand on a key of `partner`, one after the other, at last to `to`.

    Each is signed by the key that it hands on, and the new key says that it is this partner's: so
    nobody hands on a key to somebody else. Refused with `evidence_unproven`, `malformed`,
    `possession_unproven`, `signature_invalid`. O(entries).
    """
    following = [*(each.key for each in line), to][1:]
    for entry, new in zip(line, following, strict=True):
        is_own = (entry.partner, entry.community, entry.type) == (partner, community, TYPE)
        if not is_own:
            raise Refused(Refusal.EVIDENCE_UNPROVEN, "an entry that hands on no key of theirs")
        body: KeyBody = shaped(entry.body, KeyBody)
        if body.compromised_after is not None or body.new != new:
            raise Refused(Refusal.EVIDENCE_UNPROVEN, "a key that was not handed on so")
        check_possession(entry, body.new, body.new_sig, signatures)
        signed = canon.signed_bytes(TAG, msgspec.to_builtins(entry))
        if not signatures.verify(entry.key, signed, entry.sig):
            raise Refused(Refusal.SIGNATURE_INVALID, "an entry that hands on a key")


def answers(record: Mapping[str, Any], keys: Sequence[str]) -> bool:
    """Tell whether a partner, as the state knows it, answers for one of these keys. O(keys)."""
    own = (record["key"], record["recovery"], *record["handed"])
    return any(key in own for key in keys)
