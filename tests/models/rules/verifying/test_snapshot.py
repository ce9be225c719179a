"""A verification that begins at a snapshot ends where one from the founding ends."""

import io
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules import canon
from models.rules.signing import Ed25519
from models.rules.values import MINUTE
from models.rules.verifying import bundle
from models.rules.verifying.past import Past
from models.rules.verifying.report import Finding, Report
from models.rules.verifying.shelf import TRUSTING
from models.rules.verifying.source import Memory
from models.rules.verifying.verifier import Verification
from tests.histories import ALPHA, BETA, DELTA, GAMMA, History, public_key

Bundle = dict[str, bytes]


class Counting(Ed25519):
    """Counts what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def verify(self, key: str, message: bytes, signature: str) -> bool:
        self.asked += 1
        return super().verify(key, message, signature)


@cache
def stages() -> tuple[Bundle, ...]:
    """Return bundles of one community as it grows."""
    history = History()
    found = []
    for number in range(3):
        history.write(ALPHA, "unheard-of", {"number": number})
        history.write(BETA, "roll", {"roll": {"root": f"{number}" * 64, "size": 1 + number}})
        history.meet()
        found.append(history.bundle())
    history.variant(BETA, "unheard-of", {"late": 1})
    hidden = history.propose(after=2 * MINUTE)
    history.seal(hidden)
    history.meet(term=1)
    history.meet()
    found.append(history.bundle())
    change = {"new": public_key(f"{DELTA}/new")}
    proof = history.possession(DELTA, f"{DELTA}/new")
    history.write(DELTA, "key", {**change, "new_sig": proof})
    history.meet()
    history.meet()
    found.append(history.bundle())
    history.write(DELTA, "unheard-of", {"new": True}, key=change["new"])
    history.side = [each for each in (hidden.minutes,) if each is not None]
    history.meet(term=3, start=history.start(3, {GAMMA: hidden}))
    history.write(ALPHA, "unheard-of", {"loose": 0})
    history.meet()
    history.meet()
    found.append(history.bundle())
    return tuple(found)


def run(contents: Bundle, snapshot: bytes | None = None) -> tuple[Report, bytes, int]:
    """Return the report, the snapshot at its end, and how many signatures were checked."""
    signatures = Counting()
    before = None if snapshot is None else io.BytesIO(snapshot)
    verification = Verification(Memory(contents), signatures, before)
    report = verification.run()
    return report, b"".join(verification.snapshot()), signatures.asked


def wrong(contents: Bundle, snapshot: bytes) -> Finding:
    found = run(contents, snapshot)[0].wrong
    assert found is not None
    return found


@pytest.mark.parametrize("earlier", range(6))
def test_every_snapshot_leads_to_the_same_end(earlier: int) -> None:
    report, snapshot, _ = run(stages()[earlier])
    assert report.wrong is None
    for later in stages()[earlier:]:
        whole, at_its_end, asked = run(later)
        resumed, at_the_same_end, fewer = run(later, snapshot)
        assert whole.wrong is None
        assert resumed.wrong is None
        assert resumed.reached == whole.reached
        assert resumed.entries == whole.entries
        assert at_the_same_end == at_its_end
        assert fewer < asked


def test_nothing_is_written_down_before_anything_is_final() -> None:
    assert run({**stages()[0], bundle.GENESIS: b""})[1] == b""


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_changed_key_of_the_state_is_noticed(data: st.DataObject) -> None:
    snapshot = bytearray(run(stages()[3])[1])
    frame = snapshot.index(b"\n") + 1
    at = data.draw(st.integers(frame, len(snapshot) - 1))
    snapshot[at] ^= data.draw(st.integers(1, 255))
    assert wrong(stages()[4], bytes(snapshot)).file == "the snapshot"


def changed(snapshot: bytes, **fields: object) -> bytes:
    first, _, rest = snapshot.partition(b"\n")
    frame = canon.parse(first, len(first))
    return canon.encode({**frame, **fields}) + b"\n" + rest


def test_a_snapshot_of_something_else_is_refused() -> None:
    snapshot = run(stages()[3])[1]
    later = stages()[4]
    for fields in ({"minutes": "0" * 64}, {"community": "0" * 64}, {"height": 1}):
        assert wrong(later, changed(snapshot, **fields)).reason == "snapshot_differs"
    assert wrong(later, changed(snapshot, state="0" * 64)).reason == "snapshot_differs"
    assert wrong(later, changed(snapshot, eras=[])).reason == "malformed"
    assert wrong(later, b"").reason == "missing_line"
    other = run(stages()[2])[1].partition(b"\n")[2]
    mixed = canon.parse(snapshot.partition(b"\n")[0], len(snapshot))
    root = canon.parse(run(stages()[2])[1].partition(b"\n")[0], len(snapshot))["state"]
    mixed["state"] = root
    assert wrong(later, canon.encode(mixed) + b"\n" + other).reason == "snapshot_differs"


def test_a_bundle_that_ends_before_the_snapshot_does_not_hold_it() -> None:
    found = wrong(stages()[1], run(stages()[3])[1])
    assert (found.reason, found.file) == ("snapshot_differs", bundle.MINUTES)


def test_what_comes_after_a_snapshot_is_checked_as_ever() -> None:
    snapshot = run(stages()[3])[1]
    name = bundle.log_name(DELTA)
    raw = stages()[5][name].splitlines(keepends=True)
    raw[1] = raw[1].replace(b'"ts":', b'"ts":1')
    found = wrong({**stages()[5], name: b"".join(raw)}, snapshot)
    assert (found.reason, found.file, found.line) == ("signature_invalid", name, 2)


def test_minutes_before_a_snapshot_are_bound_to_it() -> None:
    snapshot = run(stages()[3])[1]
    raw = stages()[4][bundle.MINUTES].splitlines(keepends=True)
    for broken in ([*raw[:1], *raw[2:]], [raw[0].replace(b'"time":', b'"time":1'), *raw[1:]]):
        found = wrong({**stages()[4], bundle.MINUTES: b"".join(broken)}, snapshot)
        assert (found.reason, found.file) == ("missing_line", bundle.MINUTES)


def test_logs_before_a_snapshot_must_be_there() -> None:
    snapshot = run(stages()[3])[1]
    name = bundle.log_name(BETA)
    cut = {**stages()[4], name: b"".join(stages()[4][name].splitlines(keepends=True)[:2])}
    for contents in (cut, {key: raw for key, raw in cut.items() if key != name}):
        found = wrong(contents, snapshot)
        assert (found.reason, found.file) == ("missing_entry", name)


def test_what_a_snapshot_vouches_for_signs_nothing() -> None:
    with pytest.raises(KeyError):
        TRUSTING.sign(public_key(ALPHA), b"anything")


def test_the_genesis_is_no_place_for_a_snapshot() -> None:
    with pytest.raises(ValueError, match="genesis"):
        Past().snapshot("c" * 64, History().root)
