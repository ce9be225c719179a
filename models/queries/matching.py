"""Matching: what somebody typed, turned into conditions that both databases understand.

Searches enter here. Characters with a meaning in LIKE are escaped, so that a reader's text is only
ever text.
"""

import html
import re

from models import sql
from models.queries.visibility import Clause

_TAG = re.compile(r"<[^>]*>")
_LAST = "\U0010ffff"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def prefix(column: str, text: str) -> Clause:
    """Return the condition that `column` begins with `text`, as an index range.

    PostgreSQL makes a range of LIKE in a database with C collation; SQLite compares bytes anyway.
    """
    if sql.dialect() == "sqlite":
        return f"{column} >= ? AND {column} < ?", [text, text + _LAST]
    return f"{column} LIKE ? ESCAPE '\\'", [_escaped(text) + "%"]


def contains(columns: tuple[str, ...], word: str) -> Clause:
    """Return the condition that one of `columns` holds `word`, in small or capital letters.

    A sieve, not a judge: SQLite folds ASCII only, so other words are tried in their usual
    spellings, and `holds` decides.
    """
    operator, spellings = "ILIKE", [word]
    if sql.dialect() == "sqlite":
        operator = "LIKE"
        if not word.isascii():
            spellings = list(dict.fromkeys((word.lower(), word.capitalize(), word.upper(), word)))
    parts = [f"{column} {operator} ? ESCAPE '\\'" for column in columns for _ in spellings]
    escaped = [f"%{_escaped(html.escape(each, quote=False))}%" for each in spellings]
    return f"({' OR '.join(parts)})", escaped * len(columns)


def plain(markup: str) -> str:
    """Return what a reader sees of HTML, in one line, folded for comparison."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).casefold().split())


def holds(text: str, words: list[str]) -> bool:
    """Return whether `text`, made by `plain`, holds every one of `words`."""
    return all(word.casefold() in text for word in words)
