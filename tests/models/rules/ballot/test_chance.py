"""All acts of proposing and voting: whatever is written in one minutes, the fold stands."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.rules.ballot.chance import Voting
from tests.models.rules.ballot.stage import Assembly
from tests.models.rules.community import in_any_order


def live(assembly: Assembly, random: Random, rounds: int) -> list[str]:
    """Let random things happen; return the reasons for which entries were void."""
    chance = Voting(assembly, random)
    reasons = []
    for _ in range(rounds):
        entries, after = chance.entries(), chance.pause()
        reasons += in_any_order(assembly, entries, after)
    return reasons


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_whatever_is_written_folds_and_the_order_of_authors_never_matters(random: Random) -> None:
    live(Assembly(), random, 12)


def test_random_lives_reach_most_of_what_can_happen() -> None:
    reasons: set[str] = set()
    keys: set[str] = set()
    versions: set[int] = set()
    for seed in range(60):
        assembly = Assembly()
        reasons |= set(live(assembly, Random(seed), 16))  # noqa: S311
        for key, value in assembly.state.items():
            keys.add(key.partition("/")[0])
            versions |= {value["version"]} if key.startswith("proposal/") else set()
    assert versions >= {1, 2}
    assert reasons >= {
        "after_own_box",
        "again_unfit",
        "already_done",
        "ballot_closed",
        "box_repeated",
        "choice_unfit",
        "deadline_unfit",
        "moot",
        "not_yours",
        "nothing_to_withdraw",
        "options_unfit",
        "reasons_missing",
        "review_unknown",
        "text_missing",
        "version_stale",
    }
    assert keys >= {"ballot", "box", "leave", "motion", "proposal", "result", "roll", "suggestion"}
