"""Which branch to follow after a lie that made two final: enough others say it, once each."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules import quorum
from models.rules.acts.settle import branch
from tests.models.rules.assembly import founded
from tests.models.rules.writers import ALPHA, BETA, DELTA, GAMMA, genesis

ONE, OTHER = "1" * 64, "2" * 64


def naming(minutes: str = ONE, **more: Any) -> dict[str, Any]:
    return {"subject": GAMMA, "height": 4, "minutes": minutes, **more}


def test_a_partner_names_one_branch_once() -> None:
    made = founded(genesis())
    said = made.act(ALPHA, "settle", naming())
    assert made.get(f"settle/{GAMMA}/4/{ALPHA}") == {"minutes": ONE, "entry": said.id}
    assert made.void(ALPHA, "settle", naming(OTHER)) == "already_done"
    made.act(ALPHA, "settle", naming(OTHER, height=5))
    made.act(BETA, "settle", naming(OTHER))


def test_nobody_settles_its_own_case_or_a_strangers() -> None:
    made = founded(genesis())
    assert made.void(GAMMA, "settle", naming()) == "own_act"
    assert made.void(ALPHA, "settle", naming(subject=DELTA)) == "unknown_subject"


def test_a_branch_is_settled_by_a_quorum_or_by_all_others() -> None:
    three, guilty = [ALPHA, BETA, GAMMA], frozenset({GAMMA})
    assert branch({ALPHA: ONE}, three, guilty, "majority") is None
    assert branch({ALPHA: ONE, BETA: OTHER}, three, guilty, "majority") is None
    assert branch({ALPHA: ONE, GAMMA: ONE}, three, guilty, "majority") is None
    assert branch({ALPHA: ONE, BETA: ONE}, three, guilty, "majority") == ONE
    assert branch({ALPHA: ONE}, [ALPHA, BETA], frozenset({BETA}), "majority") == ONE
    assert branch({}, [ALPHA], frozenset({ALPHA}), "majority") is None


@settings(deadline=None)
@given(st.integers(2, 9), st.data())
def test_never_are_two_branches_settled(n: int, data: st.DataObject) -> None:
    partners = [f"p{number}" for number in range(n)]
    liars = data.draw(st.integers(1, n - 1))
    said = data.draw(
        st.dictionaries(st.sampled_from(partners), st.sampled_from([ONE, OTHER]), max_size=n)
    )
    found = branch(said, partners, frozenset(partners[:liars]), "majority")
    if found is not None:
        others = partners[liars:]
        against = [each for each in others if said.get(each) not in (None, found)]
        assert len(against) < min(quorum.needed("majority", n), len(others))
