"""Attack O12: handles that claim another host, and actors that claim another handle."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from federation.discovery.webfinger import WebFinger
from federation.errors import FederationError, Reason
from federation.net.client import HTTPClient
from tests.peer import ACTIVITY, LOOSE, QUICK, Peer, client, running_peer


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with running_peer() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[HTTPClient]:
    async with client() as opened:
        yield opened


async def refused(waiting: Any) -> Reason:
    with pytest.raises(FederationError) as failed:
        await waiting
    return failed.value.reason


def jrd(peer: Peer, subject: str, actor: str, **link: Any) -> dict[str, Any]:
    return {"subject": subject, "links": [{"rel": "self", "type": ACTIVITY, "href": actor, **link}]}


@pytest.fixture
def webfinger(http: HTTPClient) -> WebFinger:
    return WebFinger(http, QUICK, LOOSE)


def asked(peer: Peer, host: str, name: str = "eve") -> str:
    return f"/.well-known/webfinger?resource=acct%3A{name}%40{host}%3A{peer.port}"


async def test_handle_of_another_host_is_refused_when_that_host_disagrees(
    peer: Peer, webfinger: WebFinger
) -> None:
    evil = peer.url("/evil")
    victim = f"acct:victim@other.test:{peer.port}"
    peer.answer("/.well-known/webfinger", 404)
    peer.answer(asked(peer, "peer.test"), 200, jrd(peer, victim, evil))
    peer.answer(
        asked(peer, "other.test", "victim"), 200, jrd(peer, victim, peer.url("/v", "other.test"))
    )
    claimed = f"eve@peer.test:{peer.port}"
    assert await refused(webfinger.resolve_handle(claimed)) is Reason.ACTOR_MISMATCH


async def test_handle_of_another_host_is_refused_when_that_host_knows_nothing(
    peer: Peer, webfinger: WebFinger
) -> None:
    victim = f"acct:victim@other.test:{peer.port}"
    peer.answer(asked(peer, "peer.test"), 200, jrd(peer, victim, peer.url("/evil")))
    claimed = f"eve@peer.test:{peer.port}"
    assert await refused(webfinger.resolve_handle(claimed)) is Reason.ACTOR_UNKNOWN


async def test_handle_handed_on_twice_is_refused_even_to_the_same_actor(
    peer: Peer, webfinger: WebFinger
) -> None:
    actor = peer.url("/u")
    second, third = (f"acct:eve@{host}:{peer.port}" for host in ("other.test", "alpha.test"))
    peer.answer(asked(peer, "peer.test"), 200, jrd(peer, second, actor))
    peer.answer(asked(peer, "other.test"), 200, jrd(peer, third, actor))
    claimed = f"eve@peer.test:{peer.port}"
    assert await refused(webfinger.resolve_handle(claimed)) is Reason.ACTOR_MISMATCH


@pytest.mark.parametrize("subject", [None, 5, "eve", "https://peer.test/u", "acct:eve", "acct:@x"])
async def test_subject_that_is_no_handle_is_refused(
    peer: Peer, webfinger: WebFinger, subject: Any
) -> None:
    peer.answer(asked(peer, "peer.test"), 200, jrd(peer, subject, peer.url("/u")))
    reason = await refused(webfinger.resolve_handle(f"eve@peer.test:{peer.port}"))
    assert reason in (Reason.ACTOR_MISMATCH, Reason.ID_REFUSED)


@pytest.mark.parametrize(
    "link", [{"type": "text/html"}, {"type": "application/json"}, {"rel": "x"}]
)
async def test_link_that_is_no_actor_is_not_taken(
    peer: Peer, webfinger: WebFinger, link: dict[str, Any]
) -> None:
    subject = f"acct:eve@peer.test:{peer.port}"
    peer.answer(asked(peer, "peer.test"), 200, jrd(peer, subject, peer.url("/u"), **link))
    reason = await refused(webfinger.resolve_handle(f"eve@peer.test:{peer.port}"))
    assert reason is Reason.ACTOR_UNKNOWN


async def test_actor_whose_handle_leads_elsewhere_is_refused(
    peer: Peer, webfinger: WebFinger
) -> None:
    subject = f"acct:eve@peer.test:{peer.port}"
    peer.answer(asked(peer, "peer.test"), 200, jrd(peer, subject, peer.url("/real")))
    impostor = {"id": peer.url("/impostor"), "type": "Person", "preferredUsername": "eve"}
    assert await refused(webfinger.confirm(impostor)) is Reason.ACTOR_MISMATCH
