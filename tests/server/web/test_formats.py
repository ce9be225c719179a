"""How dates, numbers and addresses are written."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.web import formats
from server.web.formats import Formats
from server.web.views import PollOptionView, PollView
from tests.clock import StillClock

NOW = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)


@pytest.fixture
def german() -> Formats:
    return Formats("de", ZoneInfo("Europe/Berlin"), StillClock(NOW))


def test_young_moments_are_relative_and_old_ones_are_dates(german):
    assert german.ago(NOW - timedelta(hours=3)) == "vor 3 Stunden"
    assert german.ago(NOW - timedelta(days=8)) == "21. März 2026"
    assert german.ahead(NOW + timedelta(days=2)) == "in 2 Tagen"


def test_a_moment_from_a_clock_that_runs_ahead_is_shown_as_its_date(german):
    assert german.ago(NOW + timedelta(hours=3)) == "29. März 2026"


def test_moments_are_told_in_the_zone_of_the_instance_on_both_sides_of_summer_time(german):
    assert german.moment(datetime(2026, 3, 29, 0, 30, tzinfo=UTC)) == "29. März 2026, 01:30 CET"
    assert german.moment(datetime(2026, 3, 29, 1, 30, tzinfo=UTC)) == "29. März 2026, 03:30 CEST"


def test_numbers_follow_the_language(german):
    english = Formats("en", UTC, StillClock(NOW))
    assert (german.count(12_345), english.count(12_345)) == ("12.345", "12,345")
    assert (german.percent(43), english.percent(43)) == ("43\N{NO-BREAK SPACE}%", "43%")
    assert (german.duration(45), english.duration(301)) == ("45 Sekunden", "6 minutes")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " https://a.example/",
        "//evil.example/",
        "/\\evil.example/",
        "data:text/html,x",
        "https:evil",
        "HTTPS",
        "",
    ],
)
def test_an_address_that_is_neither_http_nor_local_is_left_out(url):
    assert formats.link(url) == ""


def test_honest_addresses_pass():
    for url in ("https://a.example/ü?x=1", "http://a.localhost:8400/", "/@jana/1"):
        assert formats.link(url) == url


@pytest.mark.parametrize("tag", ["de", "de-AT", "zh-Hant-TW", "nds"])
def test_language_tags_pass(tag):
    assert formats.language_tag(tag) == tag


@pytest.mark.parametrize("tag", [None, "", "d", 'de" onload="x', "de-", "a" * 40])
def test_what_is_no_language_tag_is_left_out(tag):
    assert formats.language_tag(tag) == ""


def test_monogram_has_two_initials_at_most_and_is_never_empty():
    assert formats.monogram("Jana Petersen-Ohm") == "JP"
    assert formats.monogram("øystein") == "Ø"
    assert formats.monogram("🚢") == "·"
    assert formats.monogram("") == "·"


def test_language_link_keeps_the_query_and_replaces_an_older_wish():
    assert formats.in_language("/t?max_id=9&lang=de", "en") == "/t?max_id=9&lang=en"
    assert formats.in_language("/", "de") == "/?lang=de"


def test_shares_of_a_poll_stay_within_bounds_whatever_a_peer_claims():
    def share(votes, voters):
        option = PollOptionView(title="x", votes=votes)
        return PollView(options=(option,), voters=voters).percent(option)

    assert [share(1, 3), share(50, 3), share(-4, 3), share(0, 0), share(None, 9)] == [
        33,
        100,
        0,
        0,
        0,
    ]
    assert share(7, 0) == 100
