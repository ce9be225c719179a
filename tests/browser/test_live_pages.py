"""The pages of a real demo in a real browser: two partners, one community, nothing arranged."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import aiohttp
import pytest
import yarl

from tests.browser.inspecting import faults_of, missing_pictures, opened
from tests.requirements import missing

pytestmark = pytest.mark.browser

START_SECONDS = 90
READERS = (
    ("en-GB", "light", 1200),
    ("en-GB", "dark", 360),
    ("de-DE", "light", 360),
    ("de-DE", "dark", 1200),
)
"""Language, scheme, width: every pair of two once. `test_pages` tries all of them."""
SHOTS = os.environ.get("BROWSER_SHOTS")


class Demo:
    """A running `hanse demo`, as its ready file describes it."""

    def __init__(self, folder: Path) -> None:
        self._port = _three_free_ports()
        ready = folder / "ready.json"
        hanse = Path(sys.executable).with_name("hanse")
        with (folder / "log").open("wb") as log:
            command = [hanse, "demo", "--partners=2", "--duration=600", f"--port={self._port}"]
            command += [f"--dir={folder / 'demo'}", f"--ready-file={ready}"]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not ready.exists():
            ended = self._process.poll() is not None or time.monotonic() > deadline
            if ended:
                self.stop()
                raise AssertionError((folder / "log").read_text()[-4000:])
            time.sleep(0.1)
        facts = json.loads(ready.read_text())
        self.names = [partner["members"][0]["username"] for partner in facts["partners"]]

    def url(self, name, path="/"):
        """Return an address behind the demo's front door."""
        return f"http://{name}.localhost:{self._port}{path}"

    async def get(self, url, accept):
        """Ask for an address without a browser; names are those of the front door."""
        parts = yarl.URL(url)
        headers = {"Host": parts.authority, "Accept": accept}
        async with (
            aiohttp.ClientSession() as session,
            session.get(
                parts.with_host("127.0.0.1"), headers=headers, allow_redirects=False
            ) as answer,
        ):
            if answer.status == 302:
                return await self.get(str(parts.join(yarl.URL(answer.headers["Location"]))), accept)
            return answer.status, await answer.read()

    def stop(self):
        """End it as Ctrl-C does."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise


def _three_free_ports() -> int:
    """Return the first of three neighbouring ports that nobody uses."""
    for first in range(20_000 + os.getpid() % 10_000, 60_000, 3):
        if all(_is_free(port) for port in range(first, first + 3)):
            return first
    raise OSError("no three neighbouring ports are free")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    if shutil.which("chromium") is None:
        missing("headless Chromium")
    running = Demo(tmp_path_factory.mktemp("demo"))
    yield running
    running.stop()


async def _thread_of(browser, url):
    """Return the page of the longest conversation that the page at `url` leads to."""
    page, _ = await opened(browser, url)
    leads = "els => els.map(e => [parseInt(e.textContent), e.href])"
    found = await page.eval_on_selector_all(".counts a", leads)
    await page.close()
    return max(found)[1]


async def _all_pages(browser, demo):
    community = demo.url("commons")
    yield "front", demo.url("alpha")
    yield "community", community
    yield "community-at-partner", demo.url("beta", "/c/commons")
    yield "thread", await _thread_of(browser, community)
    yield "thread-of-member", await _thread_of(browser, demo.url("alpha"))
    yield "profile", demo.url("beta", f"/@{demo.names[1]}")
    yield "tag", demo.url("alpha", "/tags/repairweekend")
    yield "registration", demo.url("alpha", "/register")
    yield "nothing", demo.url("beta", "/nothing")


async def test_each_page_is_accessible_quiet_and_complete(browser, demo):
    problems = []
    async for name, url in _all_pages(browser, demo):
        for locale, scheme, width in READERS:
            page, complaints = await opened(
                browser,
                url,
                locale=locale,
                color_scheme=scheme,
                viewport={"width": width, "height": 900},
            )
            where = f"{name}/{locale}/{scheme}/{width}"
            if await page.evaluate("document.documentElement.lang") != locale[:2]:
                problems.append(f"{where}: not in the reader's language")
            problems += [f"{where}: no picture {each}" for each in await missing_pictures(page)]
            if SHOTS:
                shot = Path(SHOTS) / f"live-{name}-{locale[:2]}-{scheme}-{width}.png"
                await page.screenshot(path=shot, full_page=True)
            problems += [f"{where}: {fault}" async for fault in faults_of(page)]
            problems += [f"{where}: {each}" for each in complaints()]
            await page.close()
    assert not problems, "\n".join(problems)


async def test_every_link_of_the_pages_leads_somewhere(browser, demo):
    links: dict[str, str] = {}
    async for name, url in _all_pages(browser, demo):
        page, _ = await opened(browser, url)
        for link in await page.eval_on_selector_all("a[href]", "els => els.map(e => e.href)"):
            links.setdefault(link.partition("#")[0], name)
        await page.close()
    ours = [each for each in links if ".localhost:" in each]
    assert len(ours) > 20
    for link in ours:
        status, _ = await demo.get(link, "text/html")
        assert status == 200 or "/nothing" in link, f"{status} {link} on {links[link]}"


async def test_partners_show_one_community_with_the_same_conversations(browser, demo):
    seen = []
    for url in (
        demo.url("commons"),
        demo.url("alpha", "/c/commons"),
        demo.url("beta", "/c/commons"),
    ):
        page, _ = await opened(browser, url)
        texts = "els => els.map(e => e.querySelector('.e-content').textContent.trim())"
        seen.append(await page.eval_on_selector_all("article.h-entry", texts))
        await page.close()
    assert len(seen[0]) >= 5
    assert seen[0] == seen[1] == seen[2]


async def test_page_tells_servers_where_the_document_is(browser, demo):
    for url in (
        demo.url("alpha"),
        demo.url("commons"),
        await _thread_of(browser, demo.url("alpha")),
    ):
        page, _ = await opened(browser, url)
        link = await page.get_attribute("link[type='application/activity+json']", "href")
        status, body = await demo.get(link, "application/activity+json")
        assert status == 200
        assert json.loads(body)["id"] == link
        await page.close()


async def test_somebody_asks_for_an_account_with_a_browser(browser, demo):
    page, complaints = await opened(browser, demo.url("alpha"))
    await page.get_by_role("link", name="Ask for an account").first.click()
    await page.get_by_label("Username").fill("nora")
    await page.get_by_label("E-mail address").fill("nora@example.org")
    await page.get_by_label("Password").fill("short")
    await page.get_by_label("Who are you").fill("I repair radios.")
    await page.get_by_role("button", name="Send request").click()
    assert await page.get_by_text("Use at least 8 characters").is_visible()
    await page.get_by_label("Password").fill("a long enough password")
    await page.get_by_role("button", name="Send request").click()
    assert await page.get_by_text("Your request has arrived").first.is_visible()
    assert [each for each in complaints() if "422" not in each] == []
