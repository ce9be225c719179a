"""Ballots, newcomers, handovers and new keys are verified, from the founding or from anywhere."""

import io
from collections.abc import Sequence
from functools import cache

import pytest
from msgspec import to_builtins

from models.rules.minutes import records
from models.rules.minutes.node import Node
from models.rules.minutes.records import Minutes
from models.rules.signing import Ed25519
from models.rules.values import DAY
from models.rules.verifying.report import Report
from models.rules.verifying.source import Memory
from models.rules.verifying.verifier import Verification, verify
from tests.histories import (
    ALPHA,
    BETA,
    DELTA,
    FOUR,
    GAMMA,
    NEWCOMER,
    History,
    left_out,
    polled,
    public_key,
    sealer,
)

Bundle = dict[str, bytes]


class Watched(History):
    """Keeps a bundle of every moment at which something newly was final."""

    def __init__(self, partners: Sequence[str] = FOUR, term: int = 0) -> None:
        self.moments: list[Bundle] = []
        super().__init__(partners, term)

    def adopt(self, grown: Node) -> None:
        before = self.final
        super().adopt(grown)
        if self.final is not before:
            self.moments.append(self.bundle())


@cache
def joined() -> Watched:
    """Return a community that a fifth partner joined by ballot."""
    history = Watched()
    history.decide({"kind": "add_partner", "sealer": sealer(NEWCOMER)})
    history.meet()
    known = history.final
    assert known.minutes is not None
    proof = history.possession(NEWCOMER, f"{NEWCOMER}/recovery")
    ready = {"height": known.height, "state": known.minutes.state, "recovery_sig": proof}
    history.write(NEWCOMER, "ready", ready)
    history.meet()
    history.meet()
    history.meet(term=1)
    history.meet()
    history.write(NEWCOMER, "unheard-of", {"here": True})
    history.meet()
    history.meet()
    return history


@cache
def rekeyed() -> Watched:
    """Return a community whose partner got new keys from the others."""
    history = Watched()
    keys = {"key": public_key(f"{DELTA}/new"), "recovery": public_key(f"{DELTA}/new-recovery")}
    history.decide({"kind": "rekey", "partner": DELTA, **keys})
    history.meet(after=15 * DAY)
    last = history.heads[DELTA]
    history.write(DELTA, "unheard-of", {"old key": "leads nowhere"})
    history.heads[DELTA] = last
    history.meet()
    history.write(DELTA, "unheard-of", {"new key": True}, key=keys["key"])
    history.meet()
    history.meet()
    return history


@cache
def voted() -> Watched:
    """Return a community whose members voted in secret."""
    history = Watched()
    polled(history)
    return history


@cache
def vanished() -> Watched:
    """Return a community of three that went on without one that vanished."""
    history = Watched((ALPHA, BETA, GAMMA))
    left_out(history)
    return history


HISTORIES = {"joined": joined, "rekeyed": rekeyed, "voted": voted, "vanished": vanished}


def test_the_histories_are_what_they_say() -> None:
    assert joined().tip.roster.version == 2
    assert NEWCOMER in joined().tip.keys
    assert rekeyed().tip.keys[DELTA] == public_key(f"{DELTA}/new")
    assert vanished().tip.roster.names == (ALPHA, BETA)
    (ballot,) = [key for key, _ in voted().tip.state.items() if key.startswith("result/")]
    result = voted().tip.state.get(ballot)
    assert result["members"] == {ALPHA: "counted", BETA: "counted"}
    assert result["parts"][0]["result"]["voices"] == 6
    assert result["winners"] == ["faster"]


@pytest.mark.parametrize("name", HISTORIES)
def test_every_moment_is_right_and_leads_to_the_same_end(name: str) -> None:
    moments = HISTORIES[name]().moments
    end, last = run(moments[-1], None)
    assert end.wrong is None
    for moment in moments:
        found, snapshot = run(moment, None)
        assert found.wrong is None
        resumed, again = run(moments[-1], snapshot)
        assert resumed.wrong is None
        assert (resumed.reached, resumed.entries) == (end.reached, end.entries)
        assert again == last


def run(contents: Bundle, snapshot: bytes | None) -> tuple[Report, bytes]:
    before = None if snapshot is None else io.BytesIO(snapshot)
    verification = Verification(Memory(contents), Ed25519(), before)
    return verification.run(), b"".join(verification.snapshot())


def test_a_community_that_begins_in_a_later_term_is_verified() -> None:
    history = Watched(term=1)
    history.write(ALPHA, "unheard-of", {})
    history.meet()
    history.meet()
    assert verify(Memory(history.bundle()), Ed25519()).wrong is None


def test_old_keys_write_nothing_more_once_new_ones_were_given() -> None:
    history = Watched()
    keys = {"key": public_key(f"{DELTA}/new"), "recovery": public_key(f"{DELTA}/new-recovery")}
    history.decide({"kind": "rekey", "partner": DELTA, **keys})
    history.meet(after=15 * DAY)
    history.write(DELTA, "unheard-of", {"old": True})
    history.meet()
    history.meet()
    found = verify(Memory(history.bundle()), Ed25519()).wrong
    assert found is not None
    assert found.reason == "missing_entry"


def test_an_exclusion_is_verified_with_all_that_it_takes() -> None:
    for change, reason in (
        ({"exclusions": []}, "roster_wrong"),
        ({"statuses": []}, "start_invalid"),
    ):
        history = History((ALPHA, BETA, GAMMA))
        history.meet()
        history.exclude(GAMMA)
        minutes = history.minutes[-1]
        start = {**to_builtins(minutes.start), **change}
        claim = {**to_builtins(minutes), "start": start}
        del claim["v"], claim["sig"]
        key = public_key(minutes.secretary)
        history.minutes[-1] = records.sign(claim, Minutes, key, history.signatures)
        found = verify(Memory(history.bundle()), Ed25519()).wrong
        assert found is not None
        assert (found.reason, found.whose) == (reason, minutes.secretary)


def test_an_exclusion_before_its_time_is_noticed() -> None:
    history = History((ALPHA, BETA, GAMMA))
    history.meet()
    history.exclude(GAMMA, after=29 * DAY)
    history.meet()
    found = verify(Memory(history.bundle()), Ed25519()).wrong
    assert found is not None
    assert found.reason == "exclusion_invalid"
