"""Door: what an entry must bring before it is stored, whatever the state will say to it.

A known type has a well-made body, and what its body claims by signatures is proven: possession of
keys, contradictions. An unknown type is let in as it is: a later version of the fold may know it.
So keys (R11) and evidence (R12) are proven once, before any state is asked.
"""

from msgspec import ValidationError, convert

from models.rules.fold import registry
from models.rules.log.entry import Signed
from models.rules.log.keys import Keys
from models.rules.refusal import Refusal, Refused
from models.rules.signing import Signatures


def check(signed: Signed, keys: Keys, signatures: Signatures) -> None:
    """Refuse (body_malformed, or a reason of its type) an entry; `keys` are those before it.

    O(body).
    """
    act = registry.acts().get(signed.entry.type)
    if act is None:
        return
    try:
        body = convert(signed.entry.body, act.body)
    except ValidationError as error:
        raise Refused(Refusal.BODY_MALFORMED, f"{act.type}: {error}"[:300]) from error
    if act.door is not None:
        act.door(signed, body, keys, signatures)
