"""Where more lie than a policy bears, the record can tear; then the lie is proven to everybody."""

import pytest
from msgspec import structs

from models.rules.partner.pace import Pace
from models.rules.values import HOUR, MINUTE
from server.simulation import campaign
from server.simulation.plan import Item, Plan

TORN = Plan(
    seed=1,
    policy="majority",
    partners=("ash", "birch", "cedar"),
    liars={"cedar": ("two_faces",)},
    items=(
        Item(at=3 * MINUTE, kind="split", what={"groups": [["ash"], ["birch"]]}),
        Item(at=5 * MINUTE, kind="goal", who="ash", what={"name": "g0"}),
        Item(at=5 * MINUTE, kind="goal", who="birch", what={"name": "g1"}),
    ),
    pace=Pace(
        due=15 * MINUTE,
        silence=5 * MINUTE,
        answer=2 * MINUTE,
        longest=15 * MINUTE,
        heads=20 * MINUTE,
    ),
    calm_at=HOUR,
    end=4 * HOUR,
    is_safe=False,
)


def test_a_liar_with_two_faces_tears_the_record_and_is_proven() -> None:
    outcome = campaign.once(TORN)
    assert outcome.violation is None
    assert outcome.counts["torn"] == 1


def test_people_keep_one_of_two_records_and_everybody_goes_on() -> None:
    counts = campaign.once(TORN).counts
    assert counts["mended"] == 1
    assert counts["R12-taken-up"] >= 1
    assert counts["calm"] == 1


def test_a_torn_record_without_proof_is_a_violation() -> None:
    violation = campaign.once(TORN, "evidence-ignored").violation
    assert violation is not None
    assert violation.number == 12
    assert "holds no proof" in violation.text


def test_the_same_is_no_excuse_where_the_policy_bears_the_lies() -> None:
    violation = campaign.once(structs.replace(TORN, is_safe=True)).violation
    assert violation is not None
    assert violation.number == 1


@pytest.mark.parametrize("faces", [("two_faces",), ("quiet_twins", "two_faces")])
def test_four_sealers_are_not_torn_by_one_liar(faces: tuple[str, ...]) -> None:
    plan = structs.replace(
        TORN,
        policy="two_thirds",
        partners=("ash", "birch", "cedar", "elm"),
        liars={"cedar": faces},
        is_safe=True,
    )
    assert campaign.once(plan).violation is None
