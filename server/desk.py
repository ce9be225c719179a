"""The desk: what handlers of the API, OAuth and the pages share, built once per process.

Holds everything with a memory of its own: known tokens, counters, serialised posts, threads that
hash. The application's own rooms enter with `app[DESK]`; nothing here belongs to one request.
"""

from dataclasses import dataclass

from aiohttp import web

from federation.resolving import Resolver
from models.home import Home
from server.fragments import Fragments
from server.identity import Identities
from server.images.pipeline import Pictures
from server.passwords import Passwords
from server.ratelimits import Limit, RateLimits
from server.sessions import Sessions
from server.settings import Settings
from server.storage.local import LocalStorage, media_folder
from server.visitors import Visitors
from server.web.pages import Pages

_WINDOW = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of the API, as the settings say."""

    token: Limit
    member: Limit
    address: Limit
    uploads: Limit
    apps: Limit
    logins: Limit
    logins_of_one: Limit
    removals: Limit
    sign_ups: Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The shared parts."""

    settings: Settings
    home: Home
    pages: Pages
    resolver: Resolver
    identities: Identities
    visitors: Visitors
    counters: RateLimits
    limits: Limits
    passwords: Passwords
    sessions: Sessions
    storage: LocalStorage
    pictures: Pictures
    fragments: Fragments


DESK = web.AppKey("desk", Desk)


def furnish(settings: Settings, home: Home, pages: Pages, resolver: Resolver) -> Desk:
    """Return a desk for one process."""
    visitors = Visitors(settings.trusted_proxies)
    return Desk(
        settings=settings,
        home=home,
        pages=pages,
        resolver=resolver,
        identities=Identities(home),
        visitors=visitors,
        counters=RateLimits(home.clock),
        limits=_limits(settings),
        passwords=Passwords(),
        sessions=Sessions(home, visitors, is_secure=settings.scheme == "https"),
        storage=LocalStorage(media_folder(settings)),
        pictures=Pictures(settings.media),
        fragments=Fragments(),
    )


def _limits(settings: Settings) -> Limits:
    most = settings.limits
    return Limits(
        token=Limit("token", most.requests_per_token, _WINDOW),
        member=Limit("member", most.requests_per_member, _WINDOW),
        address=Limit("address", most.requests_per_address, _WINDOW),
        uploads=Limit("uploads", most.uploads_per_member, 1_800),
        apps=Limit("apps", most.apps_per_address, 600),
        logins=Limit("logins", most.logins_per_address, _WINDOW),
        logins_of_one=Limit("logins_of_one", 10, _WINDOW),
        removals=Limit("removals", 30, 1_800),
        sign_ups=Limit("sign_ups", most.logins_per_address, 3_600),
    )


async def close(app: web.Application) -> None:
    """Stop what the desk has running."""
    app[DESK].passwords.close()
