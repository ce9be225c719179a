"""Turns the file and the environment into `Settings`, and every mistake into a problem.

Each setting is converted for itself, so that one wrong value never hides another one. Nothing here
touches the disk or judges a value against another; that is `checks`.
"""

import difflib
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec.inspect import BoolType, DictType, FloatType, IntType, ListType

from server.settings import catalogue
from server.settings.catalogue import Entry
from server.settings.environment import Variable
from server.settings.file import SettingsFile
from server.settings.model import Settings
from server.settings.problems import SettingProblem

MAY_BE_ZERO = frozenset({"federation.redirects", "federation.thread_fetch_depth"})
"""Limits for which nothing at all is a sensible choice; every other number is above zero."""
SECRET_KEYS = frozenset({"database.url"})
"""Settings that may hold a password; their value is never repeated in a message."""
_STAND_IN = "stand-in.example"
"""The name while the real one is missing or wrong; such settings are never handed out."""
_WORDS_FOR_BOOL = {"1": True, "yes": True, "on": True, "0": False, "no": False, "off": False}


class Decoder:
    """Collects values and problems of one load; used once."""

    def __init__(self, file: SettingsFile, variables: Iterable[Variable]) -> None:
        self.problems: list[SettingProblem] = []
        self._meant: set[str] = set()
        self._file = file
        self._variables = {variable.key: variable for variable in variables}

    def where(self, key: str) -> str:
        """Return the place an operator has to edit to change this key."""
        variable = self._variables.get(key)
        return f"environment {variable.name}" if variable else self._file.where(key)

    @property
    def wrong(self) -> set[str]:
        """The keys whose value is not known: written wrongly, or under a name close to theirs."""
        return {problem.key for problem in self.problems} | self._meant

    def decode(self) -> Settings:
        """Return the settings; where `problems` has one, the default stands in its place.

        What decoded well can so be judged too, and its mistakes are named in the same list.
        """
        self.problems.extend(self._unknown())
        values: dict[str, dict[str, Any]] = {"": {"domain": _STAND_IN}}
        for entry in catalogue.entries():
            self._decode_entry(entry, values)
        top = values.pop("", {})
        for section in catalogue.sections():
            if section.name and (not section.optional or self._mentions(section.name)):
                top[section.name] = section.struct(**values.get(section.name, {}))
        return Settings(**top)

    def _decode_entry(self, entry: Entry, values: dict[str, dict[str, Any]]) -> None:
        variable = self._variables.get(entry.key)
        if variable is not None and variable.problem is not None:
            self.problems.append(variable.problem)
            return
        raw = variable.value if variable is not None else _lookup(self._file.values, entry.key)
        if raw is None:
            if entry.required:
                self._add(entry, "this setting is missing", None)
            return
        try:
            converted = _convert(entry, raw, is_text=variable is not None)
        except (msgspec.ValidationError, msgspec.DecodeError, ValueError) as error:
            shown = None if _is_secret(entry, variable) else repr(raw)
            self._add(entry, _reason(error), shown)
            return
        name = entry.key.rpartition(".")[2]
        values.setdefault(entry.section, {})[name] = converted

    def _add(self, entry: Entry, message: str, value: str | None) -> None:
        self.problems.append(
            SettingProblem(
                key=entry.key,
                where=self.where(entry.key),
                value=value,
                message=message,
                remedy=f"Right is {entry.expected}. {entry.doc}".strip(),
            )
        )

    def _mentions(self, section: str) -> bool:
        return section in self._file.values or any(
            key.startswith(f"{section}.") for key in self._variables
        )

    def _unknown(self) -> Iterator[SettingProblem]:
        sections = {section.name for section in catalogue.sections()}
        for key, value in _leaves(self._file.values, sections):
            if key in sections:
                yield SettingProblem(
                    key=key,
                    where=self._file.where(key),
                    value=repr(value),
                    message="this is a section, not a single value",
                    remedy=f"Write [{key}] on a line of its own and its settings below.",
                )
            elif key not in catalogue.known_keys():
                yield self._stray(key, self._file.where(key))
        for key, variable in self._variables.items():
            if key not in catalogue.known_keys():
                yield self._stray(key, f"environment {variable.name}")

    def _stray(self, key: str, where: str) -> SettingProblem:
        close = _close_to(key)
        if close is not None:
            self._meant.add(close)
        guess = f"Did you mean {close}?" if close else "See docs/configuration.md for all names."
        return SettingProblem(
            key=key, where=where, message="there is no such setting", remedy=guess
        )


def _close_to(key: str) -> str | None:
    """Return the setting that somebody may have meant by an unknown key."""
    close = difflib.get_close_matches(key, catalogue.known_keys(), n=1, cutoff=0.6)
    if close:
        return close[0]
    last = key.rpartition(".")[2]
    same = (known for known in sorted(catalogue.known_keys()) if known.rpartition(".")[2] == last)
    return next(same, None)


def _leaves(values: Mapping[str, Any], sections: set[str]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if name in sections and isinstance(value, dict):
            yield from ((f"{name}.{inner}", leaf) for inner, leaf in value.items())
        else:
            yield name, value


def _lookup(values: Mapping[str, Any], key: str) -> Any:
    section, _, name = key.rpartition(".")
    holder = values.get(section) if section else values
    return holder.get(name) if isinstance(holder, dict) else None


def _convert(entry: Entry, raw: Any, *, is_text: bool) -> Any:
    kind = entry.kind
    if is_text:
        raw = _from_text(kind, raw)
    if isinstance(raw, str) and "\x00" in raw:
        raise ValueError("there is a NUL character in it")
    converted = msgspec.convert(raw, entry.declared, strict=not is_text)
    if isinstance(kind, IntType | FloatType):
        if not math.isfinite(converted):
            raise ValueError("the number is not finite")
        if converted < 0 or (converted == 0 and entry.key not in MAY_BE_ZERO):
            raise ValueError("the number is too small")
    return converted


def _from_text(kind: Any, text: str) -> Any:
    match kind:
        case BoolType():
            return _WORDS_FOR_BOOL.get(text.lower(), text)
        case ListType() if not text.startswith("["):
            return [part.strip() for part in text.split(",") if part.strip()]
        case ListType() | DictType():
            return msgspec.json.decode(text)
        case _:
            return text


def _is_secret(entry: Entry, variable: Variable | None) -> bool:
    return entry.key in SECRET_KEYS or (variable is not None and variable.secret)


def _reason(error: Exception) -> str:
    text = str(error).removesuffix(" - at `$`")
    return text[:1].lower() + text[1:].rstrip(".")
