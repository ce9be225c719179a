"""What rooms read in the same way: who is there, who acts, what the charter says."""

from models.rules.charter.document import USUAL_LADDER
from models.rules.fold import view
from tests.models.rules.community import ALPHA, BETA, DELTA, EPSILON, FIVE, GAMMA, Community


def test_witnesses_and_newcomers_are_no_partners() -> None:
    community = Community()
    assert view.partners(community.get) == tuple(sorted(FIVE))
    record = community.get(f"partner/{GAMMA}")
    community.put(f"partner/{GAMMA}", {**record, "status": "candidate"})
    assert view.partners(community.get) == (ALPHA, BETA, DELTA, EPSILON)


def test_a_suspended_partner_is_there_and_does_not_act() -> None:
    community = Community()
    community.put(f"partner/{BETA}", {**community.get(f"partner/{BETA}"), "suspended": "x"})
    assert BETA in view.partners(community.get)
    assert BETA not in view.active(community.get)


def test_dormant_clauses_do_not_apply() -> None:
    community = Community()
    charter = community.get("charter")
    first, *rest = charter["document"]["clauses"]
    assert first["id"] in view.clauses(community.get)
    document = {**charter["document"], "clauses": [{**first, "is_dormant": True}, *rest]}
    community.put("charter", {**charter, "document": document})
    assert first["id"] not in view.clauses(community.get)


def test_a_part_that_a_charter_leaves_out_is_the_usual_one() -> None:
    community = Community()
    charter = community.get("charter")
    document = {key: part for key, part in charter["document"].items() if key != "ladder"}
    community.put("charter", {**charter, "document": document})
    assert view.section(community.get, "ladder", tuple) == USUAL_LADDER
