"""toot: the command-line client logs in through a browser's code and does a member's day."""

import asyncio
import json
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.factories import make_community
from tests.server.rig import Browser, Rig, csrf, shown_code

pytestmark = pytest.mark.client
_TOOT = Path(sys.executable).with_name("toot")


class Toot:
    """A shell with toot's configuration in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._environment = {"XDG_CONFIG_HOME": str(folder), "HOME": str(folder), "TERM": "dumb"}

    async def start(self, *words: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            str(_TOOT),
            *words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=self._environment,
        )

    async def run(self, *words: str) -> str:
        """Run a command that must succeed; returns what it printed."""
        process = await self.start("--no-color", *words)
        output, _ = await process.communicate()
        assert process.returncode == 0, f"toot {words}: {output.decode()}"
        return output.decode()

    async def json(self, *words: str) -> dict[str, object]:
        """Run a command with `--json`."""
        decoded: dict[str, object] = json.loads(await self.run(*words, "--json"))
        return decoded


async def log_in(toot: Toot, rig: Rig, browser: Browser, name: str) -> None:
    """Answer toot's questions with the code of the consent page."""
    process = await toot.start("login", "--instance", rig.url)
    assert process.stdin is not None
    assert process.stdout is not None
    seen = ""
    while "/oauth/authorize/" not in seen or "scope" not in seen.partition("/authorize/")[2]:
        chunk = await asyncio.wait_for(process.stdout.read(4_096), 20)
        assert chunk, seen
        seen += chunk.decode()
    address = next(word for word in seen.split() if "/oauth/authorize/" in word)
    await browser.log_in(name)
    page = await browser.open(address)
    assert page.status == 200, page.text[:400]
    form = dict(pair.split("=", 1) for pair in address.partition("?")[2].split("&"))
    form = {key: value.replace("%3A", ":").replace("+", " ") for key, value in form.items()}
    answer = await browser.send(
        "/oauth/authorize", {**form, "csrf_token": csrf(page), "decision": "allow"}
    )
    process.stdin.write(f"n\n{shown_code(answer)}\n".encode())
    output, _ = await process.communicate()
    assert process.returncode == 0, seen + output.decode()


@pytest.fixture
async def toot(rig: Rig, browser: Browser, tmp_path: Path) -> Toot:
    """A shell in which anna is logged in."""
    await rig.member("anna")
    shell = Toot(tmp_path)
    await log_in(shell, rig, browser, "anna")
    return shell


async def test_a_members_day_on_the_command_line(rig: Rig, toot: Toot, tmp_path: Path) -> None:
    bela = await rig.member("bela")
    assert "@anna" in await toot.run("whoami")
    assert "alpha.test" in await toot.run("instance")
    image = tmp_path / "water.png"
    Image.new("RGB", (60, 40), (10, 90, 140)).save(image)
    post = await toot.json(
        "post", "Ahoy @bela", "--media", str(image), "--description", "Water", "--language", "en"
    )
    attachments = post["media_attachments"]
    assert isinstance(attachments, list)
    assert attachments[0]["description"] == "Water"
    number = str(post["id"])
    answer = await bela.write("@anna ahoy", in_reply_to_id=number)
    thread = await toot.run("thread", number)
    assert "ahoy" in thread
    for command in ("favourite", "reblog", "bookmark", "unbookmark", "unreblog", "unfavourite"):
        await toot.run(command, answer["id"])
    assert "bela" in await toot.run("notifications")
    await toot.run("follow", "bela")
    assert "bela" in await toot.run("following", "anna")
    await toot.run("unfollow", "bela")
    await toot.run("block", "bela")
    assert "bela" in await toot.run("blocked")
    await toot.run("unblock", "bela")
    await toot.run("delete", number)


async def test_a_poll_is_asked_and_answered(rig: Rig, toot: Toot) -> None:
    asked = await toot.json(
        "post", "Tea?", "--poll-option", "yes", "--poll-option", "no", "--poll-expires-in", "1h"
    )
    poll = asked["poll"]
    assert isinstance(poll, dict)
    assert [each["title"] for each in poll["options"]] == ["yes", "no"]
    bela = await rig.member("bela")
    other = await bela.write("Coffee?", poll={"options": ["yes", "no"], "expires_in": 600})
    assert "Coffee?" in await toot.run("status", other["id"])


async def test_a_group_is_found_joined_and_read(rig: Rig, toot: Toot) -> None:
    await make_community(domain="commons.test")
    assert "@harbour@commons.test" in await toot.run("search", "@harbour@commons.test", "--resolve")
    await toot.run("follow", "harbour@commons.test")
    await toot.json("post", "Ahoy @harbour@commons.test")
    assert "Harbour" in await toot.run("lists", "list")
    assert "Ahoy" in await toot.run("timelines", "home", "--no-pager")
    assert "Ahoy" in await toot.run("timelines", "account", "harbour@commons.test", "--no-pager")
