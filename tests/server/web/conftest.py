"""The pages of one instance over real HTTP, with rows that the test has made."""

from contextlib import contextmanager

import pytest
from aiohttp import web

from models import sql
from server.keys import PAGES
from server.middleware.door import door
from server.web import handlers
from server.web.handlers.reading import Reading
from server.web.pages import Pages
from server.web.render import Renderer
from server.web.views import SiteView

PARTNER = SiteView(
    title="Hafen Alpha",
    domain="alpha.example",
    kind="partner",
    partner_name="Hafen Alpha",
    source_url="/source",
)
COMMONS = SiteView(
    title="commons.example",
    domain="commons.example",
    kind="community",
    partner_name="Hafen Alpha",
    source_url="/source",
)


@pytest.fixture
def application(home):
    renderer = Renderer(home.clock)
    pages = Pages(renderer, {site.domain: site for site in (PARTNER, COMMONS)}, home.domain)
    app = web.Application(middlewares=[door])
    app[PAGES] = pages
    handlers.add_pages(app, Reading(home, pages, "Hafen Alpha"))
    for path, handler in (
        ("/", handlers.show_front),
        ("/users/{username}", handlers.show_member),
        ("/c/{slug}", handlers.show_community),
        ("/users/{username}/posts/{token}", handlers.show_post),
    ):
        app.router.add_get(path, handler)
    return app


class Visitor:
    """Somebody with a browser, without a login, who does not follow redirects by themselves."""

    def __init__(self, client) -> None:
        self._client = client

    async def get(self, path, host="alpha.example", **headers):
        """Return status, headers and text of a page."""
        response = await self._client.get(
            path, headers={"Host": host, "Accept": "text/html", **headers}, allow_redirects=False
        )
        return Answer(response.status, response.headers, await response.text())


class Answer:
    """What came back."""

    def __init__(self, status, headers, text) -> None:
        self.status = status
        self.headers = headers
        self.text = text

    @property
    def target(self):
        """Where a redirect leads."""
        return self.headers["Location"] if self.status == 302 else None

    def holds(self, *texts):
        """Return those of `texts` that the page does not hold; nothing is missing when empty."""
        return [text for text in texts if text not in self.text]


@pytest.fixture
async def visitor(database, application, aiohttp_client):
    return Visitor(await aiohttp_client(application))


@pytest.fixture
def statements(monkeypatch):
    """Count the statements that queries run, which still run."""

    @contextmanager
    def counting():
        made: list[str] = []
        run = sql.rows

        async def counted(statement, parameters=()):
            made.append(statement)
            return await run(statement, parameters)

        with monkeypatch.context() as patched:
            patched.setattr(sql, "rows", counted)
            yield made

    return counting
