"""Messages on their way: their bytes, and what is refused before anybody looks inside."""

from typing import Any

import pytest

from models.rules import canon
from models.rules.minutes import records
from models.rules.partner import messages
from models.rules.partner.messages import (
    Asks,
    Excludes,
    Heads,
    Leaves,
    Message,
    Proposes,
    Recalls,
    Remembers,
    Says,
    Seals,
    Shows,
)
from models.rules.refusal import Refusal, Refused
from tests.models.rules.minutes import press
from tests.models.rules.partner.town import Town

ALPHA, BETA = "alpha.example", "beta.example"
ID = "a" * 64


@pytest.fixture(scope="module")
def town() -> Town:
    """Return a town of four."""
    return press.started()[0]


def every(town: Town) -> list[Message]:
    """Return one message of each kind."""
    alpha = town.partners[ALPHA]
    minutes = press.newest(alpha)
    entry = alpha.entry(alpha.heads[BETA][1])
    assert entry is not None
    return [
        Says(entries=(entry,)),
        Proposes(minutes=minutes),
        Seals(seal=press.seal(minutes, BETA)),
        Leaves(status=press.status(town, BETA, 3)),
        Excludes(exclusion=press.exclusion(town, BETA, ALPHA, 5)),
        Heads(cut=alpha.heads, high=(0, 2, ID), final=None),
        Asks(logs={BETA: (0, None)}, minutes=[ID], since=0),
        Shows(minutes=(minutes,), proofs=()),
        Recalls(term=5, seq=0),
        Remembers(term=5, head=(3, ID)),
    ]


def test_each_message_comes_out_of_its_bytes_as_it_went_in(town: Town) -> None:
    kinds = set()
    for message in every(town):
        raw = messages.raw(message)
        assert messages.read(raw, press.PEN) == message
        assert messages.raw(messages.read(raw, press.PEN)) == raw
        kinds.add(type(message))
    assert len(kinds) == 10


def test_an_entry_in_a_message_is_signed_or_the_message_refused(town: Town) -> None:
    raw = messages.raw(every(town)[0])
    forged = raw.replace(b'"ts":18', b'"ts":17')
    assert forged != raw
    with pytest.raises(Refused) as refused:
        messages.read(forged, press.PEN)
    assert refused.value.reason == Refusal.SIGNATURE_INVALID


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"v": 1, "message": "shouts", "content": {}}, Refusal.MALFORMED),
        ({"v": 2, "message": "recalls", "content": {"term": 1, "seq": 0}}, Refusal.MALFORMED),
        ({"v": 1, "message": "recalls", "content": {"term": -1, "seq": 0}}, Refusal.MALFORMED),
        ({"v": 1, "message": "recalls", "content": {"term": 1}}, Refusal.MALFORMED),
        ({"v": 1, "message": "says", "content": {"entries": [{}] * 257}}, Refusal.MALFORMED),
        ({"v": 1, "message": "says", "content": {"entries": [{}]}}, Refusal.MALFORMED),
    ],
)
def test_what_is_no_message_is_refused(value: dict[str, Any], reason: Refusal) -> None:
    with pytest.raises(Refused) as refused:
        messages.read(canon.encode(value), press.PEN)
    assert refused.value.reason == reason


def test_only_canonical_messages_of_bounded_size_are_read() -> None:
    with pytest.raises(Refused) as refused:
        messages.read(b'{"v": 1}', press.PEN)
    assert refused.value.reason == Refusal.NOT_CANONICAL
    with pytest.raises(Refused) as refused:
        messages.read(b" " * (messages.MAX_MESSAGE + 1), press.PEN)
    assert refused.value.reason == Refusal.OVERSIZED
    with pytest.raises(Refused) as refused:
        messages.read(b"[]", press.PEN)
    assert refused.value.reason == Refusal.NOT_JSON


def test_records_travel_in_one_form_only(town: Town) -> None:
    minutes = press.newest(town.partners[ALPHA])
    raw = records.raw(minutes)
    assert records.read(raw, records.Minutes) == minutes
    for broken, reason in (
        (raw.replace(b'"v":1', b'"v":2'), Refusal.MALFORMED),
        (raw.replace(b'"v":1', b'"v": 1'), Refusal.NOT_CANONICAL),
        (raw[:-1], Refusal.NOT_JSON),
    ):
        with pytest.raises(Refused) as refused:
            records.read(broken, records.Minutes)
        assert refused.value.reason == reason
