"""The sheet on which checks write what they find."""

from collections.abc import Callable

from server.settings.problems import SettingProblem


class Report:
    """Collects problems; `where` tells for a key which line or variable has to be edited."""

    def __init__(self, where: Callable[[str], str]) -> None:
        self.problems: list[SettingProblem] = []
        self._where = where

    def add(self, key: str, message: str, remedy: str, value: str | None = None) -> None:
        """Write down one problem; `value` is left out where it could be a secret."""
        self.problems.append(
            SettingProblem(
                key=key, where=self._where(key), value=value, message=message, remedy=remedy
            )
        )
