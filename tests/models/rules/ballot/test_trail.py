"""The trail: which entries open ballots may ask for, kept as long as they may, and no longer."""

from models.rules.ballot import trail
from models.rules.values import DAY
from tests.models.rules.ballot.stage import Assembly, statement
from tests.models.rules.community import ALPHA, BETA, GAMMA, WITNESS


def kept(assembly: Assembly) -> list[str]:
    return sorted(key for key, _ in assembly.state.items() if key.startswith("trail/"))


def test_nothing_is_kept_while_no_ballot_is_open() -> None:
    assembly = Assembly()
    assembly.act(ALPHA, "roll", {"roll": None})
    assert kept(assembly) == []


def test_entries_are_kept_from_the_opening_to_the_last_end() -> None:
    assembly = Assembly(witnesses=(WITNESS,))
    first = assembly.open(ALPHA, statement(), days=10)
    vote = assembly.vote(BETA, first, "yes")
    assert kept(assembly) == [
        f"trail/{ALPHA}",
        f"trail/{ALPHA}/0",
        f"trail/{BETA}",
        f"trail/{BETA}/0",
    ]
    assert trail.is_on_chain(assembly.get, BETA, (0, vote))
    assert not trail.is_on_chain(assembly.get, BETA, (0, "another"))
    second = assembly.open(GAMMA, statement(), days=20)
    assembly.vote(BETA, second, "yes")
    assembly.end(first)
    # What the second ballot may ask for is younger than its opening.
    assert kept(assembly) == [
        f"trail/{ALPHA}",
        f"trail/{ALPHA}/1",
        f"trail/{BETA}",
        f"trail/{BETA}/1",
        f"trail/{BETA}/2",
        f"trail/{GAMMA}",
        f"trail/{GAMMA}/1",
    ]
    assembly.end(second)
    assert kept(assembly) == []


def test_an_empty_list_of_entries_leaves_no_trail() -> None:
    assembly = Assembly()
    assembly.open(ALPHA, statement())
    before = kept(assembly)
    assembly.minutes(after=DAY)
    assert kept(assembly) == before
    assert trail.newest({}, ALPHA) == -1
    assert trail.newest({ALPHA: (3, "id")}, ALPHA) == 3
