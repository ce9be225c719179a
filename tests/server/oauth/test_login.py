"""Logging in: what an attacker learns, and where the way leads (group A)."""

import msgspec
import pytest

from models.actions import members
from models.queries import tokens
from server.ratelimits import Limit
from tests.server.rig import PASSWORD, Answer, Browser, Rig, csrf


def cookie(answer: Answer) -> str:
    found = [
        line.partition(";")[0].partition("=")[2]
        for line in answer.headers.getall("Set-Cookie", [])  # type: ignore[attr-defined]
        if "session" in line
    ]
    return found[0] if found else ""


@pytest.mark.parametrize(
    ("typed", "lands"),
    [
        ("/oauth/authorize?x=1", "/oauth/authorize?x=1"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
async def test_a_login_leads_to_a_path_of_this_site_only(
    rig: Rig, browser: Browser, typed: str, lands: str
) -> None:
    await rig.member("anna")
    answer = await browser.log_in("anna", next_path=typed)
    assert (answer.status, answer.headers["Location"]) == (303, lands)


@pytest.mark.parametrize("name", ["anna", "ANNA", "@anna@alpha.test", "Anna@mail.example"])
async def test_name_and_address_open_the_door_however_they_are_written(
    rig: Rig, browser: Browser, name: str
) -> None:
    await rig.member("anna")
    assert (await browser.log_in(name)).status == 303


async def test_every_login_opens_a_new_session_and_ends_the_one_before(
    rig: Rig, browser: Browser
) -> None:
    await rig.member("anna")
    first = cookie(await browser.log_in("anna"))
    second = cookie(await browser.log_in("anna"))
    assert first
    assert second not in ("", first)
    assert await tokens.session(rig.assembly.home, first) is None
    opened = await tokens.session(rig.assembly.home, second)
    assert opened is not None
    await browser.send("/logout", {"csrf_token": opened.csrf})
    assert await tokens.session(rig.assembly.home, second) is None


async def test_cookies_are_out_of_reach_for_scripts_and_other_sites(
    rig: Rig, browser: Browser
) -> None:
    await rig.member("anna")
    answer = await browser.log_in("anna")
    line = answer.headers["Set-Cookie"]
    assert "HttpOnly" in line
    assert "SameSite=Lax" in line
    assert "Path=/" in line
    assert "Domain" not in line


async def test_a_login_form_of_another_site_opens_nothing(rig: Rig, browser: Browser) -> None:
    await rig.member("anna")
    page = await browser.open("/login")
    form = {"login": "anna", "password": PASSWORD, "next": "/", "csrf_token": csrf(page)}
    for changes, headers in (
        ({"csrf_token": ""}, {}),
        ({"csrf_token": "x" * 43}, {}),
        ({}, {"Origin": "https://evil.example"}),
        ({}, {"Sec-Fetch-Site": "cross-site"}),
    ):
        answer = await browser.send("/login", {**form, **changes}, headers=headers)
        assert answer.status == 403
        assert not cookie(answer)
    async with Browser(rig.url) as planted:
        assert (await planted.send("/login", form)).status == 403
    assert (await browser.send("/login", form)).status == 303


async def test_wrong_name_and_wrong_password_look_the_same(rig: Rig, browser: Browser) -> None:
    await rig.member("anna")
    await rig.member("waits", state="waiting")
    gone = await rig.member("gone")
    assert gone.account is not None
    await members.suspend(rig.assembly.home, gone.account.id)
    pages = []
    for name in ("anna", "nobody", "waits", "gone", "x" * 5_000, "a\x00b"):
        answer = await browser.log_in(name, "wrong")
        assert answer.status == 401
        pages.append(answer.text.partition("<form")[2].partition('value="')[0])
    assert len(set(pages)) == 1
    assert "waits for approval" in (await browser.log_in("waits")).text
    assert "suspended" in (await browser.log_in("gone")).text


async def test_guessing_is_stopped_by_name_whatever_the_address(rig: Rig, browser: Browser) -> None:
    await rig.member("anna")
    await rig.member("bela")
    for _ in range(10):
        assert (await browser.log_in("anna", "wrong")).status == 401
    assert (await browser.log_in("Anna")).status == 429
    assert (await browser.log_in("bela")).status == 303


async def test_guessing_is_stopped_by_address_whatever_the_name(rig: Rig, browser: Browser) -> None:
    await rig.member("anna")
    tight = msgspec.structs.replace(rig.desk.limits.logins, most=3)
    assert isinstance(tight, Limit)
    object.__setattr__(rig.desk.limits, "logins", tight)
    for number in range(3):
        assert (await browser.log_in(f"guess{number}", "wrong")).status == 401
    assert (await browser.log_in("anna")).status == 429


async def test_logging_in_rightly_is_no_guess(rig: Rig, browser: Browser) -> None:
    await rig.member("anna")
    for _ in range(12):
        assert (await browser.log_in("anna")).status == 303
