"""Where entries may stand: on which log, on which ground, under which roster."""

from typing import Any

import pytest

from models.rules.log import entry as entries
from models.rules.log.entry import Signed
from models.rules.minutes import checking, cut, excluding, records, starting
from models.rules.minutes.node import Node, grow
from models.rules.minutes.sealers import sealers
from models.rules.partner.partner import Partner
from models.rules.refusal import Refusal, Refused
from tests.models.rules.minutes import press
from tests.models.rules.partner.town import Town
from tests.models.rules.writers import key

ALPHA, BETA, GAMMA = "alpha.example", "beta.example", "gamma.example"


@pytest.fixture(scope="module")
def town() -> Town:
    """Return a town of three."""
    return press.started(3)[0]


@pytest.fixture
def high(town: Town) -> Node:
    """Return its newest minutes."""
    return town.partners[ALPHA].chain.high


def written(town: Town, **more: Any) -> Signed:
    """Return an entry of beta."""
    claim = {
        "v": 1,
        "community": town.community,
        "partner": BETA,
        "seq": 0,
        "prev": None,
        "roster": 1,
        "anchor": None,
        "ts": 0,
        "type": "note",
        "body": {},
        "blobs": [],
        "key": key(BETA),
        **more,
    }
    return entries.write(claim, press.PEN)[1]


def changed(node: Node, **facts: Any) -> Node:
    """Return a node whose state says something else of partners."""
    assert node.minutes is not None
    state = node.state
    for name, more in facts.items():
        place = f"partner/{name}.example"
        state = state.changed({place: {**(state.get(place) or {}), **more}})
    return grow(node, node.minutes, "f" * 64, state, node.roster)


def reason(call: Any, *arguments: Any) -> Refusal:
    """Return why something is refused."""
    with pytest.raises(Refused) as refused:
        call(*arguments)
    return refused.value.reason


def test_an_anchor_is_on_the_chain_below_the_minutes(town: Town, high: Node) -> None:
    parent = high.parent
    assert parent is not None
    good = written(town, anchor=[parent.height, parent.id])
    cut.check_place(high, BETA, [good, written(town, anchor=[high.height, high.id])])
    for anchor in ([high.height + 1, "0" * 64], [parent.height, "0" * 64], [0, high.id]):
        bad = written(town, anchor=anchor)
        assert reason(cut.check_place, high, BETA, [good, bad]) == Refusal.ANCHOR_WRONG
        assert cut.in_place(high, BETA, [good, bad, good]) == [good]


def test_an_entry_names_the_roster_at_its_anchor(town: Town, high: Node) -> None:
    bad = written(town, anchor=[high.height, high.id], roster=2)
    assert reason(cut.check_place, high, BETA, [bad]) == Refusal.ROSTER_WRONG


def test_logs_of_strangers_and_of_those_that_are_gone_are_closed(town: Town, high: Node) -> None:
    entry = written(town)
    assert reason(cut.check_place, high, "zeta.example", [entry]) == Refusal.UNKNOWN_PARTNER
    for status in ("left", "expelled", "excluded", "lapsed"):
        gone = changed(high, beta={"status": status})
        assert reason(cut.check_place, gone, BETA, [entry]) == Refusal.LOG_CLOSED
        assert cut.in_place(gone, BETA, [entry]) == []


def test_a_disputed_log_goes_on_with_the_word_of_the_recovery_key_only(
    town: Town, high: Node
) -> None:
    proof = {f"evidence/{BETA}/entries/{key(BETA)}": {"entry": "e" * 64}}
    disputed = changed(high, beta={"suspended": "e" * 64})
    assert disputed.minutes is not None
    state = disputed.state.changed(proof)
    disputed = grow(high, disputed.minutes, "f" * 64, state, high.roster)
    entry = written(town)
    assert reason(cut.check_place, disputed, BETA, [entry]) == Refusal.LOG_DISPUTED
    pen = press.PEN
    pen.keys.add(key(BETA, "recovery"))
    word = written(town, type="key", key=key(BETA, "recovery"))
    cut.check_place(disputed, BETA, [word, entry])


def test_a_flood_goes_in_by_portions(town: Town, high: Node) -> None:
    assert len(cut.in_place(high, BETA, [written(town)] * 1_000)) == cut.MOST


def test_a_suspended_secretary_writes_no_minutes(town: Town, high: Node) -> None:
    partner: Partner = town.partners[ALPHA]
    parent = changed(high, alpha={"suspended": "e" * 64})
    minutes = press.following(partner)
    ground = checking.usual_ground(parent)
    sources = partner.chain.sources
    arguments = (minutes, parent, ground, sources)
    assert reason(checking.check_secretary, *arguments) == Refusal.SECRETARY_WRONG


def test_a_suspended_sealer_has_no_status(town: Town, high: Node) -> None:
    parent = changed(high, beta={"suspended": "e" * 64})
    status = press.status(town, BETA, 1)
    find = town.partners[ALPHA].chain.find
    arguments = (status, (starting.key_of(parent.state, BETA), None), find, press.PEN)
    assert reason(starting.check_status, *arguments) == Refusal.NOT_A_SEALER
    assert (
        BETA
        not in grow(
            parent, press.newest(town.partners[ALPHA]), "a" * 64, parent.state, parent.roster
        ).keys
    )


def test_a_status_counts_by_the_key_before_or_by_the_one_a_recovery_gives(town: Town) -> None:
    old, new = key(BETA), key(BETA, "2")
    before = press.status(town, BETA, 1)
    claim = press.built(before)
    del claim["sig"], claim["v"]
    after = records.sign(claim, records.Status, new, press.PEN)
    assert records.verify_any(before, (old, new), press.PEN) == old
    assert records.verify_any(after, (old, new), press.PEN) == new
    assert reason(records.verify_any, after, (old, None), press.PEN) == Refusal.SIGNATURE_INVALID


def test_somebody_has_to_be_left_to_be_secretary() -> None:
    roster = {
        "version": 1,
        "policy": "majority",
        "sealers": [ALPHA, "witness.example"],
        "line": [ALPHA],
        "host": ALPHA,
    }
    assert reason(excluding.others, sealers(roster), ALPHA) == Refusal.EXCLUSION_INVALID
    assert excluding.others(sealers(roster), "witness.example") == (ALPHA,)


def test_a_start_that_excludes_states_whom(town: Town) -> None:
    partner = town.partners[ALPHA]
    start: dict[str, Any] = {"statuses": [], "exclusions": []}
    minutes = press.following(partner, term=1, start=start)
    roster = partner.chain.high.roster
    arguments = (partner.chain.high, minutes, roster, press.PEN)
    assert reason(excluding.check, *arguments) == Refusal.EXCLUSION_INVALID


def test_what_acks_owe_is_compared_by_number() -> None:
    assert cut.is_omitted({ALPHA: (3, "a")}, {ALPHA: (3, "b")}) is None
    assert cut.is_omitted({ALPHA: (3, "a")}, {ALPHA: (4, "b")}) == ALPHA
    assert cut.is_omitted({}, {BETA: (0, "b")}) == BETA
