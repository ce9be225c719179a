"""Every sentence of the pages exists in every language, and no sentence hides in a template."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from server.web.languages import LANGUAGES, LOCALE_DIRECTORY, OPEN_GRAPH_LOCALES, SOURCE_LANGUAGE
from server.web.render import TEMPLATES

WEB = TEMPLATES.parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
TRANSLATED = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]
SPOKEN_ATTRIBUTES = {"alt", "title", "aria-label", "placeholder", "aria-description"}


def _sentences() -> set[str]:
    with (LOCALE_DIRECTORY / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(WEB, methods, options, keywords=KEYWORDS)
    return {_key(message) for _, _, message, _, _ in found}


def _key(message) -> str:
    return message if isinstance(message, str) else message[0]


def _catalogue(language: str):
    source = LOCALE_DIRECTORY / language / "LC_MESSAGES" / "hanse.po"
    with source.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_has_every_sentence_and_no_other(language):
    translated = {_key(message.id) for message in _catalogue(language) if message.id}
    sentences = _sentences()
    assert sorted(sentences - translated) == [], "to be translated"
    assert sorted(translated - sentences) == [], "no longer used"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_empty_or_doubtful(language):
    for message in _catalogue(language):
        if message.id:
            forms = message.string if message.pluralizable else (message.string,)
            assert all(forms), message.id
            assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_translation_keeps_placeholders_and_markup(language):
    for message in _catalogue(language):
        if not message.id:
            continue
        originals = message.id if message.pluralizable else (message.id,)
        forms = message.string if message.pluralizable else (message.string,)
        for pattern in (r"%\(\w+\)s", r"<[^>]+>"):
            expected = sorted(re.findall(pattern, originals[-1]))
            for form in forms:
                assert sorted(re.findall(pattern, form)) == expected, message.id


def test_every_language_has_its_open_graph_name():
    assert set(OPEN_GRAPH_LOCALES) == set(LANGUAGES)


class Spoken(HTMLParser):
    """Collects what a reader would see or hear of a template's own text."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data):
        self.texts.append(data)

    def handle_starttag(self, tag, attrs):
        self.texts += [value or "" for name, value in attrs if name in SPOKEN_ATTRIBUTES]


def _own_text(template: Path) -> list[str]:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    source = template.read_text()
    # What is translated is a call in the tree, so only text outside of it stays TemplateData.
    tree = environment.parse(source)
    spoken = Spoken()
    for output in tree.find_all(nodes.Output):
        for node in output.nodes:
            spoken.feed(node.data if isinstance(node, nodes.TemplateData) else "·")
    spoken.close()
    return [text for text in spoken.texts if re.search(r"[^\W\d_]", text)]


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_template_holds_no_untranslated_text(template):
    assert _own_text(template) == []


def test_search_for_untranslated_text_finds_it(tmp_path):
    (tmp_path / "x.html").write_text('<p title="Hello">{% if x %}there{% endif %}{{ _("ok") }}</p>')
    assert sorted(_own_text(tmp_path / "x.html")) == ["Hello", "there"]
