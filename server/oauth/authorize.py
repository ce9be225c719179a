"""Authorize: the page on which a member lets an app in, and the answer to it."""

from aiohttp import web

from models.actions import oauth
from models.errors import Forbidden
from models.queries import accounts
from models.queries.tokens import SessionRow
from models.values.oauth import NewGrant
from server.desk import DESK, Desk
from server.oauth import asking, login
from server.oauth.asking import Question, Refused
from server.web.views import CodeView, ConsentView, PageView, PersonView

pages = web.RouteTableDef()

PATH = "/oauth/authorize"
_ROUTE = f"{PATH}{{_:/?}}"
"""toot opens it with a slash at the end."""


@pages.get(_ROUTE, name="oauth_authorize")
async def show_consent(request: web.Request) -> web.StreamResponse:
    """Ask the member; whoever is not logged in logs in first and comes back here."""
    desk = request.app[DESK]
    asked = dict(request.query)
    question = await asking.read(asked)
    try:
        asking.check(question, asked)
    except Refused as refused:
        return _refused(question, refused)
    session = await desk.sessions.current(request)
    if session is None or asked.get("force_login", "").lower() in ("true", "1"):
        # Without the word, or the page would ask for a login for ever.
        kept = request.rel_url.without_query_params("force_login")
        return login.page(request, next_path=kept.raw_path_qs, app_name=question.app.name)
    view = ConsentView(
        page=PageView(path=PATH, is_indexable=False),
        action=PATH,
        csrf_token=session.csrf,
        member=await _person(desk, session),
        app_name=question.app.name,
        app_url=question.app.website or None,
        return_host=question.return_host,
        scopes=question.scopes,
        fields=question.fields(),
        switch_url=f"{request.rel_url.update_query(force_login='true').raw_path_qs}",
    )
    return desk.pages.respond(request, view)


async def _person(desk: Desk, session: SessionRow) -> PersonView:
    row = (await accounts.load([session.account_id]))[0]
    return PersonView(
        name=row["display_name"] or row["username"],
        handle=f"{row['username']}@{row['domain']}",
        url=row["url"],
        avatar_url=row["avatar_url"] or None,
    )


@pages.post(_ROUTE, name="oauth_decide")
async def decide(request: web.Request) -> web.StreamResponse:
    """Take the member's answer and send them, with a code or without, back to the app."""
    desk = request.app[DESK]
    form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    session = await desk.sessions.current(request)
    if session is None:
        raise Forbidden("Please log in and open the page again.")
    desk.sessions.check(request, session, form.get("csrf_token", ""))
    question = await asking.read(form)
    try:
        asking.check(question, form)
        if form.get("decision") != "allow":
            raise Refused("access_denied", "The resource owner denied the request.")
    except Refused as refused:
        return _refused(question, refused)
    return await _allow(request, desk, session, question)


async def _allow(
    request: web.Request, desk: Desk, session: SessionRow, question: Question
) -> web.StreamResponse:
    code = await oauth.create_grant(
        desk.home,
        NewGrant(
            app_id=question.app.id,
            account_id=session.account_id,
            redirect_uri=question.redirect_uri,
            scopes=" ".join(question.scopes),
            challenge=question.challenge,
        ),
    )
    if not question.is_out_of_band:
        return _sent_to(question.answer(code=code))
    view = CodeView(
        page=PageView(path=PATH, is_indexable=False),
        app_name=question.app.name,
        code=code,
        lifetime_seconds=int(oauth.CODE_LIFETIME.total_seconds()),
    )
    return desk.pages.respond(request, view)


def _refused(question: Question, refused: Refused) -> web.StreamResponse:
    if question.is_out_of_band:
        raise Forbidden(refused.description)
    return _sent_to(question.answer(error=refused.error, error_description=refused.description))


def _sent_to(address: str) -> web.Response:
    """Return a redirect to any scheme; the address was registered and has no control characters."""
    headers = {"Location": address, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return web.Response(status=302, headers=headers)
