"""Rosters: a community exists once everybody signed, and never with one signature missing."""

import asyncio
from typing import Any

import pytest

from models.actions import accounts, members, relations, roster
from models.database import Database
from models.errors import Conflict, Forbidden, Invalid, NotFound
from models.home import Home
from models.tables.community import Community, Partner, RosterDraft
from models.tables.event import Event
from models.values.roster import Founding, PartnerInvite
from tests.models.actions.people import KEYS, member


def invite(domain: str) -> PartnerInvite:
    return PartnerInvite(
        domain=domain,
        name=domain.partition(".")[0].title(),
        actor_uri=f"https://{domain}/partner",
        key=f"z6Mk{domain}",
        inbox=f"https://{domain}/inbox",
    )


ALL = tuple(invite(f"{name}.example") for name in ("alpha", "beta", "gamma"))
FOUNDING = Founding(slug="trails", domain="commons.example", name="Trails", partners=ALL)


@pytest.fixture
async def house(database: Database, home: Home) -> Home:
    """The instance with its own actors."""
    await members.ensure_system_actors(home, lambda: KEYS, "Alpha")
    return home


def proof(domain: str) -> dict[str, Any]:
    return {"type": "DataIntegrityProof", "proofValue": domain}


async def founded(home: Home) -> RosterDraft:
    draft = await roster.found(home, FOUNDING)
    await members.create_group(home, await Community.get(), KEYS)
    return draft


async def test_nothing_is_active_before_the_last_signature(house: Home) -> None:
    draft = await founded(house)
    assert not await roster.sign(house, draft.id, proof("alpha"))
    assert not await roster.add_signature(house, draft.uri, "beta.example", proof("beta"))
    assert not await roster.add_signature(house, draft.uri, "beta.example", proof("beta"))
    with pytest.raises(Forbidden):
        await roster.add_signature(house, draft.uri, "eve.example", proof("eve"))
    assert await roster.communities() == []
    assert (await Community.get()).state == "founding"
    assert await roster.add_signature(house, draft.uri, "gamma.example", proof("gamma"))
    (held,) = await roster.communities()
    assert (held.version, held.host, held.is_hosted) == (1, "alpha.example", True)
    assert [seat.domain for seat in held.partners] == [each.domain for each in ALL]
    assert await roster.by_uri("https://commons.example/c/trails") == held
    assert await roster.load(held.community_id) == held
    assert held.account_id is not None
    signed = await roster.document_of_group(held.account_id)
    assert signed is not None
    assert len(signed["proof"]) == 3
    assert await Event.filter(kind="RosterCompleted").count() == 1


async def test_two_last_signatures_at_once_complete_it_once(house: Home) -> None:
    draft = await founded(house)
    await roster.sign(house, draft.id, proof("alpha"))
    done = await asyncio.gather(
        *(
            roster.add_signature(house, draft.uri, f"{name}.example", proof(name))
            for name in ("beta", "gamma")
        )
    )
    assert sorted(done) == [False, True]
    assert await Event.filter(kind="RosterCompleted").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        Founding(slug="Not ok", domain="commons.example", name="x", partners=ALL),
        Founding(slug="trails", domain="elsewhere.example", name="x", partners=ALL),
        Founding(slug="trails", domain="commons.example", name="x", partners=ALL[:1]),
        Founding(slug="trails", domain="commons.example", name="x", partners=ALL[1:]),
        Founding(slug="trails", domain="commons.example", name="x", partners=(*ALL, ALL[0])),
    ],
)
async def test_a_founding_that_cannot_be_is_refused(house: Home, wrong: Founding) -> None:
    with pytest.raises(Invalid):
        await roster.found(house, wrong)
    assert await Community.all().count() == 0


async def test_a_community_takes_nobodys_name(house: Home) -> None:
    await member(house, "anna")
    taken = Founding(slug="anna", domain="alpha.example", name="x", partners=ALL)
    with pytest.raises(Conflict):
        await roster.found(house, taken)


