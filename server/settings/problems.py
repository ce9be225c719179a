"""What is wrong with the settings: one value per mistake, and the error that carries them all.

Every part of `load` that finds a mistake adds a `SettingProblem` and goes on, so that an operator
reads the whole list at once. A problem never shows a secret: `value` is left out for those.
"""

from msgspec import Struct


class SettingProblem(Struct, frozen=True, kw_only=True):
    """One wrong setting: where it stands, what it says and what would be right."""

    key: str
    """The dotted name, as in the reference: `tls.certificate`."""
    where: str
    """`hanse.toml:12`, `environment HANSE_BIND`, or the file when nothing is written there."""
    message: str
    """What is wrong, without a full stop."""
    remedy: str
    """What would be right, as a sentence an operator can act on."""
    value: str | None = None
    """The value as written; None when there is none or when it is secret."""

    def __str__(self) -> str:
        written = "" if self.value is None else f" = {self.value}"
        return f"{self.where}: {self.key}{written}\n    {self.message}. {self.remedy}"


class SettingsInvalid(Exception):
    """The settings cannot be used; nothing was started. `problems` is never empty."""

    def __init__(self, problems: list[SettingProblem]) -> None:
        count = len(problems)
        head = "1 setting is wrong" if count == 1 else f"{count} settings are wrong"
        super().__init__("\n".join([f"{head}:", *map(str, problems)]))
        self.problems = problems
