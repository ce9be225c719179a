"""Whatever is decided in whatever order, versions of the roster follow each other soundly (R8)."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules import quorum
from models.rules.fold.draft import Draft
from models.rules.genesis import Sealer
from models.rules.roster import queue
from models.rules.roster.change import Add, Change, Remove, Repolicy
from tests.models.rules.assembly import Assembly, founded
from tests.models.rules.writers import ALPHA, BETA, DELTA, GAMMA, WITNESS, genesis, sealer

BALLOT = "b" * 64
START = founded(genesis())
SEALERS: dict[str, Sealer] = {
    **{each: sealer(each) for each in (ALPHA, BETA, GAMMA, DELTA)},
    WITNESS: sealer(WITNESS, "witness"),
}
ANYBODY = st.sampled_from(sorted(SEALERS))
CHANGES: st.SearchStrategy[Change] = st.one_of(
    ANYBODY.map(lambda name: Add(cause=BALLOT, sealer=SEALERS[name])),
    st.builds(
        Remove,
        cause=st.just(BALLOT),
        subject=ANYBODY,
        status=st.sampled_from(["left", "expelled"]),
    ),
    st.builds(Repolicy, cause=st.just(BALLOT), policy=st.sampled_from(["majority", "two_thirds"])),
)
STEPS = st.lists(
    st.one_of(
        CHANGES,
        ANYBODY.map(lambda name: ("ready", name)),
        ANYBODY.map(lambda name: ("out", name)),
        st.just(("handover", "")),
        st.just(("minutes", "")),
    ),
    max_size=25,
)


def fresh() -> Assembly:
    """Return the assembly after its founding, as often as is needed."""
    made = Assembly(genesis())
    made.state, made.height, made.time = START.state, START.height, START.time
    made.cut = dict(START.cut)
    return made


def step(made: Assembly, what: Any) -> None:
    if isinstance(what, Add | Remove | Repolicy):
        made.decide(lambda draft: queue.queue_change(draft, what))
        made.minutes()
    elif what[0] == "ready":
        made.decide(lambda draft: mark_ready(draft, what[1]))
        made.minutes()
    elif what[0] == "out":
        made.minutes(roster=made.get("roster")["version"] + 1, out=what[1])
    elif what[0] == "handover" and made.get("roster/next") is not None:
        made.minutes(roster=made.get("roster/next")["version"])
    else:
        made.minutes()


def mark_ready(draft: Draft, name: str) -> None:
    if any(
        queue.is_waiting(draft.get, each) and each.sealer.id == name
        for each in queue.waiting_changes(draft.get)
        if isinstance(each, Add)
    ):
        draft.put(f"ready/{name}", {"height": 0, "entry": BALLOT})


def check_roster(made: Assembly, roster: dict[str, Any]) -> None:
    kinds = {each: made.get(f"partner/{each}")["kind"] for each in roster["sealers"]}
    assert roster["sealers"] == sorted(set(roster["sealers"]))
    assert sorted(roster["line"]) == [each for each in kinds if kinds[each] == "partner"]
    assert roster["host"] in roster["line"]


def check_succession(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert new["version"] == old["version"] + 1
    one, other = set(old["sealers"]), set(new["sealers"])
    assert len(one ^ other) + (old["policy"] != new["policy"]) == 1
    before, after = (old["policy"], len(one)), (new["policy"], len(other))
    assert quorum.hands_over(before, after, len(one & other))


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_each_version_is_one_sound_step_after_the_one_before(steps: list[Any]) -> None:
    made = fresh()
    for what in steps:
        before = made.get("roster")
        step(made, what)
        after = made.get("roster")
        check_roster(made, after)
        if after["version"] != before["version"]:
            check_succession(before, after)
        pending = made.get("roster/next")
        if pending is not None:
            check_roster(made, pending)
            check_succession(after, pending)
        for each in SEALERS:
            record = made.get(f"partner/{each}")
            is_active = record is not None and record["status"] == "active"
            assert is_active == (each in after["sealers"])
