"""A real server with the sample pages, and a real browser to open them."""

import io
import shutil

import pytest
from aiohttp import web
from PIL import Image, ImageDraw
from playwright.async_api import async_playwright

from server.web.assets import static_directory
from server.web.render import Renderer
from tests.browser.people import NOW
from tests.browser.samples import PAGES
from tests.clock import StillClock
from tests.requirements import missing

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _picture() -> bytes:
    """Draw two cranes before sunrise, so that an image page shows an image."""
    image = Image.new("RGB", (1200, 675))
    draw = ImageDraw.Draw(image)
    for row in range(675):
        glow = row / 675
        colour = (int(28 + 205 * glow**2), int(52 + 110 * glow**1.6), int(86 + 50 * glow))
        draw.line((0, row, 1200, row), fill=colour)
    draw.rectangle((0, 560, 1200, 675), fill=(11, 24, 34))
    for left in (260, 640):
        draw.line((left, 560, left + 40, 180), fill=(11, 24, 34), width=16)
        draw.line((left + 150, 560, left + 110, 180), fill=(11, 24, 34), width=16)
        draw.line((left - 160, 250, left + 330, 250), fill=(11, 24, 34), width=18)
        draw.line((left + 75, 120, left - 150, 250), fill=(11, 24, 34), width=5)
        draw.line((left + 75, 120, left + 320, 250), fill=(11, 24, 34), width=5)
    for box in range(12):
        draw.rectangle((40 + box * 96, 520, 126 + box * 96, 558), fill=(24, 48, 62))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=85)
    return file.getvalue()


def _application() -> web.Application:
    renderer = Renderer(StillClock(NOW), is_secure=False)
    picture = _picture()

    async def show_page(request: web.Request) -> web.Response:
        view, site = PAGES[request.match_info["name"]]
        rendered = renderer.render(view, site, request.query.get("lang", "en"))
        return web.Response(status=rendered.status, body=rendered.body, headers=rendered.headers)

    async def show_media(_: web.Request) -> web.Response:
        return web.Response(body=picture, content_type="image/jpeg")

    application = web.Application()
    application.router.add_get("/pages/{name}", show_page)
    application.router.add_get("/media/{name}", show_media)
    application.router.add_static("/static", static_directory())
    return application


@pytest.fixture
async def site_url(aiohttp_server):
    server = await aiohttp_server(_application())
    return str(server.make_url("/pages/")).rstrip("/")


@pytest.fixture
async def browser():
    path = shutil.which("chromium")
    if path is None:
        missing("headless Chromium")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        await launched.close()
