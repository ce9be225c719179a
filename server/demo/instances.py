"""Instances of a demo: their settings files, their processes, and when they are ready.

Each instance is complete on its own: `hanse run --config` with the file written here starts the
same partner again, whoever calls it. Limits per address and per member are lifted, because on one
machine everybody comes from the same address.
"""

import socket
from pathlib import Path
from typing import Any

from federation.net.caller import Caller, CallFailed, CallRefused
from server.demo.plan import ADDRESS, Plan, Seat
from server.demo.waiting import until
from server.installation import install
from server.processes import HANSE, Process

_LIFTED = 1_000_000
_READY_SECONDS = 60.0


class NotReady(Exception):
    """An instance did not start; the message says which one and where to read why."""


def settings_of(plan: Plan, seat: Seat, database_url: str, ca_file: Path | None) -> dict[str, Any]:
    """Return the dotted settings of one partner's instance."""
    chosen: dict[str, Any] = {
        "domain": seat.domain,
        "community_domains": list(seat.community_domains),
        "title": seat.title,
        "bind": seat.bind,
        "trusted_proxies": [f"{ADDRESS}/32"],
        "federation.catchup_seconds": 10.0,
        "test.private_addresses": True,
        "test.plain_http": not plan.options.tls,
        "test.resolver": dict.fromkeys(plan.hosts, ADDRESS),
    }
    if database_url:
        chosen["database.url"] = database_url
    if ca_file is not None:
        chosen["test.ca_file"] = str(ca_file)
    for limit in ("token", "member", "address"):
        chosen[f"limits.requests_per_{limit}"] = _LIFTED
    for limit in ("uploads_per_member", "apps_per_address", "logins_per_address"):
        chosen[f"limits.{limit}"] = _LIFTED
    return chosen


def prepare(plan: Plan, seat: Seat, database_url: str = "", ca_file: Path | None = None) -> None:
    """Write an instance's settings, secret and folders, unless they are there already."""
    if not seat.config.exists():
        install(seat.config, settings_of(plan, seat, database_url, ca_file))


async def start(seat: Seat) -> Process:
    """Start an instance's process; it stops by itself when this process ends."""
    command = (*HANSE, "run", "--config", str(seat.config), "--until-eof")
    return await Process.start(command, log_file=seat.log)


async def until_ready(seat: Seat, process: Process) -> None:
    """Wait until an instance answers; raises NotReady when it ended or takes too long."""

    async def ready() -> bool:
        if process.code is not None:
            raise NotReady(_why(seat, f"ended with code {process.code}"))
        return await is_answering(caller)

    try:
        async with Caller(seat.url) as caller:
            await until(ready, _READY_SECONDS)
    except TimeoutError:
        raise NotReady(_why(seat, f"did not answer within {_READY_SECONDS:.0f} s")) from None


async def is_answering(caller: Caller) -> bool:
    """Return whether the instance behind `caller` is healthy right now."""
    try:
        await caller.get("/health")
    except (CallFailed, CallRefused):
        return False
    return True


def busy_port(plan: Plan) -> int | None:
    """Return a port of the plan that somebody else uses, or None."""
    for port in plan.ports:
        with socket.socket() as probe:
            # As a server does it, so that a connection that just ended is no obstacle.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((ADDRESS, port))
            except OSError:
                return port
    return None


def _why(seat: Seat, what: str) -> str:
    tail = seat.log.read_text("utf-8", "replace").splitlines()[-15:] if seat.log.exists() else []
    return "\n".join([f"{seat.name} {what}; the end of {seat.log}:", *tail])
