"""Asking for an account: the form, and what becomes of it.

Every form carries a token of this browser and must come from our own page. What was typed comes
back with what is wrong about it, except the password, which is typed anew.
"""

from typing import Any

from aiohttp import web

from models.errors import Invalid, NotFound
from server import bodies, joining, passwords
from server.desk import DESK, Desk
from server.joining import Wish
from server.web.handlers.reading import READING
from server.web.languages import LANGUAGE_COOKIE, choose_language
from server.web.views import PageView, PendingView, RegistrationView
from server.web.views.forms import RegistrationError

routes = web.RouteTableDef()
PATH = "/register"
MASTODON_PATH = "/auth/sign_up"
"""Where apps made for Mastodon send those who want to join."""
_ERRORS: dict[tuple[str, str], RegistrationError] = {
    ("username", "ERR_INVALID"): "username_invalid",
    ("username", "ERR_RESERVED"): "username_taken",
    ("username", "ERR_TAKEN"): "username_taken",
    ("email", "ERR_INVALID"): "email_invalid",
    ("email", "ERR_TAKEN"): "email_taken",
    ("password", "ERR_TOO_SHORT"): "password_short",
    ("password", "ERR_TOO_LONG"): "password_long",
    ("reason", "ERR_BLANK"): "reason_missing",
    ("reason", "ERR_TOO_LONG"): "reason_long",
}


def _desk(request: web.Request) -> Desk:
    """Return the desk where people may ask; anywhere else there is no such page."""
    desk = request.app[DESK]
    is_partners = request.app[READING].host(request) == desk.home.domain
    if desk.settings.registration.mode != "approval" or not is_partners:
        raise NotFound("nobody can ask for an account here")
    return desk


@routes.get(PATH, name="registration_page")
async def show_registration(request: web.Request) -> web.StreamResponse:
    """Show the form."""
    return _form(request, _desk(request), {}, ())


@routes.get(MASTODON_PATH, name="registration_of_mastodon")
async def redirect_to_registration(request: web.Request) -> web.StreamResponse:
    """Lead to the form."""
    _desk(request)
    raise web.HTTPFound(PATH)


@routes.post(PATH, name="registration")
async def ask_for_account(request: web.Request) -> web.StreamResponse:
    """Take a request in, or show the form again with what is wrong."""
    desk = _desk(request)
    read = await bodies.read(request, desk.settings.limits, desk.settings.media)
    typed = {name: value for name, value in read.items() if isinstance(value, str)}
    if not desk.sessions.is_form_ours(request, typed.get("csrf_token", "")):
        return _form(request, desk, typed, ("expired",))
    wish = Wish(
        username=typed.get("username", "").strip(),
        email=typed.get("email", "").strip(),
        password=typed.get("password", ""),
        reason=typed.get("reason", ""),
        locale=_language(request),
    )
    try:
        account = await joining.ask(desk, wish, desk.visitors.address(request))
    except Invalid as invalid:
        return _form(request, desk, typed, _faults(invalid))
    page = PageView(path=PATH, is_indexable=False)
    view = PendingView(page=page, username=account.username, email=wish.email)
    return request.app[READING].answer(request, view)


def _form(
    request: web.Request,
    desk: Desk,
    typed: dict[str, Any],
    errors: tuple[RegistrationError, ...],
) -> web.Response:
    token = desk.sessions.form_token(request)
    view = RegistrationView(
        page=PageView(path=PATH, is_indexable=False),
        action=PATH,
        csrf_token=token,
        rules=(),
        password_minimum=passwords.SHORTEST,
        username=typed.get("username", ""),
        email=typed.get("email", ""),
        reason=typed.get("reason", ""),
        errors=errors,
    )
    response = request.app[READING].answer(request, view)
    desk.sessions.keep_form(response, token)
    return response


def _faults(invalid: Invalid) -> tuple[RegistrationError, ...]:
    """Return what the page says about each wrong field."""
    return tuple(
        _ERRORS[field, code] for field, problems in invalid.fields.items() for code, _ in problems
    )


def _language(request: web.Request) -> str:
    return choose_language(
        request.headers.get("Accept-Language"),
        query=request.query.get("lang"),
        cookie=request.cookies.get(LANGUAGE_COOKIE),
    )
