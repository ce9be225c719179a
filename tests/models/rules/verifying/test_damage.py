"""Whatever is done to a bundle's bytes, lines and files is noticed, and its place is named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules import canon, merkle
from models.rules.verifying import bundle
from tests.histories import ALPHA, BETA, GAMMA
from tests.models.rules.verifying.bundles import Bundle, honest, lines, verified, wrong


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_changed_byte_is_noticed_in_its_file(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(honest())))
    raw = bytearray(honest()[name])
    at = data.draw(st.integers(0, len(raw) - 1))
    change = data.draw(st.sampled_from(["flip", "drop", "put"]))
    if change == "flip":
        raw[at] ^= data.draw(st.integers(1, 255))
    elif change == "drop":
        del raw[at]
    else:
        raw.insert(at, data.draw(st.integers(0, 255)))
    changed = {**honest(), name: bytes(raw)}
    if changed == honest():
        return
    found = verified(changed).wrong
    assert found is not None
    if name == bundle.MANIFEST:
        return
    assert found.file == name
    if name.startswith("log/") and found.reason != "manifest_differs":
        assert found.whose == bundle.partner_of(name)
        line = 1 + honest()[name][:at].count(b"\n")
        assert line <= found.line <= line + 1
        assert found.bond == "named"


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_changed_byte_is_noticed_even_when_the_manifest_follows(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(honest().keys() - {bundle.MANIFEST})))
    raw = bytearray(honest()[name])
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    assert wrong({**honest(), name: bytes(raw)}).file == name


LOG = bundle.log_name(BETA)
ROLL = next(name for name in honest() if name.startswith("rolls/"))
DAMAGE: dict[str, tuple[Bundle, str, str, str | None]] = {
    "an entry taken out": (lines(LOG, lambda made: made.pop(1)), "missing_line", LOG, None),
    "entries swapped": (
        lines(LOG, lambda made: made.reverse()),
        "missing_entry",
        bundle.MINUTES,
        None,
    ),
    "variants swapped": (
        lines(LOG, lambda made: made.__setitem__(slice(2, 4), made[3:1:-1])),
        "out_of_order",
        LOG,
        None,
    ),
    "an entry twice": (lines(LOG, lambda made: made.insert(1, made[1])), "out_of_order", LOG, None),
    "minutes of no such shape": (
        lines(bundle.MINUTES, lambda made: made.__setitem__(1, b'{"v":1}\n')),
        "malformed",
        bundle.MINUTES,
        None,
    ),
    "another's entry": (
        lines(LOG, lambda made: made.append(honest()[bundle.log_name(ALPHA)].splitlines(True)[1])),
        "stray_line",
        LOG,
        None,
    ),
    "the newest minuted entry taken out": (
        lines(bundle.log_name(GAMMA), lambda made: made.pop()),
        "missing_entry",
        bundle.MINUTES,
        None,
    ),
    "minutes taken out": (
        lines(bundle.MINUTES, lambda made: made.pop(1)),
        "missing_line",
        bundle.MINUTES,
        None,
    ),
    "the newest minutes taken out": (
        lines(bundle.MINUTES, lambda made: made.pop()),
        "stray_line",
        bundle.SEALS,
        ALPHA,
    ),
    "minutes swapped": (
        lines(bundle.MINUTES, lambda made: made.__setitem__(slice(1, 3), made[2:0:-1])),
        "missing_line",
        bundle.MINUTES,
        None,
    ),
    "minutes twice": (
        lines(bundle.MINUTES, lambda made: made.insert(1, made[1])),
        "out_of_order",
        bundle.MINUTES,
        None,
    ),
    "no minutes": ({**honest(), bundle.MINUTES: b""}, "stray_line", bundle.SEALS, None),
    "no seals": ({**honest(), bundle.SEALS: b""}, "certificate_invalid", bundle.SEALS, None),
    "too few seals": (
        lines(bundle.SEALS, lambda made: made.__delitem__(slice(2))),
        "certificate_invalid",
        bundle.SEALS,
        None,
    ),
    "a second genesis": (
        lines(bundle.GENESIS, lambda made: made.append(made[0])),
        "stray_line",
        bundle.GENESIS,
        None,
    ),
    "no genesis": ({**honest(), bundle.GENESIS: b""}, "missing_line", bundle.GENESIS, None),
    "a line without its end": (
        {**honest(), bundle.SEALS: honest()[bundle.SEALS][:-1]},
        "not_a_line",
        bundle.SEALS,
        None,
    ),
    "a seal that is none": (
        lines(bundle.SEALS, lambda made: made.append(b"{}\n")),
        "malformed",
        bundle.SEALS,
        None,
    ),
    "a roll with a leaf less": (
        lines(ROLL, lambda made: made.pop()),
        "roll_differs",
        ROLL,
        None,
    ),
    "a roll of capital letters": (
        lines(ROLL, lambda made: made.append(b"F" * 64 + b"\n")),
        "malformed",
        ROLL,
        None,
    ),
    "an endless line": (
        {**honest(), bundle.SEALS: b"x" * (canon.MAX_ENTRY + 2)},
        "oversized",
        bundle.SEALS,
        None,
    ),
    "a file too many": ({**honest(), "README": b""}, "stray_file", "README", None),
    "a stranger's log": (
        {**honest(), "log/x.example.jsonl": honest()[LOG]},
        "stray_line",
        "log/x.example.jsonl",
        None,
    ),
    "a blob nobody knows": (
        {**honest(), f"blobs/{bundle.blob_id(bytes(40))}": bytes(40)},
        "blob_differs",
        f"blobs/{bundle.blob_id(bytes(40))}",
        None,
    ),
    "a blob without salt": (
        {**honest(), f"blobs/{bundle.blob_id(b'x')}": b"x"},
        "blob_differs",
        f"blobs/{bundle.blob_id(b'x')}",
        None,
    ),
    "a roll nobody knows": (
        {**honest(), f"rolls/{merkle.root([])}.txt": b""},
        "roll_differs",
        f"rolls/{merkle.root([])}.txt",
        None,
    ),
}


def test_a_log_without_its_last_newline_is_still_that_partners() -> None:
    found = wrong({**honest(), LOG: honest()[LOG][:-1]})
    assert (found.reason, found.whose, found.bond) == ("not_a_line", BETA, "named")


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_named_with_its_place(name: str) -> None:
    contents, reason, file, whose = DAMAGE[name]
    found = wrong(contents)
    assert (found.reason, found.file, found.whose) == (reason, file, whose)
