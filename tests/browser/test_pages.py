"""Every page in a real browser: both schemes, both languages, a phone and a desk."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe

from server.web.languages import LANGUAGES
from tests.browser.samples import PAGES

pytestmark = pytest.mark.browser

VARIANTS = [
    (language, scheme, width)
    for language in LANGUAGES
    for scheme in ("light", "dark")
    for width in (360, 1200)
]
# axe is put into the page from outside; the page's own policy must not forbid the inspector.
AXE = Axe()
SHOTS = os.environ.get("HANSE_SHOTS")


async def _open(browser, url, scheme, width):
    context = await browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    response = await page.goto(url, wait_until="networkidle")
    return context, page, response, complaints


@pytest.mark.parametrize("name", PAGES)
async def test_page_is_accessible_quiet_and_fits_every_screen(browser, site_url, name):
    problems: list[str] = []
    for language, scheme, width in VARIANTS:
        variant = f"{language}/{scheme}/{width}"
        url = f"{site_url}/{name}?lang={language}"
        context, page, response, complaints = await _open(browser, url, scheme, width)
        # A page that is itself an error makes the browser say so; that line is no fault of it.
        noise = [each for each in complaints if f"status of {response.status}" not in each]
        problems += [f"{variant}: {each}" for each in noise]
        excess = await page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if excess > 0:
            problems.append(f"{variant}: {excess} pixels wider than the screen")
        if SHOTS:
            shot = Path(SHOTS) / f"{name}-{language}-{scheme}-{width}.png"
            await page.screenshot(path=shot, full_page=True)
        await page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        results = await AXE.run(page)
        for violation in results.response["violations"]:
            targets = [node["target"] for node in violation["nodes"]]
            problems.append(f"{variant}: {violation['id']} at {targets}")
        await context.close()
    assert not problems, "\n".join(problems)


async def test_all_is_readable_with_scripts_switched_off(browser, site_url):
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{site_url}/thread")
    assert await page.get_by_text("Altensiel sagt zu, ab Montag.").is_visible()
    await page.goto(f"{site_url}/thread-lone")
    hidden = page.get_by_text("Ermüdung ist ein Planungsfehler.")
    assert not await hidden.is_visible()
    await page.locator("summary").click()
    assert await hidden.is_visible()
    await context.close()


async def test_keyboard_reaches_the_content_first(browser, site_url):
    context, page, _, _ = await _open(browser, f"{site_url}/community", "light", 1200)
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    await page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    await context.close()


async def test_policy_of_the_page_stops_a_script(browser, site_url):
    context, page, _, complaints = await _open(browser, f"{site_url}/home", "light", 1200)
    await page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        " document.body.append(s); }"
    )
    assert await page.evaluate("window.ran") is None
    assert any("Content Security Policy" in each for each in complaints)
    await context.close()
