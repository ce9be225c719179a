"""Every page in a real browser: both schemes, both languages, a phone and a desk."""

import os
from itertools import product
from pathlib import Path

import pytest

from server.web.languages import LANGUAGES
from tests.browser.inspecting import faults_of, opened
from tests.browser.samples import PAGES

pytestmark = pytest.mark.browser

WIDTHS = (360, 1200)
SCHEMES = ("light", "dark")
SHOTS = os.environ.get("BROWSER_SHOTS")
"""A directory for pictures of every page; for people, not for the tests."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
async def test_page_is_accessible_quiet_and_fits_every_screen(browser, site_url, name, language):
    page, complaints = await opened(browser, f"{site_url}/{name}?lang={language}")
    problems: list[str] = []
    for scheme, width in product(SCHEMES, WIDTHS):
        await page.emulate_media(color_scheme=scheme)
        await page.set_viewport_size({"width": width, "height": 900})
        if SHOTS:
            shot = Path(SHOTS) / f"{name}-{language}-{scheme}-{width}.png"
            await page.screenshot(path=shot, full_page=True)
        await page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        problems += [f"{scheme}/{width}: {fault}" async for fault in faults_of(page)]
        await page.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)")
    await page.set_viewport_size({"width": 320, "height": 568})
    problems += [f"320: {fault}" async for fault in faults_of(page)]
    problems += complaints()
    assert not problems, "\n".join(problems)


async def test_inspection_finds_what_it_looks_for(browser, site_url):
    page, _ = await opened(browser, f"{site_url}/home")
    await page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend',"
        " '<img src=/media/x.jpg width=3000><input>')"
    )
    await page.evaluate("document.querySelector('main > img').classList.add('u-photo')")
    faults = " ".join([fault async for fault in faults_of(page)])
    assert "image-alt" in faults
    assert "label" in faults


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
    page, _ = await opened(browser, f"{site_url}/community")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    await page.keyboard.press("Enter")
    assert page.url.endswith("#content")


async def test_policy_of_the_page_stops_a_script(browser, site_url):
    page, complaints = await opened(browser, f"{site_url}/home")
    await page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        " document.body.append(s); }"
    )
    assert await page.evaluate("window.ran") is None
    assert any("Content Security Policy" in each for each in complaints())
