"""`hanse doctor`: settings, clock, DNS, TLS, database and disk, each with its remedy."""

import asyncio
from pathlib import Path

import click

from server.console import config_option, load_settings
from server.doctor import Check, Finding, examine
from server.doctor.clock import clock_check, time_over_http
from server.doctor.database import database_check
from server.doctor.disk import disk_check
from server.doctor.dns import dns_check
from server.doctor.tls import tls_check

_SIGNS = {"ok": "ok     ", "warning": "warning", "failed": "FAILED "}


@click.command("doctor")
@config_option
@click.option(
    "--peer",
    "peers",
    multiple=True,
    metavar="HOST",
    help="Compare the clock with this server's; best a partner. May be repeated.",
)
def command(config: Path, peers: tuple[str, ...]) -> None:
    """Look at settings, clock, DNS, TLS, database and disk.

    Ends with 0 when the instance can work, 1 when something keeps it from that, and 2 when the
    settings themselves are wrong.
    """
    settings = load_settings(config)
    checks: dict[str, Check] = {
        "clock": clock_check(peers, time_over_http(settings)),
        "dns": dns_check(),
        "tls": tls_check(),
        "database": database_check(),
        "disk": disk_check(),
    }
    findings = [Finding.good("settings", f"{config} is right")]
    findings += asyncio.run(examine(settings, checks))
    for finding in findings:
        _show(finding)
    failed = sum(finding.state == "failed" for finding in findings)
    if failed:
        raise click.exceptions.Exit(1)


def _show(finding: Finding) -> None:
    click.echo(f"{_SIGNS[finding.state]}  {finding.check}: {finding.message}")
    if finding.remedy:
        click.echo(f"         {finding.remedy}")
