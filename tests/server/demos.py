"""Runs `hanse demo` as a process, as somebody at a terminal does."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

READY_SECONDS = 100.0
STOP_SECONDS = 30.0


@dataclass
class Demo:
    """A demo that runs, or ran."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int
    log: Path
    ready: dict[str, Any]

    @property
    def pids(self) -> list[int]:
        return [partner["pid"] for partner in self.ready["partners"]]

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def interrupt(self) -> int:
        """Press Ctrl-C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOP_SECONDS)


def free_ports(count: int) -> int:
    """Return the first of `count` free ports in a row."""
    for first in range(20_000 + os.getpid() % 500 * 20, 60_000, count):
        probes = [socket.socket() for _ in range(count)]
        try:
            for number, probe in enumerate(probes):
                probe.bind(("127.0.0.1", first + number))
        except OSError:
            continue
        finally:
            for probe in probes:
                probe.close()
        return first
    raise AssertionError("no free ports")


@contextmanager
def running_demo(folder: Path, port: int, *options: str) -> Iterator[Demo]:
    """Start a demo and yield it once its ready file is there; interrupted at the end."""
    ready_file, log = folder.parent / f"{folder.name}.ready.json", folder.parent / "demo.log"
    ready_file.unlink(missing_ok=True)
    command = [sys.executable, "-m", "server", "demo", "--dir", str(folder), "--port", str(port)]
    command += ["--ready-file", str(ready_file), *options]
    with log.open("ab") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=stream)
    demo = Demo(process, folder, port, log, {})
    try:
        limit = time.monotonic() + READY_SECONDS
        while not ready_file.exists():
            assert process.poll() is None, demo.said()
            assert time.monotonic() < limit, demo.said()
            time.sleep(0.05)
        demo.ready = json.loads(ready_file.read_bytes())
        yield demo
    finally:
        if process.poll() is None:
            demo.interrupt()


def call(
    url: str, token: str = "", *, host: str = "", accept: str = "*/*", ca_file: str = ""
) -> Any:
    """Return the answer to a GET, as JSON where it is JSON."""
    request = urllib.request.Request(url, headers={"Accept": accept})  # noqa: S310
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    if host:
        request.add_header("Host", host)
    context = ssl.create_default_context(cafile=ca_file) if ca_file else None
    with urllib.request.urlopen(request, timeout=20, context=context) as answer:  # noqa: S310
        body = answer.read()
        kind = answer.headers["Content-Type"]
    return json.loads(body) if "json" in kind else body.decode()


def is_answering(url: str) -> bool:
    """Return whether an instance is healthy."""
    try:
        call(f"{url}/health")
    except (urllib.error.URLError, ConnectionError):
        return False
    return True


def is_alive(pid: int) -> bool:
    """Return whether there is a process of this number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def conversation(partner: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all threads of the community as one partner shows them, newest thread first."""
    url, token = partner["url"], partner["admin"]["token"]
    posts = []
    for entry in call(f"{url}/api/v1/timelines/home?limit=40", token):
        opening = entry["reblog"] or entry
        posts.append(opening)
        posts += call(f"{url}/api/v1/statuses/{opening['id']}/context", token)["descendants"]
    return posts


def content(partner: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return what a partner shows, without what differs by nature: counters of a poll come late."""
    return [
        (
            post["uri"],
            post["content"],
            post["favourites_count"],
            post["reblogs_count"],
            post["replies_count"],
            post["edited_at"],
            post["language"],
            [media["description"] for media in post["media_attachments"]],
        )
        for post in conversation(partner)
    ]


def eventually(look: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until `look` is true."""
    limit = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < limit, "it did not come true in time"
        time.sleep(0.1)


def eventually_alike(ready: dict[str, Any], seconds: float = 20.0) -> None:
    """Wait until all partners show the same; on failure tell in what they differ."""
    limit = time.monotonic() + seconds
    while True:
        first, *others = [content(partner) for partner in ready["partners"]]
        if all(first == other for other in others):
            return
        if time.monotonic() > limit:
            unlike = [pair for other in others for pair in zip_longest(first, other)]
            raise AssertionError(*(pair for pair in unlike if pair[0] != pair[1]))
        time.sleep(0.2)
