"""Secret member ballots: committed, opened, recomputed; and what a false house loses."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from models.rules import merkle
from models.rules.ballot import secret
from models.rules.ballot.record import plain
from models.rules.signing import Ed25519, multikey
from models.rules.values import DAY, HOUR
from tests.models.rules.ballot.members import Votes, members_box, opening, poll_members
from tests.models.rules.ballot.stage import THREE, Assembly
from tests.models.rules.charter.drafts import CHARTERS
from tests.models.rules.community import ALPHA, BETA, GAMMA, some_id

NGO = CHARTERS["ngo_company"]


def assembly_with(**places: Any) -> Assembly:
    return Assembly(charter=NGO, **places)


def boxed(assembly: Assembly, ballot: str, votes: dict[str, Votes], past: int = 0) -> None:
    """Have the partners say yes, and box with what their members cast."""
    for partner in THREE:
        assembly.vote(partner, ballot, "yes")
    assembly.reach(ballot, past=past)
    assembly.minutes(*[members_box(assembly, each, ballot, votes.get(each)) for each in THREE])


def opened(assembly: Assembly, ballot: str, partner: str, votes: Votes, at_once: int = 500) -> None:
    """Have a partner open its members' votes in pages."""
    page = opening(partner, ballot, votes)
    for part, start in enumerate(range(0, len(page), at_once)):
        body = {"ballot": ballot, "part": part, "votes": page[start : start + at_once]}
        assembly.act(partner, "open", body)


def committed(
    assembly: Assembly, cast: Mapping[str, Sequence[Any]], size: int = 100
) -> tuple[str, dict[str, Votes]]:
    """Have a ballot in which members choose come to its boxes; return its id and their votes."""
    ballot, votes = poll_members(assembly, cast, size)
    boxed(assembly, ballot, votes)
    return ballot, votes


def counted(
    assembly: Assembly, cast: Mapping[str, Sequence[Any]], size: int = 100
) -> dict[str, Any]:
    """Have such a ballot with all its votes opened; return its result."""
    ballot, votes = committed(assembly, cast, size)
    for partner in sorted(votes):
        opened(assembly, ballot, partner, votes[partner])
    return assembly.result(ballot)


def test_members_votes_are_counted_from_what_was_opened() -> None:
    assembly = assembly_with()
    cast = {ALPHA: ["yes"] * 6 + ["no"], BETA: ["yes", "no", "abstain", "yes", "no"]}
    ballot, votes = committed(assembly, cast, size=20)
    assert [effect.about for effect in assembly.told("boxes_taken")] == [ballot]
    opened(assembly, ballot, ALPHA, votes[ALPHA], at_once=3)
    assert assembly.get("ballots") == [ballot]
    opened(assembly, ballot, BETA, votes[BETA])
    result = assembly.result(ballot)
    assert result["members"] == {ALPHA: "counted", BETA: "counted"}
    tally = result["parts"][1]["result"]
    assert (tally["voices"], tally["turnout"], tally["outcome"]) == (12, 12, "passed")
    assert result["outcome"] == "passed"
    assert assembly.get(f"open/{ballot}/{ALPHA}/0") is None


def test_no_house_weighs_more_than_the_cap() -> None:
    assembly = assembly_with(members__partner_cap=[2, 5])
    cast = {ALPHA: ["no"] * 50, BETA: ["yes"] * 10, GAMMA: ["yes"] * 10}
    part = counted(assembly, cast)["parts"][1]
    assert part["weights"] == {ALPHA: "40/3", BETA: 10, GAMMA: 10}
    assert part["result"]["outcome"] == "passed"


def test_a_house_that_opens_nothing_in_72_hours_counts_as_not_voting_in_public() -> None:
    assembly = assembly_with()
    cast = {ALPHA: ["yes"] * 9, BETA: ["no"] * 9, GAMMA: ["yes"] * 9}
    ballot, votes = committed(assembly, cast)
    opened(assembly, ballot, ALPHA, votes[ALPHA])
    opened(assembly, ballot, GAMMA, votes[GAMMA])
    page = opening(BETA, ballot, votes[BETA])
    assembly.act(BETA, "open", {"ballot": ballot, "part": 0, "votes": page[:-1]})
    read_at = assembly.get(f"ballot/{ballot}")["read_at"]
    assembly.minutes(after=read_at + 72 * HOUR - 1 - assembly.time)
    assert assembly.get("ballots") == [ballot]
    assembly.minutes(after=1)
    result = assembly.result(ballot)
    assert result["members"] == {ALPHA: "counted", BETA: "not_opened", GAMMA: "counted"}
    assert result["parts"][1]["result"]["voices"] == 18


