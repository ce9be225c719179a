"""Keys: which key may sign the next entry of a log, and how one key follows another (R11).

Each partner has an operational key, which signs everything, and a recovery key, which is kept
offline and signs one thing only: the entry that replaces the operational key (and, if it says so,
the recovery key). The operational key may replace itself, never the recovery key: who steals it
gains no more than it can do until the owner answers.

A recovery may stand at any number after the last entry that its owner calls its own
(`compromised_after`); where it meets entries of the stolen key it goes before them, and is no
contradiction to them. What is final by then stands.
"""

import msgspec
from msgspec import Struct

from models.rules import canon
from models.rules.log.entry import Entry, Signed
from models.rules.refusal import Refusal, Refused
from models.rules.signing import Signatures
from models.rules.values import Key, Number, Signature

POSSESSION_TAG = "hanse/possession/1"
MOST = 1000
"""Keys that hand themselves on in one log: whoever holds it remembers all that were replaced.

Recoveries are bounded by twice as many, so that no thief of the operational key uses them up.
"""
TYPE = "key"
"""The type of entry that replaces a key."""


class Keys(Struct, frozen=True, kw_only=True):
    """The keys of one partner at one point of its log."""

    key: str
    recovery: str
    former: tuple[str, ...] = ()
    """Keys that were replaced on this branch; none of them comes back."""


class KeyBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of an entry that replaces a key; the last three only when recovering."""

    new: Key
    """The operational key from the next entry on."""
    new_sig: Signature
    """Its signature over `possession`, so that nobody takes a key that is not its own."""
    recovery: Key | None = None
    recovery_sig: Signature | None = None
    compromised_after: Number | None = None
    """The number of the last entry before this one that the owner stands by."""


def is_recovery(keys: Keys, entry: Entry) -> bool:
    """Tell whether an entry is signed by the recovery key, for the one thing it may sign."""
    return entry.type == TYPE and entry.key == keys.recovery


def recovers(entry: Entry) -> bool:
    """Tell whether an entry that was let into a log is by the recovery key of its time."""
    return entry.type == TYPE and entry.body.get("compromised_after") is not None


def may_sign(keys: Keys, entry: Entry) -> bool:
    """Tell whether an entry is signed by a key that may sign it at this point."""
    return entry.key == keys.key or is_recovery(keys, entry)


def after(keys: Keys, entry: Entry) -> Keys:
    """Return the keys after an entry whose body was checked. O(keys replaced before)."""
    if entry.type != TYPE:
        return keys
    body = msgspec.convert(entry.body, KeyBody)
    replaced = (keys.key,) if body.recovery is None else (keys.key, keys.recovery)
    return Keys(
        key=body.new,
        recovery=body.recovery or keys.recovery,
        former=(*keys.former, *replaced),
    )


def check_change(signed: Signed, body: KeyBody, keys: Keys, signatures: Signatures) -> None:
    """Refuse a replacement that `keys` do not allow.

    Refused with `recovery_unfit`, `too_much`, `key_reused` or `possession_unproven`. O(keys
    replaced before).
    """
    entry = signed.entry
    if len(keys.former) >= (2 * MOST if is_recovery(keys, entry) else MOST):
        raise Refused(Refusal.TOO_MUCH, f"{entry.partner} replaced its key too often")
    if is_recovery(keys, entry):
        if body.compromised_after is None or body.compromised_after >= entry.seq:
            raise Refused(Refusal.RECOVERY_UNFIT, "it stands after the last entry it upholds")
    elif body.compromised_after is not None or body.recovery is not None:
        raise Refused(Refusal.RECOVERY_UNFIT, "only the recovery key says this")
    if (body.recovery is None) != (body.recovery_sig is None):
        raise Refused(Refusal.RECOVERY_UNFIT, "a recovery key comes with its signature")
    fresh = [body.new] if body.recovery is None else [body.new, body.recovery]
    if len({*fresh, keys.key, keys.recovery, *keys.former}) < len(fresh) + 2 + len(keys.former):
        raise Refused(Refusal.KEY_REUSED)
    check_possession(entry, body.new, body.new_sig, signatures)
    if body.recovery is not None and body.recovery_sig is not None:
        check_possession(entry, body.recovery, body.recovery_sig, signatures)


def check_possession(entry: Entry, key: str, signature: str, signatures: Signatures) -> None:
    """Refuse (possession_unproven) a key whose private half did not sign for this partner."""
    message = possession(entry.community, entry.partner, key)
    if not signatures.verify(key, message, signature):
        raise Refused(Refusal.POSSESSION_UNPROVEN, f"{entry.partner} {key}")


def possession(community: str, partner: str, key: str) -> bytes:
    """Return what a key signs to say that it is this partner's, in this community."""
    claim = {"community": community, "partner": partner, "key": key}
    return canon.signed_bytes(POSSESSION_TAG, claim)
