"""The consent page: who is asked what, and where the answer goes (group A)."""

import pytest

from tests.server.oauth.flows import (
    CALLBACK,
    OUT_OF_BAND,
    address,
    allowed_code,
    decide,
    pkce,
    register,
    sent_back,
)
from tests.server.rig import Browser, Rig, csrf, shown_code


async def test_a_member_logs_in_allows_and_the_app_gets_a_token_that_works(
    rig: Rig, browser: Browser
) -> None:
    await rig.member("anna")
    client = await register(rig.anybody())
    question = client.question()
    asked = await browser.open(address(question))
    assert "Kutter" in asked.text
    form = {
        "login": "anna",
        "password": "a lighthouse in the fog",
        "csrf_token": csrf(asked),
        "next": address(question),
    }
    entered = await browser.send("/login", form)
    assert (entered.status, entered.headers["Location"]) == (303, address(question))
    answer = await decide(browser, question)
    told = sent_back(answer)
    assert answer.headers["Location"].startswith(CALLBACK + "&")
    assert (told["from"], told["state"]) == ("hanse", "st&te")
    token = await rig.anybody().post("/oauth/token", json=client.exchange(told["code"]))
    assert token["token_type"] == "Bearer"
    assert token["scope"] == "read write follow"
    assert isinstance(token["created_at"], int)
    holder = rig.anybody()
    holder.token = token["access_token"]
    mine = await holder.get("/api/v1/accounts/verify_credentials")
    assert mine["acct"] == "anna"
    app = await holder.get("/api/v1/apps/verify_credentials")
    assert app["name"] == "Kutter"


@pytest.mark.parametrize("redirect_uri", [OUT_OF_BAND, "icecubesapp://", "kutter://login/done"])
async def test_codes_reach_apps_without_a_website(
    rig: Rig, browser: Browser, redirect_uri: str
) -> None:
    await rig.member("anna")
    client = await register(rig.anybody(), redirect_uri)
    await browser.log_in("anna")
    answer = await decide(browser, client.question())
    if redirect_uri == OUT_OF_BAND:
        code = shown_code(answer)
    else:
        assert answer.headers["Location"].startswith(redirect_uri)
        code = sent_back(answer)["code"]
    token = await rig.anybody().post("/oauth/token", data=client.exchange(code))
    assert token["access_token"]


@pytest.mark.parametrize(
    "foreign",
    [
        "https://app.example/callback",
        "https://app.example/callback?from=hanse&x=1",
        "https://app.example/callback/deeper?from=hanse",
        "https://APP.example/callback?from=hanse",
        "https://app.example:443/callback?from=hanse",
        "https://app.example.evil.example/callback?from=hanse",
        "https://evil.example/",
        "",
        OUT_OF_BAND,
    ],
)
async def test_an_address_that_is_not_exactly_registered_is_never_redirected_to(
    rig: Rig, browser: Browser, foreign: str
) -> None:
    await rig.member("anna")
    client = await register(rig.anybody())
    await browser.log_in("anna")
    page = await browser.open(address(client.question(redirect_uri=foreign)))
    assert page.status == 400
    assert "Location" not in page.headers
    good = await browser.open(address(client.question()))
    form = {**client.question(redirect_uri=foreign), "csrf_token": csrf(good)}
    answer = await browser.send("/oauth/authorize", {**form, "decision": "allow"})
    assert answer.status == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "read admin:write"}, "invalid_scope"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"scope": "push"}, "invalid_scope"),
        ({"code_challenge": "x" * 43, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "x" * 43}, "invalid_request"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request"),
    ],
)
async def test_a_faulty_question_is_told_to_the_app(
    rig: Rig, browser: Browser, words: dict[str, str], error: str
) -> None:
    await rig.member("anna")
    client = await register(rig.anybody())
    await browser.log_in("anna")
    told = sent_back(await browser.open(address(client.question(**words))))
    assert told["error"] == error
    assert told["state"] == "st&te"
    assert "code" not in told
    good = await browser.open(address(client.question()))
    form = {**client.question(**words), "csrf_token": csrf(good), "decision": "allow"}
    assert sent_back(await browser.send("/oauth/authorize", form))["error"] == error


async def test_a_refusal_is_told_to_the_app(rig: Rig, browser: Browser) -> None:
    await rig.member("anna")
    client = await register(rig.anybody())
    await browser.log_in("anna")
    told = sent_back(await decide(browser, client.question(), "deny"))
    assert told["error"] == "access_denied"
    assert "code" not in told


async def test_a_scope_ten_thousand_times_is_that_scope_once(rig: Rig, browser: Browser) -> None:
    await rig.member("anna")
    many = "read " * 10_000
    made = await rig.anybody().post(
        "/api/v1/apps", data={"client_name": "x", "redirect_uris": CALLBACK, "scopes": many}
    )
    assert made["scopes"] == ["read"]


async def test_consent_cannot_be_framed_or_sent_by_another_site(rig: Rig, browser: Browser) -> None:
    await rig.member("anna")
    client = await register(rig.anybody())
    await browser.log_in("anna")
    page = await browser.open(address(client.question()))
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "form-action" not in policy
    assert page.headers["Cache-Control"] == "no-store"
    form = {**client.question(), "decision": "allow"}
    good = csrf(page)
    for token, headers in (
        ("", {}),
        ("x" * 43, {}),
        (good, {"Origin": "https://evil.example"}),
        (good, {"Origin": "null"}),
        (good, {"Sec-Fetch-Site": "cross-site"}),
    ):
        answer = await browser.send(
            "/oauth/authorize", {**form, "csrf_token": token}, headers=headers
        )
        assert answer.status == 403, (token, headers)
    fine = await browser.send(
        "/oauth/authorize", {**form, "csrf_token": good}, headers={"Origin": rig.url}
    )
    assert "code" in sent_back(fine)


async def test_force_login_asks_for_the_password_again_and_then_no_more(
    rig: Rig, browser: Browser
) -> None:
    await rig.member("anna")
    client = await register(rig.anybody())
    await browser.log_in("anna")
    page = await browser.open(address(client.question(force_login="true")))
    assert 'type="password"' in page.text
    assert "force_login" not in page.text.partition('name="next" value="')[2].partition('"')[0]


async def test_the_wrong_verifier_or_none_gets_no_token(rig: Rig, browser: Browser) -> None:
    await rig.member("anna")
    client = await register(rig.anybody())
    await browser.log_in("anna")
    verifier = "v" * 50
    proved = {"code_challenge": pkce(verifier), "code_challenge_method": "S256"}
    for wrong in ({}, {"code_verifier": "w" * 50}, {"code_verifier": pkce(verifier)}):
        code = await allowed_code(browser, client, **proved)
        refused = await rig.anybody().post("/oauth/token", 400, data=client.exchange(code, **wrong))
        assert refused["error"] == "invalid_grant"
    code = await allowed_code(browser, client, **proved)
    good = client.exchange(code, code_verifier=verifier)
    assert (await rig.anybody().post("/oauth/token", data=good))["access_token"]
    plain = await allowed_code(browser, client)
    unasked = client.exchange(plain, code_verifier=verifier)
    assert (await rig.anybody().ask("POST", "/oauth/token", data=unasked)).status == 400
