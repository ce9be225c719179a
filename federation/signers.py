"""Signers: the private keys of our own actors, loaded once and kept at hand.

Whoever signs a request or a document for one of our actors enters with the account's number.
Parsing a key costs more than using it, so keys are kept, but not for ever: after a rotation the new
key is used within `_FRESH_SECONDS`, also for what was queued before (requests are signed when they
are sent). A private key never leaves this process and is never logged.
"""

from collections import OrderedDict

import msgspec

from federation.signatures.keys import PrivateKey, load_private
from models.ports import Clock
from models.queries import signing_keys

_FRESH_SECONDS = 60.0
_MOST = 20_000


class NoKeyError(LookupError):
    """One of our actors has no usable key: an operator's fault, found by `hanse doctor`."""


class KeyPair(msgspec.Struct, frozen=True):
    """What an actor of ours signs with: requests by RSA, documents by Ed25519."""

    actor_uri: str
    rsa: PrivateKey
    ed25519: PrivateKey


class Signers:
    """The key pairs of all our actors; one for the whole process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pairs: OrderedDict[int, tuple[float, KeyPair]] = OrderedDict()

    async def pair(self, account_id: int) -> KeyPair:
        """Return the newest keys of an account of ours; NoKeyError when it has none."""
        known = self._pairs.get(account_id)
        if known is not None and known[0] > self._clock.monotonic():
            return known[1]
        pair = await self._load(account_id)
        self._pairs[account_id] = (self._clock.monotonic() + _FRESH_SECONDS, pair)
        self._pairs.move_to_end(account_id)
        if len(self._pairs) > _MOST:
            self._pairs.popitem(last=False)
        return pair

    def forget(self, account_id: int) -> None:
        """Read the keys anew next time, because they were just rotated here."""
        self._pairs.pop(account_id, None)

    async def _load(self, account_id: int) -> KeyPair:
        newest = {
            key.kind: load_private(key.private, key.uri, key.owner)
            for key in await signing_keys.in_use(account_id)
        }
        if newest.keys() < {"rsa", "ed25519"}:
            raise NoKeyError(f"account {account_id} lacks a key, it has {sorted(newest)}")
        return KeyPair(newest["rsa"].owner, newest["rsa"], newest["ed25519"])
