"""Values: the small types, with their bounds, of governance objects under all rules."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from models.rules.canon import SAFE_INTEGER
from models.rules.refusal import Refusal, Refused

Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
"""SHA-256 of a governance object, in hexadecimal digits."""
PartnerId = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9.:-]{0,252}\Z")]
"""The domain of a partner's or a witness's instance, in lower case."""
Key = Annotated[str, Meta(pattern=r"^z6Mk[1-9A-HJ-NP-Za-km-z]{44}\Z")]
"""The Multikey of an Ed25519 public key."""
Signature = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{86}\Z")]
"""64 bytes in base64url without padding."""
Moment = Annotated[int, Meta(ge=0, le=SAFE_INTEGER)]
"""Milliseconds since 1970 in UTC."""
Number = Annotated[int, Meta(ge=0, le=SAFE_INTEGER)]
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.:/-]{0,127}\Z")]
"""A short name that partners agree on: an option, a duty, a goal, a shift."""
Line = Annotated[str, Meta(max_length=500)]
"""One line for people."""
Text = Annotated[str, Meta(max_length=20_000)]
"""A text for people, in Markdown."""
Head = tuple[Number, Id]
"""How far a log goes: the newest entry's number and id."""
Cut = dict[PartnerId, Head]
"""How far each partner's log goes."""

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def shaped(value: Any, kind: type[Any]) -> Any:
    """Return `value` as a `kind`; Refused(malformed) says what does not fit. Linear."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise Refused(Refusal.MALFORMED, str(error)) from error
