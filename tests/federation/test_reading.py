"""Tests of federation.reading."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation import reading
from federation.contexts import PUBLIC
from federation.errors import Reason, Rejected

A, B = "https://a.example/1", "https://b.example/2"


@pytest.mark.parametrize("member", [A, {"id": A, "type": "Person"}, [A], [{"id": A}], [None, A]])
def test_one_reference_is_read_from_all_its_spellings(member: Any) -> None:
    assert reading.reference(member) == A
    assert reading.references(member) == [A]


@pytest.mark.parametrize("member", [[A, B], [A, {"id": B}], 5, {"type": "Note"}, [5], [["x"]]])
def test_reference_that_is_none_or_several_is_refused(member: Any) -> None:
    with pytest.raises(Rejected) as refused:
        reading.reference(member)
    assert refused.value.reason is Reason.SHAPE_REFUSED


@pytest.mark.parametrize("member", [None, [], [None]])
def test_absent_reference_is_none(member: Any) -> None:
    assert reading.reference(member) is None


def test_link_is_a_reference_to_its_target() -> None:
    assert reading.references([{"type": "Link", "href": A}]) == [A]


def test_embedded_object_is_the_very_object_of_the_document() -> None:
    thing = {"id": A}
    assert reading.embedded([thing]) is thing
    assert reading.embedded(A) is None


@pytest.mark.parametrize("name", ["Public", "as:Public", PUBLIC])
def test_public_has_one_name_after_reading(name: str) -> None:
    assert reading.recipients([name, A], A, None, {"id": B}) == (PUBLIC, A, B)


def test_first_known_type_is_found_among_others() -> None:
    known = {"Note", "Page"}
    assert reading.known_type("Note", known) == "Note"
    assert reading.known_type(["x:Thing", "Page"], known) == "Page"
    assert reading.known_type(["Note", "Note"], known) == "Note"
    assert reading.known_type("Feed", known) is None
    assert reading.known_type(5, known) is None


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05+00:00"),
        ("2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123000+00:00"),
        ("2026-01-02T05:04:05+02:00", "2026-01-02T03:04:05+00:00"),
        ("2026-01-02T03:04:05.123999", "2026-01-02T03:04:05.123000+00:00"),
        ("2026-01-02", "2026-01-02T00:00:00+00:00"),
    ],
)
def test_dates_become_utc_in_milliseconds(told: str, read: str) -> None:
    assert reading.moment(told) == datetime.fromisoformat(read)


@pytest.mark.parametrize("told", [None, 5, "", "soon", "2026-13-01", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_date_is_none(told: Any) -> None:
    assert reading.moment(told) is None


@given(st.text(max_size=70))
def test_no_text_makes_a_date_fail(text: str) -> None:
    found = reading.moment(text)
    assert found is None or found.tzinfo is UTC


def test_end_of_a_poll_is_found_under_each_of_its_names() -> None:
    end = datetime(2026, 1, 2, tzinfo=UTC)
    for name in ("endTime", "expires", "closed"):
        document = {"closed": True, name: "2026-01-02T00:00:00Z"}
        assert reading.first_moment(document, "endTime", "expires", "closed") == end


def test_links_are_read_from_texts_links_and_media() -> None:
    member = [
        A,
        {"type": "Link", "href": B, "mediaType": "text/html", "rel": "canonical"},
        {"type": "Image", "url": {"href": A}, "width": 3, "height": -1},
        5,
    ]
    text, page, image = reading.links(member)
    assert (text.href, text.media_type) == (A, None)
    assert (page.href, page.media_type, page.rel) == (B, "text/html", ("canonical",))
    assert (image.href, image.width, image.height) == (A, 3, None)
    assert reading.page_url(member) == B
    assert reading.page_url([{"type": "Link", "href": A, "mediaType": "video/mp4"}]) is None


def test_text_brings_its_language() -> None:
    both = {"content": "Hallo", "contentMap": {"en": "Hello", "de": "Hallo"}}
    assert reading.text(both, "content") == reading.Text(value="Hallo", language="de")
    mapped = {"contentMap": {"fr": "Salut", "en": "Hello"}}
    assert reading.text(mapped, "content") == reading.Text(value="Hello", language="en")
    assert reading.text(mapped, "content", prefer=["fr"]) == reading.Text(
        value="Salut", language="fr"
    )
    lemmy = {"content": "Hei", "language": {"identifier": "fi", "name": "Suomi"}}
    assert reading.text(lemmy, "content") == reading.Text(value="Hei", language="fi")
    assert reading.text({"content": None}, "content") is None


def test_undetermined_language_is_no_language() -> None:
    assert reading.language({"language": {"identifier": "und"}, "contentMap": {"und": "x"}}) is None


def test_size_of_a_collection_is_a_count_or_nothing() -> None:
    assert reading.total_items({"totalItems": 4}) == 4
    for member in ({"totalItems": -1}, {"totalItems": True}, {"totalItems": "4"}, "x", None):
        assert reading.total_items(member) is None
