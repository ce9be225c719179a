"""Codes, tokens and their end (group A)."""

import asyncio
import base64
from datetime import timedelta
from typing import Any

import pytest

from models import sql
from models.actions import members, oauth
from models.ids import to_milliseconds
from tests.server.oauth.flows import CALLBACK, allowed_code, register
from tests.server.rig import PASSWORD, Browser, Caller, Rig


async def holder_of(rig: Rig, token: str) -> Caller:
    caller = rig.anybody()
    caller.token = token
    return caller


async def is_good(rig: Rig, token: str) -> bool:
    caller = await holder_of(rig, token)
    return (await caller.ask("GET", "/api/v1/accounts/verify_credentials")).status == 200


async def test_a_replayed_code_is_refused_and_ends_the_token_it_gave(
    rig: Rig, browser: Browser
) -> None:
    await rig.member("anna")
    client = await register(rig.anybody())
    await browser.log_in("anna")
    code = await allowed_code(browser, client)
    first = await rig.anybody().post("/oauth/token", data=client.exchange(code))
    assert await is_good(rig, first["access_token"])
    again = await rig.anybody().post("/oauth/token", 400, data=client.exchange(code))
    assert again["error"] == "invalid_grant"
    assert "access_token" not in again
    assert not await is_good(rig, first["access_token"])


async def test_of_many_at_once_one_gets_a_token(rig: Rig, browser: Browser) -> None:
    await rig.member("anna")
    client = await register(rig.anybody())
    await browser.log_in("anna")
    code = await allowed_code(browser, client)
    answers = await asyncio.gather(
        *(rig.anybody().ask("POST", "/oauth/token", data=client.exchange(code)) for _ in range(6))
    )
    assert sorted(answer.status for answer in answers) == [200, 400, 400, 400, 400, 400]


async def test_a_code_is_for_its_app_and_address_and_for_a_minute(
    rig: Rig, browser: Browser
) -> None:
    await rig.member("anna")
    both = f"{CALLBACK}\nhttps://app.example/other"
    made = await rig.anybody().post(
        "/api/v1/apps", data={"client_name": "K", "redirect_uris": both, "scopes": "read"}
    )
    client = await register(rig.anybody(), scopes="read")
    other = await register(rig.anybody(), scopes="read")
    await browser.log_in("anna")
    assert made["redirect_uris"] == both.split()
    code = await allowed_code(browser, client)
    foreign = await rig.anybody().post("/oauth/token", 400, data=other.exchange(code))
    assert foreign["error"] == "invalid_grant"
    code = await allowed_code(browser, client)
    moved = client.exchange(code, redirect_uri="https://app.example/other")
    assert (await rig.anybody().ask("POST", "/oauth/token", data=moved)).status == 400
    code = await allowed_code(browser, client)
    late = to_milliseconds(rig.assembly.home.clock.now() - timedelta(seconds=1))
    await sql.write("UPDATE oauth_grant SET expires_at = ? WHERE used_at IS NULL", [late])
    assert (
        await rig.anybody().ask("POST", "/oauth/token", data=client.exchange(code))
    ).status == 400
    assert timedelta(minutes=1) >= oauth.CODE_LIFETIME


@pytest.mark.parametrize("kind", ["password", "implicit", "refresh_token", "", "token"])
async def test_other_grants_do_not_exist(rig: Rig, kind: str) -> None:
    await rig.member("anna")
    client = await register(rig.anybody())
    words = {**client.exchange("x"), "grant_type": kind, "username": "anna", "password": PASSWORD}
    refused = await rig.anybody().post("/oauth/token", 400, data=words)
    assert refused["error"] == "unsupported_grant_type"


async def test_an_app_says_who_it_is_in_the_body_or_by_basic(rig: Rig) -> None:
    client = await register(rig.anybody())
    pair = base64.b64encode(f"{client.client_id}:{client.client_secret}".encode()).decode()
    words: dict[str, Any] = {"grant_type": "client_credentials", "oauth_info": ["junk"]}
    basic = await rig.anybody().post(
        "/oauth/token", json=words, headers={"Authorization": f"Basic {pair}"}
    )
    assert basic["scope"] == "read"
    app = await holder_of(rig, basic["access_token"])
    assert (await app.get("/api/v1/apps/verify_credentials"))["name"] == "Kutter"
    assert (await app.ask("GET", "/api/v1/timelines/home")).status == 422
    assert (await app.ask("POST", "/api/v1/statuses", data={"status": "x"})).status == 403


@pytest.mark.parametrize(
    "words",
    [
        {"client_secret": "wrong"},
        {"client_secret": ""},
        {"client_id": "unknown"},
        {"client_id": "a\x00b"},
    ],
)
async def test_a_wrong_client_is_refused_alike(rig: Rig, words: dict[str, str]) -> None:
    client = await register(rig.anybody())
    asked = {**client.exchange("x"), "grant_type": "client_credentials", **words}
    refused = await rig.anybody().post("/oauth/token", 401, data=asked)
    assert refused["error"] == "invalid_client"


