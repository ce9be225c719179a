"""Dates, numbers, names and addresses, as the templates write them.

One `Formats` per language. Whatever a peer sent passes here on its way into an attribute: addresses
are http(s) or local, language tags look like language tags, and anything else is left out.
"""

import re
import unicodedata
import zlib
from datetime import datetime, tzinfo
from urllib.parse import parse_qsl, urlencode, urlsplit

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from models.ports import Clock

TINTS = 6
FLAGS = 12
_ISO = "%Y-%m-%dT%H:%M:%SZ"
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_RECENT_SECONDS = 7 * 86_400


class Formats:
    """The filters of one language's templates."""

    def __init__(self, language: str, zone: tzinfo, clock: Clock) -> None:
        self._locale = Locale.parse(language)
        self._zone = zone
        self._clock = clock

    def ago(self, moment: datetime) -> str:
        """Return `3 hours ago` within a week, and the date before that."""
        age = self._clock.now() - moment
        if 0 <= age.total_seconds() < _RECENT_SECONDS:
            return format_timedelta(-age, add_direction=True, threshold=0.95, locale=self._locale)
        return self.date(moment)

    def ahead(self, moment: datetime) -> str:
        """Return `in 3 hours` for a moment to come."""
        wait = moment - self._clock.now()
        return format_timedelta(wait, add_direction=True, threshold=0.95, locale=self._locale)

    def date(self, moment: datetime) -> str:
        """Return the date in words."""
        local = moment.astimezone(self._zone)
        return format_date(local.date(), "long", locale=self._locale)

    def moment(self, moment: datetime) -> str:
        """Return date and time in words, to the minute, with the time zone."""
        local = moment.astimezone(self._zone)
        clock = format_time(local.timetz(), "short", locale=self._locale)
        return f"{self.date(moment)}, {clock} {local.tzname()}"

    def count(self, number: int) -> str:
        """Return a number with its separators."""
        # Below a thousand no language of ours has a separator, and most counts are small.
        return str(number) if number < 1000 else format_decimal(number, locale=self._locale)

    def percent(self, number: int) -> str:
        """Return `43 %` for 43."""
        return format_percent(number / 100, locale=self._locale)

    def duration(self, seconds: int) -> str:
        """Return a length of time in minutes, or in seconds below two of them."""
        if seconds < 120:
            return format_unit(seconds, "duration-second", locale=self._locale)
        return format_unit(-(-seconds // 60), "duration-minute", locale=self._locale)


def iso(moment: datetime) -> str:
    """Return `moment`, aware UTC, as machines read it."""
    return moment.strftime(_ISO)


def link(url: str) -> str:
    """Return `url` if it is http(s) or a path on this host, and nothing otherwise."""
    if url.startswith("/") and not url.startswith(("//", "/\\")):
        return url
    return url if url.startswith(("https://", "http://")) else ""


def language_tag(tag: str | None) -> str:
    """Return `tag` if it has the form of a BCP 47 tag, and nothing otherwise."""
    return tag if tag and _LANGUAGE_TAG.fullmatch(tag) else ""


def monogram(name: str) -> str:
    """Return the initials of a name, for people without a picture."""
    words = [word for word in re.split(r"[\W_]+", unicodedata.normalize("NFC", name)) if word]
    return "".join(word[0] for word in words[:2]).upper() or "·"


def tint(handle: str) -> int:
    """Return the colour class of a handle: the same on every page and every instance."""
    return zlib.crc32(handle.encode("utf-8", "replace")) % TINTS


def flag(position: int) -> int:
    """Return which of the flags a place in the roster has."""
    return position % FLAGS


def host(url: str) -> str:
    """Return the authority of a URL, to show where a link leads."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def in_language(path: str, language: str) -> str:
    """Return the local `path` with the query that asks for `language`."""
    bare, _, query = path.partition("?")
    pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "lang"]
    return f"{bare}?{urlencode([*pairs, ('lang', language)])}"
