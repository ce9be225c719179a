"""Digests: the bytes of a body, as both signature schemes name them.

The body is hashed once: by the sender before it signs for a thousand inboxes, by the receiver
before it looks for a key. Only the bytes as they came are hashed, never a document parsed and
written again.
"""

import base64
import binascii
import hashlib
import hmac
from typing import NewType

from http_message_signatures import ContentDigest, HTTPMessageSignaturesException

from federation.errors import Reason, SignatureInvalid

BodyDigest = NewType("BodyDigest", str)
"""The SHA-256 of a body in base64, from which each scheme builds its own header."""


def digest_of(body: bytes) -> BodyDigest:
    """Hash a body once for all the requests that carry it."""
    return BodyDigest(base64.b64encode(hashlib.sha256(body).digest()).decode("ascii"))


def digest_header(digest: BodyDigest) -> str:
    """Return the value of `Digest` (RFC 3230), the one that draft-cavage peers read."""
    return "SHA-256=" + digest


def content_digest_header(digest: BodyDigest) -> str:
    """Return the value of `Content-Digest` (RFC 9530), the one that RFC 9421 peers read."""
    return f"sha-256=:{digest}:"


def check_digest(header: str, body: bytes) -> None:
    """Compare a `Digest` header with the body; SignatureInvalid(DIGEST_MISMATCH) unless it fits.

    Peers write the algorithm in either case and may add others; exactly one SHA-256 must be there.
    """
    claimed = [
        value
        for name, _, value in (part.strip().partition("=") for part in header.split(","))
        if name.lower() == "sha-256"
    ]
    if len(claimed) != 1:
        raise SignatureInvalid(Reason.DIGEST_MISMATCH, f"{len(claimed)} SHA-256 digests")
    try:
        raw = base64.b64decode(claimed[0], validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureInvalid(Reason.DIGEST_MISMATCH, "unreadable digest") from error
    if not hmac.compare_digest(raw, hashlib.sha256(body).digest()):
        raise SignatureInvalid(Reason.DIGEST_MISMATCH)


def check_content_digest(header: str, body: bytes) -> None:
    """The same for `Content-Digest`, with SHA-256 or SHA-512; every digest given must fit."""
    try:
        ContentDigest.verify(header, body)
    except (HTTPMessageSignaturesException, UnicodeEncodeError) as error:
        raise SignatureInvalid(Reason.DIGEST_MISMATCH, str(error)) from error
