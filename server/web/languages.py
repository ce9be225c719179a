"""Languages: which one a reader gets, and the catalogues behind `_()`.

English is the language of the sources; every other language is a `.po` file under `server/locale`,
compiled in memory at the start, so that no compiled file can be older than its source. A wish comes
from `?lang=`, then the cookie, then Accept-Language; a wish we cannot fulfil is passed over in
silence, because a header that nobody typed must never lead to an error.
"""

import gettext
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE_DIRECTORY = Path(__file__).parents[1] / "locale"
SOURCE_LANGUAGE = "en"
LANGUAGES: dict[str, str] = {"en": "English", "de": "Deutsch"}
"""What pages are offered in, each by its own name."""
OPEN_GRAPH_LOCALES: dict[str, str] = {"en": "en_GB", "de": "de_DE"}
LANGUAGE_COOKIE = "lang"

_HEADER_LENGTH = 256


def load_catalogue(language: str) -> gettext.NullTranslations:
    """Return the catalogue of one of `LANGUAGES`, compiled from its source file."""
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    source = LOCALE_DIRECTORY / language / "LC_MESSAGES" / "hanse.po"
    with source.open("rb") as file:
        catalogue = read_po(file, locale=language, domain="hanse")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def choose_language(
    accept_language: str | None,
    *,
    query: str | None = None,
    cookie: str | None = None,
    default: str = SOURCE_LANGUAGE,
) -> str:
    """Return the key of `LANGUAGES` that fits best; `default` is the instance's own."""
    for wish in (query, cookie):
        if wish in LANGUAGES:
            return wish
    for tag in _accepted(accept_language or ""):
        primary = tag.partition("-")[0].lower()
        if primary in LANGUAGES:
            return primary
        if primary == "*":
            return default
    return default


def _accepted(header: str) -> Iterator[str]:
    """Yield the tags of an Accept-Language header, the most wanted one first."""
    weighted = []
    for part in header[:_HEADER_LENGTH].split(","):
        tag, _, weight = part.strip().partition(";")
        quality = _quality(weight.strip())
        if tag and quality > 0:
            weighted.append((quality, tag.strip()))
    # The sort is stable: equal weights keep the order in which the reader's browser named them.
    weighted.sort(key=lambda pair: pair[0], reverse=True)
    for _, tag in weighted:
        yield tag


def _quality(weight: str) -> float:
    """Read `q=0.8`; what cannot be read counts as the least wish that is still one."""
    if not weight:
        return 1.0
    try:
        quality = float(weight.removeprefix("q="))
    except ValueError:
        return 0.001
    return quality if 0 <= quality <= 1 else 0.001
