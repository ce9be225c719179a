"""Secret member ballots: what a member's vote is, before and after it is opened (R7).

A member's vote at its home server is a leaf, the hash of ballot, home, choice and a nonce of 32
bytes that only the member's client and the home server know. (Without the home in it another one
could commit to what this one's box commits to, and repeat its openings: a vote would count twice.)
The box of the partner commits the Merkle root over the sorted leaves, so that nothing shows their
order or their authors; later its `open` pages give all (choice, nonce) pairs, unlinked to persons.
Who finds its nonce knows that its vote was counted; who has a receipt and does not find its leaf
can prove it.

What this does not give: the home server sees the choices; a receipt can be shown to a buyer; who
votes again holds an older receipt, whose `number` is lower. A page about the result merges cells of
fewer than five votes; the state holds exact numbers, since the openings are public anyway.
"""

from collections.abc import Iterable
from typing import Any, Literal

import msgspec
from msgspec import Struct

from models.rules import canon, merkle
from models.rules.ballot.record import Members
from models.rules.signing import Signatures
from models.rules.values import Id, Moment, Number, PartnerId, Signature

LEAF_TAG = "hanse/leaf/1"
MEMBER_TAG = "hanse/member/1"
RECEIPT_TAG = "hanse/receipt/1"

Opened = tuple[Any, Id]
"""A choice and its nonce, in hexadecimal digits."""


Polled = tuple[str, str]
"""A ballot, and the partner at which members vote in it."""


class Receipt(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The home server's word that it holds a member's vote."""

    v: Literal[1]
    community: Id
    ballot: Id
    partner: PartnerId
    leaf: Id
    number: Number
    """How often this member voted in this ballot before: its later receipts replace this one."""
    time: Moment
    sig: Signature


def leaf_of(poll: Polled, choice: object, nonce: str) -> str:
    """Return the leaf of one vote; Refused(not_canonical) for a choice without canonical form."""
    return canon.digest(LEAF_TAG, [*poll, choice, nonce])


def member_leaf(salt: str, member: str) -> str:
    """Return the leaf of one member in its partner's roll.

    Refused(not_canonical) for strings that are not in NFC.
    """
    return canon.digest(MEMBER_TAG, [salt, member])


def roll_root(leaves: Iterable[str]) -> str:
    """Return the root of a roll, or of votes: over the leaves by value, each once. O(n log n)."""
    return merkle.root(sorted(set(leaves)))


def committed(poll: Polled, votes: Iterable[Opened]) -> Members:
    """Return what a box says of the members' votes. O(n log n)."""
    leaves = {leaf_of(poll, choice, nonce) for choice, nonce in votes}
    return Members(root=roll_root(leaves), count=len(leaves))


def in_order(poll: Polled, votes: Iterable[Opened]) -> list[Opened]:
    """Return the votes in the order in which they are opened: by their leaves. O(n log n)."""
    return sorted(votes, key=lambda vote: leaf_of(poll, *vote))


def proof(poll: Polled, votes: Iterable[Opened], leaf: str) -> tuple[int, tuple[str, ...]]:
    """Return the place of a leaf among the opened votes, and its proof; ValueError if none.

    O(n log n).
    """
    leaves = sorted({leaf_of(poll, *vote) for vote in votes})
    index = leaves.index(leaf)
    return index, merkle.proof(leaves, index)


def receipt(claim: dict[str, Any], key: str, signatures: Signatures) -> Receipt:
    """Return a receipt of our own: `claim` is all fields but `v` and `sig`.

    KeyError when the private half of `key` is not held, ValidationError for an unfit claim.
    """
    whole = {"v": 1, **claim}
    signature = signatures.sign(key, canon.signed_bytes(RECEIPT_TAG, whole))
    return msgspec.convert({**whole, "sig": signature}, Receipt)


def is_genuine(given: Receipt, key: str, signatures: Signatures) -> bool:
    """Tell whether the private half of `key` signed the receipt."""
    signed = canon.signed_bytes(RECEIPT_TAG, msgspec.to_builtins(given))
    return signatures.verify(key, signed, given.sig)
