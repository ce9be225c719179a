"""Does the database answer, and has it the schema of this version?"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from models.probe import DatabaseState, probe
from models.settings import DatabaseSettings
from server.doctor.finding import Finding
from server.settings import Settings

NAME = "database"
Probe = Callable[[DatabaseSettings, Path], Awaitable[DatabaseState]]


def database_check(look: Probe = probe) -> Callable[[Settings], Awaitable[list[Finding]]]:
    """Return the check of the configured database."""

    async def check(settings: Settings) -> list[Finding]:
        return [_judge(await look(settings.database, settings.data_path))]

    return check


def _judge(state: DatabaseState) -> Finding:
    match state.outcome:
        case "ready":
            return Finding.good(NAME, "it answers, and its schema is that of this version")
        case "behind":
            message = f"it answers; {state.pending} migrations are still to be applied"
            return Finding.odd(NAME, message, "Back it up, then `hanse run` applies them.")
        case "absent":
            message = f"{state.detail} does not exist yet"
            return Finding.odd(NAME, message, "`hanse run` makes it on its first start.")
        case "unreachable":
            remedy = "Check database.url, and that the server runs and lets this user in."
            return Finding.bad(NAME, f"it cannot be opened: {state.detail}", remedy)