def offered(**changes: Any) -> dict[str, Any]:
    document = {
        "id": "https://beta.example/rosters/1",
        "type": "Roster",
        "community": "https://beta.example/c/trails",
        "slug": "trails",
        "name": "Trails",
        "summary": "",
        "domain": "beta.example",
        "version": 1,
        "host": "beta.example",
        "partners": [
            {
                "domain": each.domain,
                "name": each.name,
                "actor": each.actor_uri,
                "key": each.key,
                "inbox": each.inbox,
            }
            for each in ALL
        ],
    }
    return {**document, **changes}


PROOFS = {each.domain: proof(each.domain) for each in ALL}


async def test_a_partner_activates_only_what_it_signed_itself(house: Home) -> None:
    document = offered()
    with pytest.raises(Forbidden):
        await roster.accept_roster(house, document, PROOFS)
    draft = await roster.receive_draft(house, document["id"], document)
    assert (await roster.receive_draft(house, document["id"], document)).id == draft.id
    with pytest.raises(Forbidden):
        await roster.accept_roster(house, document, PROOFS)
    assert not await roster.sign(house, draft.id, proof("alpha"))
    assert await roster.communities() == []
    for missing in PROOFS:
        some = {domain: each for domain, each in PROOFS.items() if domain != missing}
        with pytest.raises(Forbidden):
            await roster.accept_roster(house, document, some)
    with pytest.raises(Forbidden):
        await roster.accept_roster(house, offered(name="Other"), PROOFS)
    assert await roster.communities() == []
    assert await roster.accept_roster(house, document, PROOFS)
    assert not await roster.accept_roster(house, document, PROOFS)
    (held,) = await roster.communities()
    assert (held.host, held.is_hosted) == ("beta.example", False)
    group = await accounts.by_uri(held.uri)
    assert group is not None
    assert group.id == held.account_id
    anna = await member(house, "anna")
    assert (await relations.follow(house, anna, group)).state == "accepted"


@pytest.mark.parametrize(
    "wrong",
    [
        offered(type="Note"),
        offered(version=0),
        offered(version="1"),
        offered(host="eve.example"),
        offered(extra=1),
        offered(partners=[]),
        offered(partners=list(reversed(offered()["partners"]))),
        offered(partners=[{**offered()["partners"][0], "actor": "https://eve.example/partner"}]),
        offered(id="https://beta.example/rosters/2"),
    ],
)
async def test_a_draft_that_is_no_roster_is_refused(house: Home, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        await roster.receive_draft(house, "https://beta.example/rosters/1", wrong)
    assert await RosterDraft.all().count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        offered(partners=offered()["partners"][1:]),
        offered(community="https://commons.example/c/trails"),
    ],
)
async def test_a_draft_that_is_not_for_us_is_refused(house: Home, wrong: dict[str, Any]) -> None:
    with pytest.raises(Forbidden):
        await roster.receive_draft(house, wrong["id"], wrong)
    assert await Community.all().count() == 0


async def test_one_name_of_a_draft_means_one_document(house: Home) -> None:
    await roster.receive_draft(house, offered()["id"], offered())
    with pytest.raises(Conflict):
        await roster.receive_draft(house, offered()["id"], offered(name="Other"))


async def test_who_joins_late_and_who_leaves_needs_everybodys_signature(house: Home) -> None:
    draft = await founded(house)
    await roster.sign(house, draft.id, proof("alpha"))
    for name in ("beta", "gamma"):
        await roster.add_signature(house, draft.uri, f"{name}.example", proof(name))
    (held,) = await roster.communities()
    changed = (ALL[0], ALL[1], invite("delta.example"))
    amended = await roster.amend(house, held.community_id, changed)
    assert amended.version == 2
    await roster.sign(house, amended.id, proof("alpha"))
    await roster.add_signature(house, amended.uri, "beta.example", proof("beta"))
    assert not await roster.add_signature(house, amended.uri, "delta.example", proof("delta"))
    assert (await roster.communities())[0].version == 1
    # Gamma leaves, and agrees to that.
    assert await roster.add_signature(house, amended.uri, "gamma.example", proof("gamma"))
    (now,) = await roster.communities()
    assert [seat.domain for seat in now.partners] == [each.domain for each in changed]
    assert (await Partner.get(domain="gamma.example")).left_at is not None
    with pytest.raises(Conflict):
        await roster.add_signature(house, amended.uri, "beta.example", proof("again"))
    with pytest.raises(NotFound):
        await roster.amend(house, 999, changed)
