"""Tests of federation.origin."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import Rejected
from federation.origin import IdRules, Origin, canonical_host, is_local, origin_of, same_origin
from federation.settings import FederationSettings, TestMode

STRICT = IdRules()


def test_origin_is_scheme_host_and_port() -> None:
    assert origin_of("https://a.example/users/x#key") == Origin("https", "a.example", 443)
    assert str(origin_of("http://a.example:8400/x")) == "http://a.example:8400"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://A.Example/x", "https://a.example/y"),
        ("HTTPS://a.example", "https://a.example/"),
        ("https://a.example:443/x", "https://a.example/x"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://BÜCHER.example/", "https://bücher.example/"),
        ("https://a。example/", "https://a.example/"),
        ("http://[0:0::1]:80/", "http://[::1]/"),
    ],
)
def test_two_spellings_of_one_origin_are_the_same(one: str, other: str) -> None:
    assert same_origin(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/", "http://a.example/"),
        ("https://a.example/", "https://a.example:8443/"),
        ("https://a.example/", "https://b.a.example/"),
        ("https://a.example/", "https://a.example.evil/"),
        ("https://а.example/", "https://a.example/"),
        ("nonsense", "nonsense"),
        ("acct:a@b", "acct:a@b"),
    ],
)
def test_different_or_missing_origins_are_never_the_same(one: str, other: str) -> None:
    assert not same_origin(one, other)


def test_our_own_hosts_are_known_by_authority_and_whatever_scheme() -> None:
    hosts = {"a.example", "b.localhost:8400"}
    assert is_local("https://A.example/x", hosts)
    assert is_local("http://b.localhost:8400/x", hosts)
    assert not is_local("http://b.localhost:8401/x", hosts)
    assert not is_local("https://c.example/a.example", hosts)
    assert not is_local("not a uri", hosts)


def test_canonical_id_changes_scheme_and_host_only() -> None:
    assert STRICT.check("HTTPS://A.Example/Users/X?q=A#F") == "https://a.example/Users/X?q=A#F"


def test_test_mode_permits_http_ports_and_addresses() -> None:
    loose = IdRules.of(FederationSettings(), TestMode(plain_http=True, private_addresses=True))
    assert loose.check("http://127.0.0.1:8401/x") == "http://127.0.0.1:8401/x"
    assert loose.check("http://a.localhost:8400/x") == "http://a.localhost:8400/x"


def test_private_addresses_alone_do_not_permit_plain_http() -> None:
    rules = IdRules.of(FederationSettings(), TestMode(private_addresses=True))
    assert rules.check("https://a.localhost:8400/x")
    with pytest.raises(Rejected):
        rules.check("http://a.localhost:8400/x")


@given(st.text(max_size=80))
def test_no_host_text_makes_anything_but_a_refusal(text: str) -> None:
    with suppress(Rejected):
        host = canonical_host(text)
        assert canonical_host(host) == host


@given(st.text(alphabet="htps:/.@#?%[]\\a1é\t ", max_size=40))
def test_checked_ids_are_stable_under_a_second_check(text: str) -> None:
    with suppress(Rejected):
        checked = STRICT.check(f"https://{text}")
        assert STRICT.check(checked) == checked
        assert "@" not in origin_of(checked).host
