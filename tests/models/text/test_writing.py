"""Writing: mentions, hashtags and addresses are found, linked and nothing else is."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.text import Handle, Mentioned, handles, length, paragraphs, spans, tags, write

BASE = "https://alpha.example"
ANNA = {Handle("anna", None): Mentioned("https://alpha.example/@anna", "anna")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@anna", [Handle("anna", None)]),
        ("hi @Anna, @bo@Beta.example.", [Handle("Anna", None), Handle("bo", "beta.example")]),
        ("(@a@b.example:8400)", [Handle("a", "b.example:8400")]),
        ("@a @A @a", [Handle("a", None)]),
        ("mail me at me@x.example", []),
        ("https://x.example/@anna", []),
        ("@@anna @", []),
        ("@a.b@c.example -@a- @", [Handle("a.b", "c.example"), Handle("a", None)]),
    ],
)
def test_mentions_are_found(text: str, expected: list[Handle]) -> None:
    assert handles(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#Harz #harz", ["Harz"]),
        ("#Größe, #日本語!", ["Größe", "日本語"]),
        ("#2024 #20_24", []),
        ("#a1 x#no &#39; https://x.example/#frag", ["a1"]),
        ("#", []),
        ("#col·lecció", ["col·lecció"]),
    ],
)
def test_hashtags_are_found(text: str, expected: list[str]) -> None:
    assert tags(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://x.example/a_(b), and", ["https://x.example/a_(b)"]),
        ("HTTPS://X.example", ["HTTPS://X.example"]),
        ("x.example ftp://x.example javascript:alert(1) mailto:a@x.example", []),
        ("(https://x.example/?q=@a#b).", ["https://x.example/?q=@a#b"]),
    ],
)
def test_addresses_are_found(text: str, expected: list[str]) -> None:
    assert [span.value for span in spans(text) if span.kind == "address"] == expected


def test_a_text_becomes_paragraphs_with_links() -> None:
    shown = write("Hi @anna & @bob\n<b>\n\n\nbye", ANNA, BASE)
    assert shown == (
        '<p>Hi <span class="h-card" translate="no"><a href="https://alpha.example/@anna"'
        ' class="u-url mention" rel="nofollow noopener">@<span>anna</span></a></span> &amp; @bob'
        "<br>&lt;b&gt;</p><p>bye</p>"
    )


def test_an_address_cannot_break_out_of_its_link() -> None:
    shown = write('https://x.example/"onclick="x', {}, BASE)
    assert '"onclick' not in shown
    long = write("https://www.x.example/" + "a" * 60, {}, BASE)
    assert '<span class="invisible">https://www.</span><span class="ellipsis">x.example/' in long


def test_a_profile_text_links_addresses_only() -> None:
    shown = paragraphs("@anna #tag https://x.example")
    assert shown.startswith("<p>@anna #tag <a href=")


def test_addresses_and_domains_count_little() -> None:
    assert length("https://x.example/" + "a" * 200) == 23
    assert length("@anna@far.example hi") == len("@anna hi")
    assert length("plain") == 5


@pytest.mark.parametrize(
    "flood",
    [
        "@" * 100_000,
        "@a." * 30_000,
        "@a@" * 30_000,
        "@a@a-" * 20_000,
        "#" * 100_000,
        "#a·" * 30_000,
        "http://" * 15_000,
        "https://a/(" * 9_000,
        "https://a/( " * 9_000,
        "a.a@a." * 15_000,
    ],
)
def test_a_flood_costs_little(flood: str) -> None:
    before = time.process_time()
    spans(flood)
    assert time.process_time() - before < 0.4


@given(st.text(max_size=300))
def test_spans_never_overlap_and_lie_within_the_text(text: str) -> None:
    end = 0
    for span in spans(text):
        assert end <= span.start < span.end <= len(text)
        end = span.end


@given(st.text(alphabet=st.sampled_from('@#a.b-_:/hts1 (\n<"&'), max_size=120))
def test_what_is_written_holds_no_markup_of_the_writer(text: str) -> None:
    shown = write(text, ANNA, BASE)
    for piece in ("<p>", "</p>", "<br>", "</a>", "</span>"):
        shown = shown.replace(piece, "")  # type: ignore[assignment]
    while "<" in shown:
        start, stop = shown.index("<"), shown.index(">")
        assert shown[start : start + 3] in ("<a ", "<sp")
        shown = shown[:start] + shown[stop + 1 :]  # type: ignore[assignment]