async def test_an_app_gets_no_more_scopes_than_it_registered(rig: Rig) -> None:
    client = await register(rig.anybody(), scopes="read")
    for scope in ("write", "read admin:read", "nonsense"):
        asked = {**client.exchange("x"), "grant_type": "client_credentials", "scope": scope}
        refused = await rig.anybody().post("/oauth/token", 400, data=asked)
        assert refused["error"] == "invalid_scope"
    narrow = {
        **client.exchange("x"),
        "grant_type": "client_credentials",
        "scope": "read:statuses read:statuses",
    }
    assert (await rig.anybody().post("/oauth/token", data=narrow))["scope"] == "read:statuses"


async def test_a_revoked_token_is_refused_at_once_and_only_its_app_may_revoke_it(
    rig: Rig, browser: Browser
) -> None:
    await rig.member("anna")
    client, other = await register(rig.anybody()), await register(rig.anybody())
    await browser.log_in("anna")
    code = await allowed_code(browser, client)
    token = (await rig.anybody().post("/oauth/token", data=client.exchange(code)))["access_token"]
    assert await is_good(rig, token)
    for asker, gone in ((other, False), (client, True)):
        answer = await rig.anybody().post(
            "/oauth/revoke",
            data={
                "client_id": asker.client_id,
                "client_secret": asker.client_secret,
                "token": token,
            },
        )
        assert answer == {}
        assert await is_good(rig, token) is not gone
    answer = await (await holder_of(rig, token)).ask("GET", "/api/v1/timelines/home")
    assert answer.status == 401


async def test_suspension_and_a_new_password_end_every_token(rig: Rig) -> None:
    home = rig.assembly.home
    for name, end in (
        ("anna", lambda account: members.suspend(home, account.id)),
        ("bela", lambda account: members.set_password(home, account.id, "x")),
    ):
        caller = await rig.member(name)
        assert caller.account is not None
        await end(caller.account)
        assert not await is_good(rig, caller.token)


async def test_a_token_in_the_query_or_body_is_none(rig: Rig) -> None:
    anna = await rig.member("anna")
    path = "/api/v1/timelines/home"
    anybody = rig.anybody()
    assert (await anybody.ask("GET", f"{path}?access_token={anna.token}")).status == 401
    body = {"status": "x", "access_token": anna.token}
    assert (await anybody.ask("POST", "/api/v1/statuses", data=body)).status == 401


async def test_no_secret_is_stored_in_clear(rig: Rig, browser: Browser) -> None:
    await rig.member("anna")
    client = await register(rig.anybody())
    await browser.log_in("anna")
    code = await allowed_code(browser, client)
    token = (await rig.anybody().post("/oauth/token", data=client.exchange(code)))["access_token"]
    cookies = [each.value for each in browser.session.cookie_jar]
    stored = ""
    for table in ("oauth_app", "oauth_grant", "oauth_token", "web_session", "member"):
        stored += str(await sql.rows(f"SELECT * FROM {table}"))
    for secret in (client.client_secret, code, token, PASSWORD, *cookies):
        assert secret not in stored
    assert client.client_id in stored


@pytest.mark.parametrize(
    "uri",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "/relative",
        "https://",
        "https://app.example/#fragment",
        "",
    ],
)
async def test_a_dangerous_address_cannot_be_registered(rig: Rig, uri: str) -> None:
    form = {"client_name": "Evil", "redirect_uris": uri}
    answer = await rig.anybody().ask("POST", "/api/v1/apps", data=form)
    assert answer.status == 422
    assert answer.json["error"].startswith("Validation failed")


@pytest.mark.parametrize("place", ["data", "json", "params"])
async def test_an_app_registers_wherever_it_puts_its_parameters(rig: Rig, place: str) -> None:
    form = {"client_name": "Any", "redirect_uris": CALLBACK, "scopes": "read write"}
    made = await rig.anybody().post("/api/v1/apps", **{place: form})
    assert made["redirect_uri"] == CALLBACK
    assert made["client_secret_expires_at"] == 0
    assert {"id", "name", "client_id", "client_secret", "vapid_key"} <= made.keys()


async def test_metadata_names_the_doors_as_the_asker_reaches_them(rig: Rig) -> None:
    metadata = await rig.anybody().get("/.well-known/oauth-authorization-server")
    for name in ("authorization", "token", "revocation", "userinfo"):
        assert metadata[f"{name}_endpoint"].startswith(f"{rig.url}/oauth/")
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert metadata["grant_types_supported"] == ["authorization_code", "client_credentials"]


async def test_userinfo_opens_to_the_profile_scope_alone(rig: Rig) -> None:
    anna = await rig.member("anna", "profile")
    claims = await anna.get("/oauth/userinfo")
    assert claims["preferred_username"] == "anna"
    await anna.get("/api/v1/accounts/verify_credentials")
    assert (await anna.ask("GET", "/api/v1/timelines/home")).status == 403
