"""Apps: client programs register themselves; they never expire, because clients keep them."""

import re
from urllib.parse import urlsplit

import msgspec

from models.actions import oauth
from models.errors import Invalid
from models.queries import tokens
from models.tables.oauth import App
from models.values.oauth import NewApp
from server.api.entities.application import Application, CredentialApplication
from server.call import Call
from server.routing import Nothing, Routes
from server.scopes import DEFAULT, parse

routes = Routes()

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*", re.IGNORECASE)
_DANGEROUS = frozenset({"javascript", "data", "vbscript", "file", "about", "blob", "view-source"})
_LONGEST = 2_000
_MOST = 20


class AppForm(msgspec.Struct, kw_only=True):
    """A program that introduces itself."""

    client_name: str
    redirect_uris: list[str]
    scopes: str = DEFAULT
    website: str | None = None


@routes.post("/api/v1/apps", public=True, form=AppForm, entity=CredentialApplication, limit="apps")
async def create_app(call: Call[AppForm]) -> CredentialApplication:
    """Register a client program."""
    form = call.form
    name = form.client_name.strip()
    if not name or len(name) > _LONGEST:
        raise Invalid("Validation failed: Application name can't be blank")
    uris = _redirects(form.redirect_uris)
    scopes = parse(form.scopes)
    if scopes is None:
        raise Invalid("Validation failed: Scopes doesn't match configured on the server.")
    website = form.website or ""
    if website and urlsplit(website).scheme not in ("http", "https"):
        raise Invalid("Validation failed: Website must be a valid URL")
    made = await oauth.create_app(
        call.home,
        NewApp(name=name, redirect_uris=uris, scopes=" ".join(scopes), website=website),
    )
    return CredentialApplication(
        id=str(made.id),
        name=name,
        website=website or None,
        scopes=list(scopes),
        redirect_uri="\n".join(uris),
        redirect_uris=list(uris),
        client_id=made.client_id,
        client_secret=made.client_secret,
    )


def _redirects(typed: list[str]) -> tuple[str, ...]:
    uris = tuple(dict.fromkeys(each for line in typed for each in line.split()))
    if not uris or len(uris) > _MOST:
        raise Invalid("Validation failed: Redirect URI can't be blank")
    for uri in uris:
        scheme, colon, rest = uri.partition(":")
        is_fine = (
            colon
            and rest
            and _SCHEME.fullmatch(scheme)
            and scheme.lower() not in _DANGEROUS
            and "#" not in uri
            and len(uri) <= _LONGEST
            and uri.isprintable()
        )
        if not is_fine:
            raise Invalid("Validation failed: Redirect URI must be an absolute URI.")
        if scheme.lower() in ("http", "https") and not urlsplit(uri).hostname:
            raise Invalid("Validation failed: Redirect URI must be an absolute URI.")
    return uris


@routes.get("/api/v1/apps/verify_credentials", needs="either", entity=Application)
async def show_app(call: Call[Nothing]) -> Application:
    """Show the app whose token this is."""
    app = await tokens.app_by_id(call.caller.token.app_id)
    return _shown(app, call)


def _shown(app: App | None, call: Call[Nothing]) -> Application:
    token = call.caller.token
    uris: list[str] = [] if app is None else list(app.redirect_uris)
    return Application(
        id=str(token.app_id),
        name=token.app_name,
        website=token.app_website or None,
        scopes=[] if app is None else app.scopes.split(),
        redirect_uri="\n".join(uris),
        redirect_uris=uris,
    )
