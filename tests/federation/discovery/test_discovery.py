"""Tests of federation.discovery; lies are in tests/hostile/test_fetch_handles.py."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from federation.discovery.nodeinfo import NodeInfo, NodeInfoClient
from federation.discovery.webfinger import Handle, WebFinger
from federation.errors import Reason, Rejected, Unreachable
from federation.net.client import HTTPClient
from tests.peer import ACTIVITY, LOOSE, QUICK, Peer, client, running_peer

AS2_TYPE = "https://www.w3.org/ns/activitystreams#type"


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with running_peer() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[HTTPClient]:
    async with client() as opened:
        yield opened


@pytest.fixture
def webfinger(http: HTTPClient) -> WebFinger:
    return WebFinger(http, QUICK, LOOSE)


def jrd(handle: str, *actors: str) -> dict[str, Any]:
    links = [{"rel": "self", "type": ACTIVITY, "href": actor} for actor in actors]
    return {"subject": f"acct:{handle}", "links": links}


def well_known(host: str, name: str, port: int) -> str:
    return f"/.well-known/webfinger?resource=acct%3A{name}%40{host}%3A{port}"


@pytest.mark.parametrize("claimed", ["ann@A.example", "@ann@a.example", "acct:ann@a.example"])
def test_handle_is_read_from_its_spellings(claimed: str) -> None:
    assert Handle.read(claimed) == Handle("ann", "a.example")
    assert str(Handle.read(claimed)) == "ann@a.example"


def test_handles_are_the_same_whatever_the_case_of_the_name() -> None:
    assert Handle("Ann", "a.example").same(Handle("ann", "a.example"))
    assert not Handle("ann", "a.example").same(Handle("ann", "b.example"))


@pytest.mark.parametrize(
    "claimed", ["ann", "@a.example", "a@b@c", "ann@a.example/x", "ann@", "a b@c"]
)
def test_what_is_no_handle_is_refused(claimed: str) -> None:
    with pytest.raises(Rejected) as refused:
        Handle.read(claimed)
    assert refused.value.reason is Reason.ID_REFUSED


async def test_handle_leads_to_the_actor(peer: Peer, webfinger: WebFinger) -> None:
    handle = f"ann@peer.test:{peer.port}"
    told = jrd(handle, peer.url("/u/ann"))
    page = {"rel": "http://webfinger.net/rel/profile-page", "href": peer.url("/@ann")}
    told["links"].append(page)
    peer.answer(well_known("peer.test", "ann", peer.port), 200, told)
    found = await webfinger.resolve_handle(f"@{handle}")
    assert (str(found.subject), found.actor_uri) == (handle, peer.url("/u/ann"))
    assert found.page_url == peer.url("/@ann")


async def test_organisation_may_keep_its_handles_on_its_main_domain(
    peer: Peer, webfinger: WebFinger
) -> None:
    handle = f"ann@peer.test:{peer.port}"
    told = jrd(handle, peer.url("/u/ann", "www.peer.test"))
    peer.answer(well_known("www.peer.test", "ann", peer.port), 200, told)
    peer.answer(well_known("peer.test", "ann", peer.port), 200, told)
    found = await webfinger.resolve_handle(f"ann@www.peer.test:{peer.port}")
    assert str(found.subject) == handle
    assert found.actor_uri == peer.url("/u/ann", "www.peer.test")


async def test_wanted_type_decides_where_a_name_is_a_person_and_a_group(
    peer: Peer, webfinger: WebFinger
) -> None:
    handle = f"sea@peer.test:{peer.port}"
    told = jrd(handle, peer.url("/u/sea"), peer.url("/c/sea"))
    told["links"][0]["properties"] = {AS2_TYPE: "Person"}
    told["links"][1]["properties"] = {AS2_TYPE: "Group"}
    peer.answer(well_known("peer.test", "sea", peer.port), 200, told)
    assert (await webfinger.resolve_handle(handle)).actor_uri == peer.url("/u/sea")
    group = await webfinger.resolve_handle(handle, prefer="Group")
    assert group.actor_uri == peer.url("/c/sea")


async def test_host_meta_names_another_address_for_handles(
    peer: Peer, webfinger: WebFinger
) -> None:
    handle = f"ann@peer.test:{peer.port}"
    template = peer.url("/lookup?q={uri}")
    xrd = f"<?xml version='1.0'?><XRD><Link rel='lrdd' template='{template}'/></XRD>"
    peer.answer("/.well-known/host-meta", 200, xrd)
    query = well_known("peer.test", "ann", peer.port).partition("=")[2]
    peer.answer(f"/lookup?q={query}", 200, jrd(handle, peer.url("/u/ann")))
    assert (await webfinger.resolve_handle(handle)).actor_uri == peer.url("/u/ann")


async def test_unknown_handle_is_final_and_a_failing_host_is_not(
    peer: Peer, webfinger: WebFinger
) -> None:
    with pytest.raises(Rejected) as refused:
        await webfinger.resolve_handle(f"ann@peer.test:{peer.port}")
    assert refused.value.reason is Reason.ACTOR_UNKNOWN
    peer.answer("/.well-known/webfinger", 503)
    with pytest.raises(Unreachable):
        await webfinger.resolve_handle(f"ann@peer.test:{peer.port}")


@pytest.mark.parametrize("named_by", ["preferredUsername", "webfinger"])
async def test_actor_is_confirmed_when_its_handle_leads_back(
    peer: Peer, webfinger: WebFinger, named_by: str
) -> None:
    handle = f"ann@peer.test:{peer.port}"
    peer.answer(
        well_known("peer.test", "ann", peer.port), 200, jrd(handle, peer.url("/u", "www.peer.test"))
    )
    peer.answer(
        well_known("www.peer.test", "ann", peer.port),
        200,
        jrd(handle, peer.url("/u", "www.peer.test")),
    )
    name = (
        {"preferredUsername": "ann"} if named_by == "preferredUsername" else {"webfinger": handle}
    )
    actor = {"id": peer.url("/u", "www.peer.test"), "type": "Person", **name}
    assert str(await webfinger.confirm(actor)) == handle


async def test_nodeinfo_is_read_from_the_newest_schema_on_the_same_host(
    peer: Peer, http: HTTPClient
) -> None:
    schema = "http://nodeinfo.diaspora.software/ns/schema/"
    peer.answer(
        "/.well-known/nodeinfo",
        200,
        {
            "links": [
                {"rel": schema + "2.0", "href": peer.url("/2.0")},
                {"rel": schema + "2.1", "href": peer.url("/evil", "other.test")},
            ]
        },
    )
    peer.answer(
        "/2.0",
        200,
        {
            "software": {"name": "lemmy", "version": "1.0"},
            "openRegistrations": True,
            "usage": {"users": {"total": 7}},
        },
    )
    told = await NodeInfoClient(http, QUICK, LOOSE).describe(f"peer.test:{peer.port}")
    assert told == NodeInfo(software="lemmy", version="1.0", open_registrations=True, members=7)
    assert peer.asked("/evil") == 0


async def test_host_without_nodeinfo_is_refused(peer: Peer, http: HTTPClient) -> None:
    with pytest.raises(Rejected):
        await NodeInfoClient(http, QUICK, LOOSE).describe(f"peer.test:{peer.port}")