def test_a_house_that_opens_something_else_counts_as_not_voting() -> None:
    assembly = assembly_with()
    cast = {ALPHA: ["yes"] * 3, BETA: ["yes"] * 3, GAMMA: ["yes"] * 3}
    ballot, votes = committed(assembly, cast)
    opened(assembly, ballot, ALPHA, votes[ALPHA])
    opened(assembly, ballot, GAMMA, votes[GAMMA])
    false: Votes = [("no", nonce) for _, nonce in votes[BETA]]
    opened(assembly, ballot, BETA, false)
    result = assembly.result(ballot)
    assert result["members"][BETA] == "mismatch"
    assert result["parts"][1]["result"]["rounds"] == [{"yes": 6, "no": 0, "abstain": 0}]


def test_a_house_with_more_votes_than_members_counts_as_not_voting() -> None:
    assembly = assembly_with()
    cast = {ALPHA: ["yes"] * 3, BETA: ["no"] * 5, GAMMA: ["yes"] * 3}
    result = counted(assembly, cast, size=4)
    assert result["members"][BETA] == "over_roll"
    assert result["parts"][1]["result"]["voices"] == 6


def test_a_house_nobody_voted_in_is_not_waited_for() -> None:
    assembly = assembly_with()
    ballot, votes = committed(assembly, {ALPHA: ["yes"] * 3, BETA: [], GAMMA: ["yes"] * 4})
    opened(assembly, ballot, ALPHA, votes[ALPHA])
    opened(assembly, ballot, GAMMA, votes[GAMMA])
    assert assembly.result(ballot)["members"][BETA] == "counted"


def test_a_missing_box_is_waited_for_three_days_and_its_members_do_not_count_later() -> None:
    assembly = assembly_with()
    cast = {ALPHA: ["yes"] * 3, BETA: ["no"] * 3, GAMMA: ["yes"] * 3}
    ballot, votes = poll_members(assembly, cast)
    assembly.reach(ballot)
    present = (ALPHA, GAMMA)
    assembly.minutes(*[members_box(assembly, each, ballot, votes[each]) for each in present])
    assert assembly.get(f"ballot/{ballot}")["read_at"] is None
    frozen = assembly.get(f"ballot/{ballot}")
    last = frozen["closes_at"] + frozen["grace"] + 3 * DAY
    assembly.minutes(after=last - 1 - assembly.time)
    assert assembly.get(f"ballot/{ballot}")["read_at"] is None
    assembly.minutes(after=1)
    assert assembly.get(f"ballot/{ballot}")["counted"] == [ALPHA, GAMMA]
    # From here the others may open, so whoever commits now could know their votes.
    assembly.minutes(members_box(assembly, BETA, ballot, votes[BETA]))
    page = opening(BETA, ballot, votes[BETA])
    body = {"ballot": ballot, "part": 0, "votes": page}
    assert assembly.void(BETA, "open", body) == "open_unexpected"
    for partner in present:
        opened(assembly, ballot, partner, votes[partner])
    assert assembly.result(ballot)["members"][BETA] == "no_box"


def test_members_votes_are_not_opened_before_a_quorum_of_boxes_is_there() -> None:
    assembly = assembly_with()
    ballot, votes = poll_members(assembly, {ALPHA: ["yes"] * 3, GAMMA: ["yes"] * 3})
    assembly.reach(ballot)
    assembly.minutes(members_box(assembly, ALPHA, ballot, votes[ALPHA]))
    assembly.minutes(after=4 * DAY)
    assert assembly.get(f"ballot/{ballot}")["read_at"] is None
    assembly.minutes(members_box(assembly, GAMMA, ballot, votes[GAMMA]))
    assert assembly.get(f"ballot/{ballot}")["counted"] == [ALPHA, GAMMA]


def test_a_house_that_copies_another_ones_commitment_and_openings_counts_as_not_voting() -> None:
    """Each leaf counts once, and no house votes as another one did without knowing how."""
    assembly = assembly_with()
    ballot, votes = poll_members(assembly, {ALPHA: ["yes", "no", "yes"], BETA: ["no"]}, size=3)
    assembly.reach(ballot)
    copied = secret.committed((ballot, ALPHA), votes[ALPHA])
    boxes = [
        members_box(assembly, ALPHA, ballot, votes[ALPHA]),
        assembly.boxing(BETA, ballot, members=plain(copied)),
        assembly.boxing(GAMMA, ballot),
    ]
    assembly.minutes(*boxes)
    page = opening(ALPHA, ballot, votes[ALPHA])
    body = {"ballot": ballot, "part": 0, "votes": page}
    assembly.act(ALPHA, "open", body)
    assert assembly.void(BETA, "open", body) == "open_unsorted"
    by_leaf = sorted(votes[ALPHA], key=lambda vote: secret.leaf_of((ballot, BETA), *vote))
    assembly.act(BETA, "open", {**body, "votes": [list(vote) for vote in by_leaf]})
    assert assembly.result(ballot)["members"] == {ALPHA: "counted", BETA: "mismatch"}


