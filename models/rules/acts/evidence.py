"""Evidence: somebody shows that a partner contradicted itself under its own signature (R12).

One proof of each kind is enough for each key. The key is suspended (`roster/suspending.py`), or the
one to which its owner handed it on since, until the recovery key replaces it; nobody is expelled by
a proof alone.
"""

from models.rules import evidence
from models.rules.evidence import EvidenceBody
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.void import Void, VoidReason
from models.rules.log import handing
from models.rules.log.entry import Signed
from models.rules.log.keys import Keys
from models.rules.roster import suspending
from models.rules.signing import Signatures


def check(signed: Signed, body: EvidenceBody, keys: Keys, signatures: Signatures) -> None:
    """Refuse (evidence_unproven) what proves nothing. Linear in its size."""
    evidence.check(body, signed.entry.community, signatures)


@act("evidence", EvidenceBody, by="candidate", door=check)
def fold(desk: Desk, body: EvidenceBody) -> None:
    """Keep the proof; of several of one kind against one key the lowest entry id counts.

    Void: unknown_subject, key_replaced, taken. Linear in the size of the proof.
    """
    first, second = evidence.things(body)
    guilty = evidence.author(first)
    record = desk.get(f"partner/{guilty}")
    if record is None:
        raise Void(VoidReason.UNKNOWN_SUBJECT, guilty)
    keys = evidence.keys(body)
    if not handing.answers(record, keys):
        # What a recovery replaced can do no more harm, and whoever found it none to its owner.
        raise Void(VoidReason.KEY_REPLACED, guilty)
    key = suspending.place(guilty, body.kind, body.key)
    desk.claim(
        key,
        {
            "entry": desk.id,
            "shown_by": desk.author,
            "first": evidence.identify(first),
            "second": evidence.identify(second),
            "keys": list(keys),
        },
    )
    desk.add(suspending.NEW, key)
    desk.tell("evidence_shown", guilty, kind_of_evidence=body.kind, key=body.key)
