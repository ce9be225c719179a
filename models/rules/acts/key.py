"""Key: a partner's operational key is replaced, by itself or by the recovery key (R11).

The log checked the signatures (`log/keys.py`). In the state a recovery also ends a suspension, and
whatever it is, it shows that not both keys were lost: a rekeying by the others is off. Who hands
its key on answers for the old one (`log/handing.py`); who recovers does not.
"""

from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.log import keys as keys_of
from models.rules.log.keys import KeyBody


@act(keys_of.TYPE, KeyBody, by="candidate", door=keys_of.check_change)
def fold(desk: Desk, body: KeyBody) -> None:
    """Put the new key in force for what follows, and for seals of minutes after these.

    O(keys handed on since the last recovery).
    """
    record = desk.get(f"partner/{desk.author}")
    is_recovery = desk.entry.key == record["recovery"]
    desk.put(
        f"partner/{desk.author}",
        {
            **record,
            "key": body.new,
            "recovery": body.recovery or record["recovery"],
            "suspended": None if is_recovery else record["suspended"],
            "handed": [] if is_recovery else [*record["handed"], record["key"]],
        },
    )
    desk.put(f"rekey/{desk.author}", None)
    desk.tell("key_replaced", desk.author, key=body.new, by="recovery" if is_recovery else "key")
