"""The room of entries that wait: bounded, and never blocked for what is needed next."""

from msgspec import structs

from models.rules.log import waiting
from models.rules.log.entry import Signed
from models.rules.log.waiting import ROOM, STRANGERS, Waiting
from models.rules.refusal import Refusal, Refused
from tests.models.rules.writers import ALPHA, line, log, write

PART = ROOM // 4


def sized(signed: Signed, size: int) -> Signed:
    return structs.replace(signed, size=size)


def test_a_full_room_gives_up_what_is_farthest_from_being_useful() -> None:
    room = Waiting()
    entries = [sized(each, PART) for each in line(ALPHA, *({"n": n} for n in range(7)))]
    for signed in (entries[6], entries[3], entries[5], entries[2]):
        assert room.put(signed, True)
    assert not room.put(sized(write(ALPHA, 7, entries[6]), PART), True)
    assert room.put(entries[4], True)
    assert room.count(ALPHA) == 4
    assert room.take(entries[5].id) == []
    assert room.take(entries[4].id) == [entries[5]]
    assert room.count(ALPHA) == 3


def test_nothing_larger_than_the_room_is_kept() -> None:
    room = Waiting()
    _, two = line(ALPHA, {}, {})
    assert not room.put(sized(two, STRANGERS + 1), False)
    assert room.put(sized(two, STRANGERS + 1), True)


def test_an_entry_waits_once_whatever_is_known_of_its_key_later() -> None:
    room = Waiting()
    one, two = line(ALPHA, {}, {})
    assert room.put(two, False)
    assert room.put(two, True)
    assert room.put(two, False)
    assert room.count(ALPHA) == 1
    assert room.take(one.id) == [two]
    assert room.take(one.id) == []


def test_siblings_wait_for_the_same_entry() -> None:
    room = Waiting()
    one = write(ALPHA, 0, None)
    both = sorted((write(ALPHA, 1, one, body={"n": n}) for n in range(2)), key=lambda s: s.id)
    large = [sized(each, PART * 2) for each in both]
    for each in large:
        assert room.put(each, True)
    other = sized(write(ALPHA, 0, one), PART)
    assert room.put(other, True)
    assert room.count(ALPHA) == 2
    assert {each.id for each in room.take(one.id)} == {other.id, large[0].id}


def test_a_stranger_who_floods_the_room_is_told_so() -> None:
    held = log()
    one, two = line(ALPHA, {}, {})
    strange = [write(ALPHA, 1, one, "4", body={"n": n}) for n in range(3)]
    size = waiting.STRANGERS // 2
    outcomes = []
    for signed in sorted(strange, key=lambda each: each.id):
        try:
            outcomes.append(held.add(sized(signed, size)).outcome)
        except Refused as refusal:
            outcomes.append(refusal.reason)  # type: ignore[arg-type]
    assert outcomes == ["waits", "waits", Refusal.TOO_MUCH]
    assert held.add(two).outcome == "waits"
    assert len(held.add(one).held) == 2
    assert held.missing(ALPHA) == 0
