"""One rule is stricter than another only if whatever passes it passes the other as well."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.charter.strictness import is_as_strict, is_quorum_as_strict
from models.rules.tally.method import Method, Quorum

_ratios = st.integers(2, 6).flatmap(lambda d: st.tuples(st.integers((d + 1) // 2, d), st.just(d)))
_methods = st.one_of(
    st.just(Method(name="majority")),
    st.just(Method(name="consent")),
    st.builds(
        Method,
        name=st.just("qualified"),
        threshold=_ratios,
        base=st.sampled_from(["cast", "present", "all"]),
    ),
)
_quorums = st.builds(Quorum, share=_ratios, is_strict=st.booleans())


def passes(method: Method, yes: int, no: int, abstained: int, away: int) -> bool:
    """Count yes and no by the definitions of the methods, written once more."""
    if method.name == "consent":
        return no == 0
    if method.name == "majority":
        return yes > no
    base = {"cast": yes + no, "present": yes + no + abstained}
    whole = base.get(method.base, yes + no + abstained + away)
    return yes > 0 and Fraction(yes) >= Fraction(*method.threshold) * whole


_counts = st.tuples(*[st.integers(0, 7)] * 4)


@settings(max_examples=150, deadline=None)
@given(_methods, _methods, st.lists(_counts, min_size=20, max_size=20))
def test_what_passes_the_stricter_method_passes_the_other(
    method: Method, than: Method, votes: list[tuple[int, int, int, int]]
) -> None:
    if is_as_strict(method, than):
        assert not [one for one in votes if passes(method, *one) and not passes(than, *one)]


@settings(max_examples=200, deadline=None)
@given(_quorums, _quorums)
def test_a_quorum_is_as_strict_when_no_turnout_meets_it_alone(one: Quorum, two: Quorum) -> None:
    def is_met(quorum: Quorum, turnout: Fraction) -> bool:
        share = Fraction(*quorum.share)
        return turnout > share or (turnout == share and not quorum.is_strict)

    turnouts = [Fraction(n, 120) for n in range(121)]
    alone = [each for each in turnouts if is_met(one, each) and not is_met(two, each)]
    assert is_quorum_as_strict(one, two) == (not alone)


def test_the_order_of_majorities_is_known() -> None:
    two_thirds = Method(name="qualified")
    half = Method(name="qualified", threshold=(1, 2))
    everybody = Method(name="qualified", base="all")
    majority, consent = Method(name="majority"), Method(name="consent")
    assert is_as_strict(two_thirds, majority)
    assert not is_as_strict(half, majority)
    assert not is_as_strict(majority, half)
    assert is_as_strict(everybody, two_thirds)
    assert not is_as_strict(two_thirds, everybody)
    assert not is_as_strict(half, two_thirds)
    assert is_as_strict(two_thirds, half)
    assert not is_as_strict(two_thirds, consent)
    assert is_as_strict(consent, consent)
