"""Which language a reader gets."""

import pytest

from server.web.languages import choose_language, load_catalogue


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("fr, de;q=0.3, en;q=0.8", "en"),
        ("en;q=0, de;q=0.1", "de"),
        ("fr", "en"),
        ("*", "en"),
        ("", "en"),
        (None, "en"),
        (";;;,,q=,de;q=nonsense", "de"),
        ("de;q=9, en;q=0.5", "en"),
        ("x" * 100_000 + ",de", "en"),
    ],
)
def test_header_is_read_by_weight_and_nonsense_is_passed_over(header, expected):
    assert choose_language(header) == expected


def test_query_wins_over_cookie_and_cookie_over_header():
    assert choose_language("en", query="de", cookie="en") == "de"
    assert choose_language("en", cookie="de") == "de"
    assert choose_language("de", query="../../etc", cookie="<b>") == "de"


def test_default_of_the_instance_serves_those_who_wish_for_nothing_we_have():
    assert choose_language("fr", default="de") == "de"


def test_catalogue_is_compiled_from_its_source():
    german = load_catalogue("de")
    assert german.gettext("Sign in") == "Anmelden"
    assert german.ngettext("%(number)s vote", "%(number)s votes", 2) == "%(number)s Stimmen"
    assert load_catalogue("en").gettext("Sign in") == "Sign in"
