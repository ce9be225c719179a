"""Actors, posts, activities and collections under their own ids."""

from typing import Any

import pytest
from prometheus_client import REGISTRY

from federation.signatures.keys import public_from_multibase
from federation.signatures.proof import verify_proof
from models.actions import members
from models.values.member import ProfileChange
from tests.server.rig import DOMAIN, Caller, Rig

BASE = f"http://{DOMAIN}"
ACTIVITY = {"Accept": "application/activity+json"}


async def fetched(rig: Rig, address: str, status: int = 200) -> Any:
    answer = await rig.anybody().ask("GET", address.removeprefix(BASE), headers=ACTIVITY)
    assert answer.status == status, answer.text[:300]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    return answer.json


async def written(rig: Rig, member: Caller, text: str, **more: Any) -> str:
    uri: str = (await member.write(text, **more))["uri"]
    while await rig.assembly.publisher.step():
        pass
    return uri


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/users/ada", "Person"), ("/actor", "Application"), ("/partner", "Organization")],
)
async def test_each_actor_shows_both_keys(rig: Rig, path: str, kind: str) -> None:
    await rig.member("ada")
    actor = await fetched(rig, path)
    assert actor["type"] == kind
    assert actor["id"] == f"{BASE}{path}"
    assert actor["publicKey"]["owner"] == actor["id"]
    assert actor["assertionMethod"][0]["controller"] == actor["id"]


async def test_the_root_is_the_instance_actor_for_servers_and_a_page_for_people(rig: Rig) -> None:
    assert (await fetched(rig, "/"))["id"] == f"{BASE}/actor"
    page = await rig.anybody().ask("GET", "/", headers={"Accept": "text/html"})
    assert page.headers["Content-Type"].startswith("text/html")


async def test_a_post_is_shown_with_a_proof_that_holds(rig: Rig) -> None:
    ada = await rig.member("ada")
    post = await fetched(rig, await written(rig, ada, "Hello"))
    assert post["attributedTo"] == f"{BASE}/users/ada"
    actor = await fetched(rig, "/users/ada")
    method = actor["assertionMethod"][0]
    key = public_from_multibase(method["publicKeyMultibase"], method["id"], actor["id"])
    verify_proof(post, key)


async def test_an_activity_can_be_fetched_as_it_was_sent(rig: Rig) -> None:
    ada = await rig.member("ada")
    uri = await written(rig, ada, "Hello")
    create = await fetched(rig, f"{uri}/activity")
    assert create["type"] == "Create"
    assert create["object"]["id"] == uri


@pytest.mark.parametrize("visibility", ["private", "direct"])
async def test_a_post_for_few_does_not_exist_for_strangers(rig: Rig, visibility: str) -> None:
    ada = await rig.member("ada")
    uri = await written(rig, ada, "Only for some", visibility=visibility)
    await fetched(rig, uri, 404)
    await fetched(rig, f"{uri}/activity", 404)
    outbox = await fetched(rig, "/users/ada/outbox?page=true")
    assert outbox["orderedItems"] == []


async def test_a_deleted_post_is_a_tombstone_and_its_activity_is_gone(rig: Rig) -> None:
    ada = await rig.member("ada")
    uri = await written(rig, ada, "Too early")
    (found,) = await rig.anybody().get(f"/api/v1/accounts/{ada.id}/statuses")
    await ada.ask("DELETE", f"/api/v1/statuses/{found['id']}")
    while await rig.assembly.publisher.step():
        pass
    tombstone = await fetched(rig, uri, 410)
    assert (tombstone["type"], tombstone["formerType"]) == ("Tombstone", "Note")
    assert "Too early" not in str(tombstone)
    await fetched(rig, f"{uri}/activity", 410)


async def test_the_outbox_holds_the_activities_themselves(rig: Rig) -> None:
    ada = await rig.member("ada")
    uris = [await written(rig, ada, f"Number {number}") for number in range(3)]
    assert (await fetched(rig, "/users/ada/outbox"))["totalItems"] == 3
    page = await fetched(rig, "/users/ada/outbox?page=true")
    assert [item["object"]["id"] for item in page["orderedItems"]] == uris[::-1]


async def test_a_thread_is_a_collection_in_order(rig: Rig) -> None:
    ada = await rig.member("ada")
    first = await ada.write("Root")
    reply = await ada.write("Answer", in_reply_to_id=first["id"])
    context = await fetched(rig, f"{first['uri']}/context")
    assert context["orderedItems"] == [first["uri"], reply["uri"]]


async def test_followers_are_counted_and_not_named(rig: Rig) -> None:
    ada, ben = await rig.member("ada"), await rig.member("ben")
    await ben.post(f"/api/v1/accounts/{ada.id}/follow")
    followers = await fetched(rig, "/users/ada/followers")
    assert followers["totalItems"] == 1
    assert "ben" not in str(followers)


async def test_a_suspended_actor_shows_its_keys_and_nothing_it_wrote(rig: Rig) -> None:
    ada = await rig.member("ada")
    assert ada.account is not None
    home = rig.assembly.home
    await members.update_profile(home, ada.account, ProfileChange(display_name="Ada", note="Ahoy"))
    await members.suspend(home, ada.account.id)
    actor = await fetched(rig, "/users/ada")
    assert actor["suspended"] is True
    assert "toot:suspended" in str(actor["@context"])
    assert (actor["name"], actor["summary"]) == ("", "")
    assert actor["publicKey"]["owner"] == actor["assertionMethod"][0]["controller"] == actor["id"]
    assert actor["inbox"] == f"{BASE}/users/ada/inbox"
    assert "Ahoy" not in str(actor)


async def test_an_inbox_is_not_read_and_takes_nothing_unsigned(rig: Rig) -> None:
    await fetched(rig, "/inbox", 404)
    for path in ("/inbox", "/actor/inbox", "/partner/inbox", "/users/ada/inbox", "/c/x/inbox"):
        answer = await rig.anybody().ask(
            "POST",
            path,
            data=b'{"@context":"https://www.w3.org/ns/activitystreams","type":"Like",'
            b'"id":"http://beta.test/1","actor":"http://beta.test/a","object":"http://alpha.test/2"}',
            headers={"Content-Type": "application/activity+json"},
        )
        assert answer.status == 401, path
        assert answer.json["error"] == "signature_missing"


async def test_a_log_is_not_for_strangers(rig: Rig) -> None:
    await fetched(rig, "/logs/0123456789abcdef0123456789abcdef", 401)


async def test_a_refusal_is_counted_once_and_told_in_one_line(
    rig: Rig, capfd: pytest.CaptureFixture[str]
) -> None:
    def refused() -> float:
        found = REGISTRY.get_sample_value("hanse_refused_total", {"reason": "signature_missing"})
        return found or 0.0

    before = refused()
    body = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "http://beta.test/1",
        "type": "Like",
        "actor": "http://beta.test/a",
        "object": "http://alpha.test/2",
    }
    capfd.readouterr()
    await rig.anybody().ask(
        "POST", "/inbox", json=body, headers={"Content-Type": ACTIVITY["Accept"]}
    )
    assert refused() == before + 1
    told = capfd.readouterr()
    lines = [each for each in (told.out + told.err).splitlines() if "signature_missing" in each]
    assert len(lines) == 1