def test_a_smaller_roster_lowers_nothing_for_boxes_that_were_taken_before() -> None:
    """Two of seven may lie and say that they held a late vote; of six only one may."""
    names = tuple(f"p{number}.example" for number in range(7))
    first, accomplice, voter = names[0], names[5], names[6]
    assembly = Assembly(names, charter=NGO, policy="two_thirds")
    ballot, votes = poll_members(assembly, {first: ["yes"]})
    assembly.reach(ballot)
    honest = [members_box(assembly, each, ballot, votes.get(each)) for each in names[:5]]
    vote = assembly.write(voter, "vote", {"ballot": ballot, "choice": "no"})
    heads = {voter: [vote.entry.seq, vote.id]}
    shown = assembly.write(accomplice, "box", {"ballot": ballot, "heads": heads})
    assembly.minutes(*honest, vote, shown, assembly.boxing(voter, ballot))
    assert assembly.get(f"ballot/{ballot}")["shown"] == 3
    roster = assembly.get("roster")
    left = [each for each in roster["sealers"] if each != accomplice]
    assembly.put("roster", {**roster, "sealers": left})
    opened(assembly, ballot, first, votes[first])
    result = assembly.result(ballot)
    assert result["votes"] == {}
    assert result["uncounted"] == [[voter, vote.id, "not_shown"]]


def test_what_no_method_understands_is_spoilt_and_counted_as_that() -> None:
    assembly = assembly_with()
    cast: dict[str, list[Any]] = {
        ALPHA: ["yes", "perhaps", {"a": 1}],
        BETA: ["yes"],
        GAMMA: ["yes"],
    }
    tally = counted(assembly, cast, size=3)["parts"][1]["result"]
    assert (tally["voices"], tally["spoilt"]) == (3, 2)


def test_members_of_a_partner_that_is_gone_are_not_waited_for() -> None:
    assembly = assembly_with()
    cast = {ALPHA: ["yes"] * 3, BETA: ["no"] * 3, GAMMA: ["yes"] * 3}
    ballot, votes = committed(assembly, cast)
    opened(assembly, ballot, ALPHA, votes[ALPHA])
    opened(assembly, ballot, GAMMA, votes[GAMMA])
    assembly.depart(BETA, "expelled")
    assembly.minutes()
    result = assembly.result(ballot)
    assert set(result["members"]) == {ALPHA, GAMMA}
    assert result["parts"][1]["voters"] == [ALPHA, GAMMA]


@settings(max_examples=12, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(THREE),
        st.lists(st.sampled_from(["yes", "no", "abstain"]), max_size=12),
        min_size=2,
    ),
    st.integers(1, 4),
)
def test_the_secret_tally_is_the_sum_of_opened_leaves(
    cast: dict[str, list[str]], at_once: int
) -> None:
    """Invariant 8: each leaf once, turnout within the rolls."""
    assembly = assembly_with(members__partner_cap=[1, 1])
    ballot, votes = committed(assembly, cast, size=12)
    for partner in sorted(votes):
        if votes[partner]:
            opened(assembly, ballot, partner, votes[partner], at_once)
    assembly.minutes()
    tally = assembly.result(ballot)["parts"][1]["result"]
    everything = [choice for chosen in cast.values() for choice in chosen]
    assert tally["turnout"] == len(everything) <= 12 * len(cast)
    (found,) = tally["rounds"]
    assert found == {word: everything.count(word) for word in ("yes", "no", "abstain")}


def test_a_member_finds_its_vote_and_proves_a_missing_one() -> None:
    ballot = some_id("ballot")
    votes: Votes = [("yes", some_id(str(number))) for number in range(7)]
    poll = (ballot, ALPHA)
    made = secret.committed(poll, votes)
    leaf = secret.leaf_of(poll, *votes[3])
    index, way = secret.proof(poll, votes, leaf)
    assert merkle.is_inside(leaf, (index, made.count), way, made.root)
    with pytest.raises(ValueError, match="not in list"):
        secret.proof(poll, votes, secret.leaf_of(poll, "no", votes[3][1]))
    assert secret.committed(poll, [*votes, votes[0]]) == made
    assert secret.committed(poll, []).root == merkle.root([])


def test_a_receipt_holds_for_its_signer_and_its_words_only() -> None:
    private = Ed25519PrivateKey.generate()
    signatures = Ed25519([private])
    key = multikey(private.public_key())
    claim = {
        "community": some_id("genesis"),
        "ballot": some_id("ballot"),
        "partner": ALPHA,
        "leaf": some_id("leaf"),
        "number": 0,
        "time": 1,
    }
    given = secret.receipt(claim, key, signatures)
    assert secret.is_genuine(given, key, Ed25519())
    other = structs.replace(given, leaf=some_id("another"))
    assert not secret.is_genuine(other, key, Ed25519())
    assert not secret.is_genuine(
        given, multikey(Ed25519PrivateKey.generate().public_key()), Ed25519()
    )
