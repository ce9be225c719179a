"""Login: a member proves who they are to this browser.

The consent page and the front page lead here. A wrong name and a wrong password look and take the
same; what else stands in the way (waiting, suspended) is told only to whoever knew the password.
Tries are limited by network address and by name, and afterwards the way leads to a path of
this site only.
"""

from typing import Any

from aiohttp import web

from models.errors import TooMany
from models.queries import tokens
from server.desk import DESK, Desk
from server.web.views import LoginView, PageView, SignInView
from server.web.views.forms import SignInError

pages = web.RouteTableDef()

PATH = "/login"
_LONGEST = 320
_STATUS: dict[SignInError, int] = {
    "wrong": 401,
    "locked_out": 429,
    "pending": 403,
    "suspended": 403,
    "expired": 403,
}


def sign_in(
    request: web.Request, token: str, next_path: str, name: str = "", error: Any = None
) -> SignInView:
    """Return the sign-in box for any page; `Sessions.keep_form` must follow with the token."""
    return SignInView(action=PATH, csrf_token=token, next_path=next_path, login=name, error=error)


def page(
    request: web.Request,
    *,
    next_path: str = "/",
    name: str = "",
    app_name: str | None = None,
    error: SignInError | None = None,
) -> web.StreamResponse:
    """Return the page that asks for name and password."""
    desk = request.app[DESK]
    token = desk.sessions.form_token(request)
    view = LoginView(
        page=PageView(path=request.path_qs, is_indexable=False),
        sign_in=sign_in(request, token, next_path, name, error),
        app_name=app_name,
    )
    response = desk.pages.respond(request, view)
    if error is not None:
        response.set_status(_STATUS[error])
    desk.sessions.keep_form(response, token)
    return response


@pages.get(PATH, name="login")
async def show_login(request: web.Request) -> web.StreamResponse:
    """Ask for name and password."""
    return page(request, next_path=local_path(request.query.get("next", "/")))


@pages.post(PATH, name="log_in")
async def log_in(request: web.Request) -> web.StreamResponse:
    """Open a session for whoever knows the password."""
    desk = request.app[DESK]
    form = await request.post()
    name, password = str(form.get("login", ""))[:_LONGEST], str(form.get("password", ""))
    next_path = local_path(str(form.get("next", "/")))
    if not desk.sessions.is_form_ours(request, str(form.get("csrf_token", ""))):
        return page(request, next_path=next_path, name=name, error="expired")
    error, account_id = await _judge(desk, desk.visitors.address(request), name, password)
    if account_id is None:
        return page(request, next_path=next_path, name=name, error=error)
    response = web.Response(status=303, headers={"Location": next_path})
    await desk.sessions.begin(request, response, account_id)
    return response


async def _judge(
    desk: Desk, address: str, name: str, password: str
) -> tuple[SignInError | None, int | None]:
    try:
        desk.counters.take(desk.limits.logins, address)
        desk.counters.take(desk.limits.logins_of_one, name.strip().lower())
    except TooMany:
        return "locked_out", None
    found = await tokens.login(desk.home, name)
    known = None if found is None else found.password_hash
    if not await desk.passwords.verify(known, password) or found is None:
        return "wrong", None
    desk.counters.give_back(desk.limits.logins, address)
    desk.counters.give_back(desk.limits.logins_of_one, name.strip().lower())
    if found.is_suspended:
        return "suspended", None
    if found.state != "active":
        return "pending", None
    return None, found.account_id


@pages.post("/logout", name="log_out")
async def log_out(request: web.Request) -> web.StreamResponse:
    """End the session of this browser."""
    desk = request.app[DESK]
    form = await request.post()
    session = await desk.sessions.current(request)
    response = web.Response(status=303, headers={"Location": "/"})
    if session is not None:
        desk.sessions.check(request, session, str(form.get("csrf_token", "")))
        await desk.sessions.end(request, response)
    return response


def local_path(typed: str) -> str:
    """Return a path of this site, or the front page for anything that leads elsewhere."""
    is_local = typed.startswith("/") and not typed.startswith(("//", "/\\"))
    return typed if is_local and typed.isprintable() and " " not in typed else "/"
