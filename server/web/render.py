"""The renderer: a view and a site go in, the bytes of a page come out.

Handlers enter through `Renderer.render`, which is synchronous, asks nobody and takes about a
millisecond. Each language has its own environment, so that a template is compiled together with its
translations and nothing is looked up per request. Undefined names are errors, everything is escaped
but `SafeHtml`, and no template may use the `safe` filter (a house test looks).
"""

from collections.abc import Callable
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.ports import Clock
from server.web import formats
from server.web.assets import Assets, static_directory
from server.web.formats import Formats
from server.web.languages import (
    LANGUAGES,
    OPEN_GRAPH_LOCALES,
    SOURCE_LANGUAGE,
    load_catalogue,
)
from server.web.policy import content_security_policy
from server.web.scopes import SCOPES
from server.web.views import SiteView, View

TEMPLATES = Path(__file__).parent / "templates"


class Rendered(msgspec.Struct, frozen=True):
    """A finished page: what the server has to answer."""

    status: int
    body: bytes
    headers: dict[str, str]


class Renderer:
    """Makes pages in every language; one per process."""

    def __init__(
        self,
        clock: Clock,
        *,
        zone: tzinfo = UTC,
        media_origins: tuple[str, ...] = (),
        is_secure: bool = True,
    ) -> None:
        """Take the instance's time zone and the origins from which every page may load media.

        `is_secure` is False only where pages are served over plain http, in demos and tests.
        """
        assets = Assets(static_directory())
        self._environments = {
            language: _environment(language, Formats(language, zone, clock), assets)
            for language in LANGUAGES
        }
        self._media_origins = media_origins
        self._is_secure = is_secure

    def render(self, view: View, site: SiteView, language: str = SOURCE_LANGUAGE) -> Rendered:
        """Return `view` as a page of `site`; `language` comes from `choose_language`."""
        template = self._environments[language].get_template(view.template)
        body = template.render(view=view, page=view.page, site=site).encode()
        return Rendered(view.http_status, body, self._headers(view, language))

    def warm(self) -> None:
        """Compile every template now, so that the first reader need not wait for it."""
        for environment in self._environments.values():
            for name in environment.list_templates():
                environment.get_template(name)

    def _headers(self, view: View, language: str) -> dict[str, str]:
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Language": language,
            "Content-Security-Policy": content_security_policy(
                media_origins=(*self._media_origins, *view.page.media_origins),
                form_leaves=view.form_leaves,
                is_secure=self._is_secure,
            ),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Vary": "Accept, Accept-Language, Cookie",
        }
        if view.is_private:
            headers["Cache-Control"] = "no-store"
        return headers


def _environment(language: str, words: Formats, assets: Assets) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    catalogue = load_catalogue(language)
    install: Callable[..., None] = environment.install_gettext_callables  # type: ignore[attr-defined]
    install(catalogue.gettext, catalogue.ngettext, newstyle=True)
    environment.filters.update(_filters(words))
    environment.globals.update(
        asset=assets.url,
        language=language,
        languages=LANGUAGES,
        open_graph_locale=OPEN_GRAPH_LOCALES[language],
        scope_words=SCOPES,
    )
    return environment


def _filters(words: Formats) -> dict[str, Callable[..., Any]]:
    return {
        "ago": words.ago,
        "ahead": words.ahead,
        "date": words.date,
        "moment": words.moment,
        "count": words.count,
        "percent": words.percent,
        "duration": words.duration,
        "iso": formats.iso,
        "link": formats.link,
        "language_tag": formats.language_tag,
        "monogram": formats.monogram,
        "tint": formats.tint,
        "flag": formats.flag,
        "host": formats.host,
        "in_language": formats.in_language,
    }
