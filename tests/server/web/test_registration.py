"""Asking for an account over HTTP: who gets in line, and who is told what is wrong."""

import re

import msgspec
import pytest

from models.tables.account import Account, Member
from server.desk import DESK, Limits, furnish
from server.ratelimits import Limit
from server.settings import Settings
from server.settings.sections import RegistrationSettings
from server.web.handlers import registration
from tests.factories import make_member

GOOD = {
    "username": "nora",
    "email": "nora@example.org",
    "password": "a long enough password",
    "reason": "I plan trains at the quay.",
}


class Form:
    """A browser that opens the form, fills it in and sends it."""

    def __init__(self, client, desk) -> None:
        self.client = client
        self.desk = desk

    async def open(self):
        """Return the token of a fresh form; the cookie stays in the browser."""
        text = await (await self.client.get("/register", headers=self._headers())).text()
        return re.search(r'name="csrf_token" value="([^"]+)"', text)[1]

    async def send(self, headers=None, **typed):
        """Return status and text of the answer."""
        data = {**GOOD, "csrf_token": await self.open(), **typed}
        sent = {**self._headers(), **(headers or {})}
        response = await self.client.post("/register", data=data, headers=sent)
        return response.status, await response.text()

    def _headers(self):
        return {"Host": "alpha.example", "Accept": "text/html"}


@pytest.fixture
def settings(tmp_path):
    return Settings(domain="alpha.example", data_dir=str(tmp_path))


@pytest.fixture
async def form(database, application, home, settings, aiohttp_client):
    pages = application[registration.READING].pages
    # Plain http, so that the browser of the test sends the cookie back.
    desk = furnish(settings, home, pages, None)
    desk.sessions._is_secure = False
    desk.sessions._form_cookie = "hanse-form"
    application[DESK] = desk
    application.router.add_routes(registration.routes)
    client = await aiohttp_client(application)
    yield Form(client, desk)
    desk.passwords.close()


async def test_request_waits_for_an_admin_and_nothing_is_shown_of_it(form):
    status, text = await form.send()
    assert status == 200
    assert "Your request has arrived" in text
    assert "nora@example.org" in text
    account = await Account.get(username="nora")
    login = await Member.get(account_id=account.id)
    assert (login.state, login.role, login.reason) == ("waiting", "member", GOOD["reason"])
    assert GOOD["password"] not in login.password_hash
    assert await form.desk.passwords.verify(login.password_hash, GOOD["password"])
    page = await form.client.get("/@nora", headers={"Host": "alpha.example", "Accept": "text/html"})
    assert page.status == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"username": "no spaces"}, "Use up to 30 letters"),
        ({"username": "postmaster"}, "This name is taken"),
        ({"username": "JANA"}, "This name is taken"),
        ({"email": "nobody"}, "does not look like an e-mail address"),
        ({"email": "jana@ALPHA.example"}, "an account with this address already"),
        ({"password": "short"}, "Use at least 8 characters"),
        ({"password": "x" * 129}, "This password is too long"),
        ({"reason": "  "}, "Please write a sentence"),
        ({"reason": "x" * 501}, "at most 500 characters"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_stored(form, typed, sentence):
    await make_member("jana")
    status, text = await form.send(**typed)
    assert status == 422
    assert sentence in text
    assert "a long enough password" not in text
    assert 'value="nora@example.org"' in text or "email" in typed
    assert await Member.all().count() == 1


async def test_everything_that_is_wrong_is_said_at_once(form):
    status, text = await form.send(username="no spaces", email="nobody", password="x", reason="")
    assert status == 422
    for sentence in (
        "Use up to 30 letters",
        "does not look like an e-mail address",
        "Use at least 8 characters",
        "Please write a sentence",
    ):
        assert sentence in text


@pytest.mark.parametrize(
    "sent",
    [
        {"csrf_token": "0" * 43},
        {"csrf_token": ""},
        {"headers": {"Origin": "https://evil.example"}},
        {"headers": {"Sec-Fetch-Site": "cross-site"}},
    ],
)
async def test_form_from_another_site_stores_nothing(form, sent):
    status, text = await form.send(**sent)
    assert status == 422
    assert "open for too long" in text
    assert await Member.all().count() == 0


async def test_hostile_text_comes_back_as_text(form):
    _, text = await form.send(username='"><script>alert(1)</script>')
    assert "<script>" not in text


async def test_queue_of_requests_is_bounded(form, home, settings):
    settings = msgspec.structs.replace(settings, registration=RegistrationSettings(pending=1))
    object.__setattr__(form.desk, "settings", settings)
    await make_member("first", state="waiting")
    assert (await form.send())[0] == 503
    assert await Member.all().count() == 1


async def test_requests_of_one_address_are_bounded(form):
    names = Limits.__dataclass_fields__
    limits = {name: getattr(form.desk.limits, name) for name in names}
    object.__setattr__(form.desk, "limits", Limits(**{**limits, "sign_ups": Limit("s", 1, 60)}))
    assert (await form.send())[0] == 200
    assert (await form.send(username="second", email="second@example.org"))[0] == 429
    assert await Member.all().count() == 1


async def test_mastodons_address_leads_to_the_form(form):
    asked = {"Host": "alpha.example", "Accept": "text/html"}
    answer = await form.client.get("/auth/sign_up", headers=asked, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (302, "/register")


async def test_there_is_no_form_where_nobody_may_ask(form, settings):
    commons = {"Host": "commons.example", "Accept": "text/html"}
    assert (await form.client.get("/register", headers=commons)).status == 404
    closed = msgspec.structs.replace(settings, registration=RegistrationSettings(mode="closed"))
    object.__setattr__(form.desk, "settings", closed)
    page = await form.client.get(
        "/register", headers={"Host": "alpha.example", "Accept": "text/html"}
    )
    assert page.status == 404
    asked = {"Host": "alpha.example", "Accept": "text/html"}
    assert (await form.client.get("/auth/sign_up", headers=asked)).status == 404
    post = await form.client.post(
        "/register", data=GOOD, headers={"Host": "alpha.example", "Accept": "text/html"}
    )
    assert post.status == 404
