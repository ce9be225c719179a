"""Pages that ask: sign in, allow an app, ask for an account.

Every form carries a CSRF token of its session; what went wrong last time is a code, so that the
page says it in the reader's language and must never repeat a secret that was typed.
"""

from typing import ClassVar, Literal

import msgspec

from server.web.views.page import PrivateView
from server.web.views.people import PersonView

SignInError = Literal["wrong", "locked_out", "pending", "suspended", "expired"]
RegistrationError = Literal[
    "username_invalid",
    "username_taken",
    "email_invalid",
    "email_taken",
    "password_short",
    "password_long",
    "reason_missing",
    "reason_long",
    "agreement_missing",
    "expired",
]


class SignInView(msgspec.Struct, frozen=True, kw_only=True):
    """The sign-in box."""

    action: str
    csrf_token: str
    next_path: str = ""
    """Where to go afterwards; a local path, checked by the handler."""
    login: str = ""
    """What was typed last time."""
    error: SignInError | None = None


class LoginView(PrivateView, frozen=True, kw_only=True):
    """The sign-in box as a page; `app_name` says which app sent the reader here."""

    template: ClassVar[str] = "login.html"
    form_leaves: ClassVar[bool] = True

    sign_in: SignInView
    app_name: str | None = None


class ConsentView(PrivateView, frozen=True, kw_only=True):
    """May this app act for the member? `fields` are hidden inputs handed back unchanged."""

    template: ClassVar[str] = "consent.html"
    form_leaves: ClassVar[bool] = True

    action: str
    csrf_token: str
    member: PersonView
    app_name: str
    app_url: str | None
    return_host: str | None
    """Host, or scheme, that the member is sent back to; None when a code is shown instead."""
    scopes: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    switch_url: str | None = None
    """Where to sign in as somebody else."""


class CodeView(PrivateView, frozen=True, kw_only=True):
    """The code that the member carries to the app by hand (`urn:ietf:wg:oauth:2.0:oob`)."""

    template: ClassVar[str] = "code.html"

    app_name: str
    code: str
    lifetime_seconds: int


class RegistrationView(PrivateView, frozen=True, kw_only=True):
    """Asking for an account; an admin decides."""

    template: ClassVar[str] = "registration.html"

    action: str
    csrf_token: str
    rules: tuple[str, ...]
    password_minimum: int
    username: str = ""
    email: str = ""
    reason: str = ""
    errors: tuple[RegistrationError, ...] = ()

    @property
    def http_status(self) -> int:
        """The status this page is answered with."""
        return 422 if self.errors else 200

    def fault(self, field: str) -> str:
        """Return the first error that belongs to `field`, or nothing."""
        return next((each for each in self.errors if each.startswith(f"{field}_")), "")


class PendingView(PrivateView, frozen=True, kw_only=True):
    """The request for an account arrived and waits for an admin."""

    template: ClassVar[str] = "pending.html"

    username: str
    email: str
