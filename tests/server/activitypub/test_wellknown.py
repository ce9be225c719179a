"""Discovery: WebFinger, host-meta, NodeInfo."""

import pytest

from tests.server.rig import DOMAIN, Rig

BASE = f"http://{DOMAIN}"


@pytest.mark.parametrize(
    "resource", [f"acct:ada@{DOMAIN}", f"@ada@{DOMAIN}", f"{BASE}/users/ada", f"{BASE}/@ada"]
)
async def test_a_handle_or_an_address_leads_to_the_actor(rig: Rig, resource: str) -> None:
    await rig.member("ada")
    found = await rig.anybody().ask("GET", "/.well-known/webfinger", params={"resource": resource})
    assert found.status == 200
    assert found.headers["Content-Type"].startswith("application/jrd+json")
    assert found.json["subject"] == f"acct:ada@{DOMAIN}"
    (self_link,) = [each for each in found.json["links"] if each["rel"] == "self"]
    assert self_link["href"] == f"{BASE}/users/ada"
    assert self_link["type"] == "application/activity+json"
    assert found.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "resource",
    [f"acct:nobody@{DOMAIN}", "acct:ada@elsewhere.example", "https://elsewhere.example/users/ada"],
)
async def test_nobody_is_found_under_a_wrong_name_or_host(rig: Rig, resource: str) -> None:
    await rig.member("ada")
    answer = await rig.anybody().ask("GET", "/.well-known/webfinger", params={"resource": resource})
    assert answer.status == 404


async def test_a_question_without_a_resource_is_a_bad_one(rig: Rig) -> None:
    assert (await rig.anybody().ask("GET", "/.well-known/webfinger")).status == 400


async def test_who_waits_for_approval_cannot_be_found(rig: Rig) -> None:
    await rig.member("ada", state="waiting")
    resource = f"acct:ada@{DOMAIN}"
    for path in (f"/.well-known/webfinger?resource={resource}", "/users/ada"):
        accept = {"Accept": "application/activity+json"}
        assert (await rig.anybody().ask("GET", path, headers=accept)).status == 404


async def test_nodeinfo_is_found_and_counts_members(rig: Rig) -> None:
    await rig.member("ada")
    links = (await rig.anybody().get("/.well-known/nodeinfo"))["links"]
    assert {each["href"] for each in links} >= {f"{BASE}/nodeinfo/2.0", f"{BASE}/nodeinfo/2.1"}
    info = await rig.anybody().get("/nodeinfo/2.1")
    assert info["software"]["name"] == "hanse"
    assert info["protocols"] == ["activitypub"]
    assert info["usage"]["users"]["total"] == 1
    assert "repository" not in (await rig.anybody().get("/nodeinfo/2.0"))["software"]


async def test_host_meta_names_webfinger(rig: Rig) -> None:
    answer = await rig.anybody().ask("GET", "/.well-known/host-meta")
    assert f'template="{BASE}/.well-known/webfinger?resource={{uri}}"' in answer.text
