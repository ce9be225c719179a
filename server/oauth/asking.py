"""Asking: what an app puts into the address of the consent page, checked.

The consent page enters here twice, when it is shown and when it is answered, because what comes
back from a browser is as foreign as what came first. An address that does not belong to the app is
never redirected to; other faults are told to the app where it asked for the answer.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import msgspec

from models.errors import Malformed
from models.queries import tokens
from models.tables.oauth import App
from server.scopes import covers, parse

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_LONGEST = 2_000


class Refused(Exception):
    """A fault that the app is told at its own address."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """May this app do these things for the member?"""

    app: App
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    challenge: str

    @property
    def is_out_of_band(self) -> bool:
        """Whether the member carries the code to the app by hand."""
        return self.redirect_uri == OUT_OF_BAND

    @property
    def return_host(self) -> str | None:
        """Where the member is sent afterwards: a host, or the scheme of an app."""
        if self.is_out_of_band:
            return None
        parts = urlsplit(self.redirect_uri)
        return parts.netloc if parts.scheme in ("http", "https") else f"{parts.scheme}:"

    def answer(self, **words: str) -> str:
        """Return the app's address with an answer; its own query and the state stay."""
        if self.state:
            words["state"] = self.state
        mark = "&" if "?" in self.redirect_uri else "?"
        return f"{self.redirect_uri}{mark}{urlencode(words)}"

    def fields(self) -> tuple[tuple[str, str], ...]:
        """Return what the form hands back unchanged."""
        found = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": " ".join(self.scopes),
            "state": self.state,
        }
        if self.challenge:
            found |= {"code_challenge": self.challenge, "code_challenge_method": "S256"}
        return tuple(found.items())


async def read(asked: Mapping[str, str]) -> Question:
    """Return the question that an app asks.

    Errors:
        Malformed: there is no such app, or the address is not one of its own; nobody is
            redirected.
    """
    app = await tokens.app(asked.get("client_id", "")[:_LONGEST])
    if app is None:
        raise Malformed("This app is not known here", "client_id")
    redirect_uri = asked.get("redirect_uri", "")
    if redirect_uri not in app.redirect_uris:
        raise Malformed("The address to return to is not one of this app", "redirect_uri")
    return Question(
        app=app,
        redirect_uri=redirect_uri,
        scopes=parse(asked.get("scope", "")) or (),
        state=asked.get("state", ""),
        challenge=asked.get("code_challenge", ""),
    )


def check(question: Question, asked: Mapping[str, str]) -> None:
    """Pass a question that may be put to the member.

    Errors:
        Refused: the app asks for something that it cannot have, or in a way we do not take.
    """
    if asked.get("response_type") != "code":
        raise Refused("unsupported_response_type", "Only response_type=code is supported")
    if not question.scopes or not covers(question.app.scopes.split(), question.scopes):
        raise Refused("invalid_scope", "The requested scope is invalid, unknown, or malformed")
    if len(question.state) > _LONGEST:
        raise Refused("invalid_request", "The state is too long")
    method = asked.get("code_challenge_method", "")
    if not question.challenge and not method:
        return
    if method != "S256" or _CHALLENGE.fullmatch(question.challenge) is None:
        raise Refused("invalid_request", "Only an S256 code challenge is supported")
