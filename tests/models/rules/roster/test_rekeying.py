"""Who lost both keys gets new ones from the others, after a notice that it can answer (R11)."""

from typing import Any

import pytest

from models.rules.fold.draft import Draft
from models.rules.log.keys import Keys
from models.rules.refusal import Refused
from models.rules.roster import rekeying
from models.rules.roster.change import ChangeFault
from models.rules.roster.rekeying import NOTICE
from tests.models.rules.assembly import Assembly, founded
from tests.models.rules.writers import ALPHA, BETA, DELTA, genesis, key, replacing

BALLOT = "b" * 64
NEW = (key(ALPHA, "2"), key(ALPHA, "recovery 2"))
SMALL = "z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP"


def announced(made: Assembly, partner: str = ALPHA, keys: tuple[str, str] = NEW) -> Any:
    def step(draft: Draft) -> Any:
        return rekeying.queue_rekey(draft, partner, keys, BALLOT)

    return made.decide(step)


def test_new_keys_are_in_force_when_nobody_answered_the_notice() -> None:
    made = founded(genesis())
    assert announced(made) is None
    assert made.told("rekey_announced")[0].facts["until"] == made.time + NOTICE
    made.minutes(after=NOTICE - 1)
    assert made.get(f"partner/{ALPHA}")["key"] == key(ALPHA)
    made.minutes(after=1)
    record = made.get(f"partner/{ALPHA}")
    assert (record["key"], record["recovery"]) == NEW
    (told,) = made.told("rekeyed")
    assert told.facts == {"after": list(made.cut[ALPHA]), "key": NEW[0], "recovery": NEW[1]}
    assert made.get("rekeying") is None
    assert made.get(f"rekey/{ALPHA}") is None
    assert made.void(ALPHA, "ack", {"heads": {}}) == "key_not_in_force"


def test_the_log_goes_on_under_the_new_keys_from_where_the_minutes_stand() -> None:
    made = founded(genesis())
    at = made.heads[ALPHA]
    announced(made)
    made.minutes(after=NOTICE)
    made.log.admit(ALPHA, Keys(key=NEW[0], recovery=NEW[1]), at.id)
    with pytest.raises(Refused, match="key_not_in_force"):
        made.write(ALPHA, "ack", {"heads": {}})
    made.heads[ALPHA] = at
    made.act(ALPHA, "ack", {"heads": {}}, "2")


def test_a_partner_that_still_has_a_key_answers_and_keeps_it() -> None:
    made = founded(genesis())
    announced(made)
    made.act(ALPHA, "key", replacing(ALPHA, "3"))
    assert made.get(f"rekey/{ALPHA}") is None
    assert made.get("rekeying") is None
    made.minutes(after=NOTICE)
    assert made.get(f"partner/{ALPHA}")["key"] == key(ALPHA, "3")


def test_a_suspension_ends_with_the_key_it_was_for() -> None:
    made = founded(genesis())
    record = made.get(f"partner/{ALPHA}")
    made.decide(lambda draft: draft.put(f"partner/{ALPHA}", {**record, "suspended": BALLOT}))
    announced(made)
    made.minutes(after=NOTICE)
    assert made.get(f"partner/{ALPHA}")["suspended"] is None


def test_a_notice_about_who_is_gone_is_dropped() -> None:
    made = founded(genesis())
    announced(made)
    made.minutes(roster=2, out=ALPHA)
    assert made.get("rekeying") is None
    assert made.get(f"rekey/{ALPHA}") is None


def test_a_partner_that_never_wrote_begins_under_the_new_keys() -> None:
    made = founded(genesis())
    announced(made)
    made.cut = {}
    made.minutes(after=NOTICE)
    assert made.told("rekeyed")[0].facts["after"] is None


@pytest.mark.parametrize(
    ("partner", "keys", "fault"),
    [
        (DELTA, NEW, ChangeFault.NOT_THERE),
        (ALPHA, (NEW[0], NEW[0]), ChangeFault.KEY_UNFIT),
        (ALPHA, (NEW[0], SMALL), ChangeFault.KEY_UNFIT),
        (ALPHA, (NEW[0], key(BETA)), ChangeFault.KEY_TAKEN),
        (ALPHA, (key(ALPHA), NEW[1]), ChangeFault.KEY_TAKEN),
    ],
)
def test_keys_that_cannot_be_given_are_not_announced(
    partner: str, keys: tuple[str, str], fault: ChangeFault
) -> None:
    made = founded(genesis())
    before = made.state.root()
    assert announced(made, partner, keys) == fault
    assert made.state.root() == before
