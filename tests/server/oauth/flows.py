"""What the OAuth tests do again and again: register an app, ask, allow, exchange."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec

from tests.server.rig import OUT_OF_BAND, Answer, Browser, Caller, csrf

CALLBACK = "https://app.example/callback?from=hanse"


class Client(msgspec.Struct, frozen=True):
    """A registered app."""

    client_id: str
    client_secret: str
    redirect_uri: str
    scopes: str

    def question(self, **words: str) -> dict[str, str]:
        """Return the parameters of the consent page."""
        return {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": self.scopes,
            "state": "st&te",
            **words,
        }

    def exchange(self, code: str, **words: str) -> dict[str, str]:
        """Return the parameters of the token endpoint."""
        return {
            "grant_type": "authorization_code",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "redirect_uri": self.redirect_uri,
            "code": code,
            **words,
        }


async def register(
    caller: Caller, redirect_uri: str = CALLBACK, scopes: str = "read write follow"
) -> Client:
    """Register an app."""
    form = {"client_name": "Kutter", "redirect_uris": redirect_uri, "scopes": scopes}
    made = await caller.post("/api/v1/apps", data=form)
    return Client(made["client_id"], made["client_secret"], redirect_uri, scopes)


def address(question: dict[str, str]) -> str:
    """Return the consent page's address."""
    return f"/oauth/authorize?{urlencode(question)}"


async def decide(
    browser: Browser, question: dict[str, str], decision: str = "allow", **options: Any
) -> Answer:
    """Answer the question of a browser that is logged in."""
    page = await browser.open(address(question))
    assert page.status == 200, page.text[:400]
    form = {**question, "csrf_token": csrf(page), "decision": decision}
    return await browser.send("/oauth/authorize", form, **options)


def sent_back(answer: Answer) -> dict[str, str]:
    """Return what the redirect tells the app."""
    assert answer.status == 302, answer.text[:400]
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}


async def allowed_code(browser: Browser, client: Client, **words: str) -> str:
    """Return a code that the logged-in member allowed."""
    return sent_back(await decide(browser, client.question(**words)))["code"]


def pkce(verifier: str) -> str:
    """Return the S256 challenge."""
    hashed = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(hashed).decode().rstrip("=")


__all__ = [
    "CALLBACK",
    "OUT_OF_BAND",
    "Client",
    "address",
    "allowed_code",
    "decide",
    "pkce",
    "register",
    "sent_back",
]
