"""The report: what the bench found, as the page docs/performance.md."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from tests.load.assembly import Cost
from tests.load.limits import Limits
from tests.load.measures import Piece

_WORDS = Path(__file__).with_name("method.md")
_ASSEMBLY = "## The assembly\n"


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a run of the bench found."""

    limits: Limits
    few: dict[str, Piece]
    many: dict[str, Piece]
    posts: int
    start_seconds: float
    idle_mb: float
    after_mb: float
    rounds: int


def table(found: Findings) -> str:
    """Return the main table: each kind of work beside its target and the machine's limit."""
    limits, many = found.limits, found.many
    signed = limits.posted + limits.rsa_sign
    stored = limits.bare + limits.rsa_verify + limits.sqlite_commit
    rows = [
        ("actor document GET", many["actor"], 0.06, limits.bare),
        ("signed activity in, until visible", many["ingest"], 1.2, stored),
        ("delivery in a fan-out to 1,000 inboxes", many["fan_out"], 0.6, signed),
        (f"home timeline of 20 out of {found.posts:,}", many["home"], 0.4, limits.bare),
        ("post by API, no followers", many["post"], 1.5, stored),
    ]
    lines = [
        "| work | CPU ms, best | median | target | machine's limit | best / limit |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {_bold(piece.best_ms, target)} | {_number(piece.cpu_ms)} | {target}"
        f" | {_number(limit)} | {piece.best_ms / limit:.1f} |"
        for name, piece, target, limit in rows
    ]
    last = many["fan_out"].last_seconds
    lines.append(f"| the last of these 1,000, seconds after | {_bold(last, 1.0)} | | 1.0 | | |")
    memory = (("memory idle, MB", found.idle_mb, 90), ("memory after, MB", found.after_mb, 120))
    lines += [f"| {name} | {_bold(value, most)} | | {most} | | |" for name, value, most in memory]
    lines.append(f"| start to first answer, seconds | {found.start_seconds:.2f} | | | | |")
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:.1f}" if value > 20 else f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def _bold(value: float, target: float) -> str:
    """Return the number, in bold where it misses its target."""
    return _number(value) if value <= target else f"**{_number(value)}**"


def growth(found: Findings) -> str:
    """Return how costs change with what is stored and with who follows."""
    names = {
        "actor": "actor document GET",
        "ingest": "signed activity in",
        "home": "home timeline of 20",
        "post": "post by API",
    }
    lines = [
        f"| work, CPU ms | 1,000 posts | {found.posts:,} posts | factor |",
        "|---|---:|---:|---:|",
    ]
    for key, name in names.items():
        few, many = found.few[key].best_ms, found.many[key].best_ms
        lines.append(f"| {name} | {few:.3f} | {many:.3f} | {many / few:.2f} |")
    few, many = found.many["few"].best_ms * 10, found.many["fan_out"].best_ms * 1_000
    lines += [
        "",
        "| work, CPU ms | 10 servers | 1,000 servers | each further one |",
        "|---|---:|---:|---:|",
        f"| a post that goes to | {few:.1f} | {many:.1f} | {(many - few) / 990:.3f} |",
    ]
    return "\n".join(lines)


def rates(found: Findings) -> str:
    """Return how many a second there were while the load shared the machine with the server."""
    names = {
        "actor": "actor documents",
        "ingest": "activities until visible",
        "home": "home timelines",
        "post": "posts",
        "fan_out": "deliveries",
    }
    lines = ["| | a second |", "|---|---:|"]
    lines += [f"| {name} | {found.many[key].a_second:,.0f} |" for key, name in names.items()]
    return "\n".join(lines)


def machine(found: Findings) -> str:
    """Return the limits of the machine."""
    limits = found.limits
    rows = [
        ("RSA-2048 sign", limits.rsa_sign),
        ("RSA-2048 verify", limits.rsa_verify),
        ("Ed25519 sign", limits.ed25519_sign),
        ("Ed25519 verify", limits.ed25519_verify),
        ("one row committed to SQLite, synchronous FULL", limits.sqlite_commit),
        ("bare aiohttp server, static document", limits.bare),
        ("bare aiohttp client, unsigned POST, 16 at once", limits.posted),
    ]
    lines = ["| operation | CPU ms |", "|---|---:|"]
    return "\n".join(lines + [f"| {name} | {value:.3f} |" for name, value in rows])


def assembly(costs: list[Cost]) -> str:
    """Return what folding and verifying cost, by the length of the history."""
    heads = [f"{cost.entries:,} entries" for cost in costs]
    rows: list[tuple[str, list[str]]] = [
        ("fold, CPU s", [f"{cost.fold_seconds:.2f}" for cost in costs]),
        ("fold, CPU µs an entry", [_each(cost.fold_seconds, cost) for cost in costs]),
        ("fold, MB held beside the entries", [f"{cost.fold_mb:.1f}" for cost in costs]),
        ("verify all, CPU s", [f"{cost.verify_seconds:.2f}" for cost in costs]),
        ("verify all, CPU µs an entry", [_each(cost.verify_seconds, cost) for cost in costs]),
        ("verify all, MB held", [f"{cost.verify_mb:.1f}" for cost in costs]),
        ("from a snapshot at the end, CPU s", [f"{cost.resume_seconds:.2f}" for cost in costs]),
        ("one more entry after these, CPU µs", [f"{cost.one_more_us:.0f}" for cost in costs]),
        ("bundle, MB", [f"{cost.bundle_mb:.1f}" for cost in costs]),
        ("snapshot, MB", [f"{cost.snapshot_mb:.1f}" for cost in costs]),
    ]
    lines = [f"| | {' | '.join(heads)} |", "|---|" + "---:|" * len(costs)]
    return "\n".join(lines + [f"| {name} | {' | '.join(cells)} |" for name, cells in rows])


def renewed(old: str, costs: list[Cost]) -> str:
    """Return a page with the assembly's part written anew, and everything else as it was."""
    words = _WORDS.read_text("utf-8").replace("{{assembly}}", assembly(costs))
    part = _ASSEMBLY + words.partition(_ASSEMBLY)[2].partition("\n## ")[0]
    before, _, rest = old.partition(_ASSEMBLY)
    if rest:
        return before + part + "\n## " + rest.partition("\n## ")[2]
    before, _, rest = old.partition("## The machine\n")
    return f"{before}{part}\n## The machine\n{rest}"


def _each(seconds: float, cost: Cost) -> str:
    return f"{seconds / cost.entries * 1e6:.0f}"


def page(found: Findings, costs: list[Cost], database: str) -> str:
    """Return the whole page."""
    where = (
        f"{datetime.now(UTC):%Y-%m-%d}, {database}, Python {platform.python_version()},"
        f" {os.cpu_count()} processors ({platform.machine()}), {_load()}"
        f" {found.rounds} rounds"
    )
    return (
        _WORDS.read_text("utf-8")
        .replace("{{where}}", where)
        .replace("{{table}}", table(found))
        .replace("{{growth}}", growth(found))
        .replace("{{rates}}", rates(found))
        .replace("{{assembly}}", assembly(costs))
        .replace("{{machine}}", machine(found))
    )


def _load() -> str:
    return f"load average {os.getloadavg()[1]:.1f} while it ran,"
