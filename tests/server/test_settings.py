"""Every wrong setting is reported at once, with its place, and nothing wrong gets through."""

import os
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st

from federation.settings import FederationSettings
from server.settings import SettingProblem, Settings, SettingsInvalid, catalogue, load, reference
from server.settings.file import scan_lines

SECRET = "9f1c2ba07d3e4f5a6b7c8d9eaf0b1c2d3e4f5061728394a5b6c7d8e9f0a1b2c3"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def writer(text: str, name: str = "hanse.toml") -> Path:
        (tmp_path / "data").mkdir(exist_ok=True)
        secret = tmp_path / "data" / "secret"
        secret.write_text(SECRET)
        secret.chmod(0o600)
        path = tmp_path / name
        path.write_text(text)
        path.chmod(0o600)
        return path

    return writer


def problems(path: Path, environ: Mapping[str, str] | None = None) -> dict[str, SettingProblem]:
    with pytest.raises(SettingsInvalid) as caught:
        load(path, environ or {})
    return {problem.key: problem for problem in caught.value.problems}


def only(path: Path, environ: Mapping[str, str] | None = None) -> SettingProblem:
    (problem,) = problems(path, environ).values()
    return problem


def test_a_domain_is_enough(write: Write, tmp_path: Path) -> None:
    settings = load(write('domain = "social.hafen.org"'), {})
    assert settings.base_url == "https://social.hafen.org"
    assert settings.hosts == {"social.hafen.org"}
    assert settings.data_path == tmp_path / "data"
    assert settings.federation == FederationSettings()
    assert settings.test is None
    assert settings.test_mode.private_addresses is False


def test_test_mode_changes_scheme_and_allows_ports(write: Write) -> None:
    text = """
        domain = "alpha.localhost:8400"
        community_domains = ["commons.localhost:8400"]
        [test]
        plain_http = true
        resolver = { "alpha.localhost" = "127.0.0.1" }
    """
    settings = load(write(text), {})
    assert settings.base_url == "http://alpha.localhost:8400"
    assert settings.hosts == {"alpha.localhost:8400", "commons.localhost:8400"}


def test_all_mistakes_are_reported_at_once_with_line_value_and_remedy(write: Write) -> None:
    text = "\n".join(
        [
            "titel = 'Port of Alpha'",
            "bind = 8080",
            "[limits]",
            "post_length = 3",
            "[registration]",
            "mode = 'open'",
            "[federation]",
            "request_seconds = -1",
        ]
    )
    found = problems(write(text))
    places = {key: problem.where.rpartition("hanse.toml")[2] for key, problem in found.items()}
    assert places == {
        "domain": "",
        "titel": ":1",
        "bind": ":2",
        "limits.post_length": ":4",
        "registration.mode": ":6",
        "federation.request_seconds": ":8",
    }
    assert found["titel"].remedy == "Did you mean title?"
    assert found["bind"].value == "8080"
    assert '"approval", "closed"' in found["registration.mode"].remedy
    assert "at least 500" in found["limits.post_length"].remedy
    assert all(problem.message and problem.remedy for problem in found.values())


def test_what_is_misspelt_hides_no_value_that_is_wrong(write: Write) -> None:
    text = 'domain = "https://hafen.org/"\ncolour = 1\nbind = "x"\ndata_dri = "elsewhere"\n'
    found = problems(write(text + 'title = 3\n[database]\nurl = "mysql://x"\n'))
    assert set(found) == {"domain", "colour", "bind", "data_dri", "title", "database.url"}


def test_a_missing_domain_is_said_once(write: Write) -> None:
    assert only(write("")).message == "this setting is missing"


def test_a_setting_in_the_wrong_section_is_led_home(write: Write) -> None:
    problem = only(write('domain = "a.hafen.org"\n[tls]\npost_length = 600'))
    assert problem.remedy == "Did you mean limits.post_length?"


def test_a_section_written_as_a_value_says_how_to_write_it(write: Write) -> None:
    problem = only(write('domain = "a.hafen.org"\ntls = "cert.pem"'))
    assert "[tls]" in problem.remedy


def test_the_environment_wins_over_the_file(write: Write) -> None:
    path = write('domain = "a.hafen.org"\ntitle = "File"\n[federation]\nredirects = 2')
    environ = {
        "HANSE_TITLE": "Environment",
        "HANSE_FEDERATION__REDIRECTS": "0",
        "HANSE_FEDERATION__REQUEST_SECONDS": "7.5",
        "HANSE_LANGUAGES": "de, nds",
        "HANSE_CONFIG": "elsewhere.toml",
        "HOME": "/nowhere",
    }
    settings = load(path, environ)
    assert settings.title == "Environment"
    assert settings.federation.redirects == 0
    assert settings.federation.request_seconds == 7.5
    assert settings.languages == ["de", "nds"]


def test_test_mode_can_come_from_the_environment(write: Write) -> None:
    environ = {
        "HANSE_TEST__PLAIN_HTTP": "yes",
        "HANSE_TEST__RESOLVER": '{"a.test": "127.0.0.1"}',
    }
    settings = load(write('domain = "a.test"'), environ)
    assert settings.test_mode.resolver == {"a.test": "127.0.0.1"}
    assert settings.base_url == "http://a.test"


def test_unknown_and_wrong_variables_are_named(write: Write) -> None:
    environ = {"HANSE_TITEL": "x", "HANSE_LIMITS__POST_LENGTH": "many"}
    found = problems(write('domain = "a.hafen.org"'), environ)
    assert found["titel"].where == "environment HANSE_TITEL"
    assert found["limits.post_length"].where == "environment HANSE_LIMITS__POST_LENGTH"


def test_a_secret_can_come_from_a_file_and_never_appears(write: Write, tmp_path: Path) -> None:
    path = write('domain = "a.hafen.org"')
    secret = tmp_path / "url"
    secret.write_text("postgres://hanse:h4rd-T0-guess@db/hanse\n")
    settings = load(path, {"HANSE_DATABASE__URL_FILE": str(secret)})
    assert settings.database.url == "postgres://hanse:h4rd-T0-guess@db/hanse"
    secret.write_text("mysql://hanse:h4rd-T0-guess@db/hanse\n")
    problem = only(path, {"HANSE_DATABASE__URL_FILE": str(secret)})
    assert "h4rd" not in str(problem)
    missing = only(path, {"HANSE_DATABASE__URL_FILE": str(tmp_path / "absent")})
    assert "cannot be read" in missing.message


@pytest.mark.parametrize(
    "text",
    [
        'domain = "unfinished',
        'domain = "a.hafen.org"\ndomain = "b.hafen.org"',
        "domain = a.hafen.org",
    ],
)
def test_broken_toml_names_the_line(write: Write, text: str) -> None:
    assert only(write(text)).where.rpartition(":")[2] in {"1", "2"}


def test_a_file_that_is_absent_or_not_text_says_so(write: Write, tmp_path: Path) -> None:
    assert "hanse init" in only(tmp_path / "absent.toml").remedy
    path = write("")
    path.write_bytes(b'domain = "a"\ntitle = "\xff"')
    assert only(path).where.endswith(":2")
    path.write_bytes(b"#" * 1_100_000)
    assert "larger" in only(path).message


@pytest.mark.parametrize(
    ("domain", "hint"),
    [
        ("https://a.hafen.org", "without https://"),
        ("a.hafen.org/", "without https://"),
        ("me@a.hafen.org", "without https://"),
        ("A.hafen.org", "DNS"),
        ("häfen.de", "DNS"),
        ("hafen", "DNS"),
        ("-a.hafen.org", "DNS"),
        ("a..hafen.org", "DNS"),
        ("a.hafen.org:8400", "443"),
        ("alpha.localhost", "[test]"),
        ("192.0.2.1", "[test]"),
        ("", "without https://"),
    ],
)
def test_a_domain_that_cannot_be_is_refused(write: Write, domain: str, hint: str) -> None:
    problem = only(write(f'domain = "{domain}"'))
    assert problem.key == "domain"
    assert hint in problem.remedy


def test_a_name_with_umlauts_is_shown_as_dns_writes_it(write: Write) -> None:
    assert "xn--hfen-loa.de" in only(write('domain = "häfen.de"')).message


@pytest.mark.parametrize("name", ["social.hafen.org", "8.8.8.8", "hafen.localhost.org"])
def test_test_mode_refuses_a_public_domain(write: Write, name: str) -> None:
    problem = only(write(f'domain = "{name}"\n[test]'))
    assert "test mode" in problem.message
    second = only(write(f'domain = "a.test"\ncommunity_domains = ["{name}"]\n[test]'))
    assert second.key == "community_domains"


def test_test_mode_maps_only_test_names_to_addresses(write: Write) -> None:
    text = 'domain = "a.test"\n[test.resolver]\n"a.test" = "here"\n"mastodon.social" = "127.0.0.1"'
    with pytest.raises(SettingsInvalid) as caught:
        load(write(text), {})
    assert [problem.value for problem in caught.value.problems] == [
        "a.test=here",
        "mastodon.social",
    ]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('community_domains = ["a.hafen.org"]', "community_domains"),
        ('community_domains = ["c.hafen.org", "c.hafen.org"]', "community_domains"),
        ('bind = "8080"', "bind"),
        ('bind = "127.0.0.1:99999"', "bind"),
        ('bind = "unix:relative.sock"', "bind"),
        ('bind = "0.0.0.0:8080"', "bind"),
        ('trusted_proxies = ["10.0.0.1/8"]', "trusted_proxies"),
        ('trusted_proxies = ["0.0.0.0/0"]', "trusted_proxies"),
        ('languages = ["Deutsch"]', "languages"),
        ("languages = []", "languages"),
        ('[database]\nurl = "mysql://x/y"', "database.url"),
        ('[database]\nurl = "postgres://hanse:changeme@db/hanse"', "database.url"),
        ("[database]\npool_size = 0", "database.pool_size"),
        ("[federation]\nrequest_seconds = inf", "federation.request_seconds"),
        ("[federation]\nrequest_seconds = nan", "federation.request_seconds"),
        ("[limits]\nbody_seconds = true", "limits.body_seconds"),
        ('[metrics]\naccess = "token"', "metrics.token_file"),
        ('[tls]\ncertificate = "cert.pem"', "tls.key"),
        ('secret_file = "absent"', "secret_file"),
        ('data_dir = "absent"', "data_dir"),
        ('data_dir = "hanse.toml"', "data_dir"),
    ],
)
def test_settings_that_do_not_fit_are_refused(write: Write, line: str, key: str) -> None:
    assert key in problems(write(f'domain = "a.hafen.org"\n{line}'))


@pytest.mark.parametrize(
    "line",
    [
        'bind = "[::1]:8080"',
        'bind = "unix:/run/hanse.sock"',
        'bind = "0.0.0.0:8080"\ntrusted_proxies = ["10.0.0.0/8"]',
        'languages = ["pt-BR", "nds"]',
        '[database]\nurl = "postgres://hanse@%2Frun%2Fpostgresql/hanse"',
        "[federation]\nredirects = 0\nrequest_seconds = 20",
    ],
)
def test_settings_that_fit_are_accepted(write: Write, line: str) -> None:
    assert load(write(f'domain = "a.hafen.org"\n{line}'), {}).domain == "a.hafen.org"


@pytest.mark.parametrize("content", ["short", "change-me-" * 5, "a" * 64, ""])
def test_weak_and_sample_secrets_are_refused(write: Write, tmp_path: Path, content: str) -> None:
    path = write('domain = "a.hafen.org"')
    (tmp_path / "data" / "secret").write_text(content)
    problem = only(path)
    assert problem.key == "secret_file"
    assert not content or content not in str(problem)


def test_secrets_that_others_can_read_are_refused(write: Write, tmp_path: Path) -> None:
    path = write('domain = "a.hafen.org"\n[database]\nurl = "postgres://h:r4nd0m-e@db/h"')
    assert load(path, {}).database.url
    (tmp_path / "data" / "secret").chmod(0o644)
    path.chmod(0o604)
    found = problems(path)
    assert found.keys() == {"secret_file", "database.url"}
    assert "chmod" in found["secret_file"].remedy
    assert "r4nd0m" not in str(found["database.url"])


def test_certificate_and_key_must_be_one_pair(write: Write, tmp_path: Path) -> None:
    authority = trustme.CA()
    for name in ("one", "two"):
        issued = authority.issue_cert(f"{name}.hafen.org")
        issued.private_key_pem.write_to_path(tmp_path / f"{name}.key")
        issued.cert_chain_pems[0].write_to_path(tmp_path / f"{name}.pem")
        (tmp_path / f"{name}.key").chmod(0o600)
    text = 'domain = "one.hafen.org"\n[tls]\ncertificate = "{}"\nkey = "{}"'
    settings = load(write(text.format("one.pem", "one.key")), {})
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
        settings.tls.certificate, settings.tls.key
    )
    assert "do not fit" in only(write(text.format("one.pem", "two.key"))).message
    assert "do not fit" in only(write(text.format("hanse.toml", "one.key"))).message
    assert problems(write(text.format("no.pem", "no.key"))).keys() == {
        "tls.certificate",
        "tls.key",
    }
    (tmp_path / "one.key").chmod(0o644)
    assert "every user" in only(write(text.format("one.pem", "one.key"))).message


def test_the_ca_file_of_test_mode_must_hold_a_certificate(write: Write) -> None:
    text = 'domain = "a.test"\n[test]\nca_file = "hanse.toml"'
    assert only(write(text)).key == "test.ca_file"


def test_paths_start_at_the_file_and_not_at_the_working_directory(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write('domain = "a.hafen.org"')
    monkeypatch.chdir(tmp_path)
    assert load(Path(os.path.relpath(path)), {}).data_dir == str(tmp_path / "data")


def test_the_line_scan_is_not_misled_by_strings_and_lists() -> None:
    text = "\n".join(
        [
            '"domain" = "x" # [not.a.section]',
            'title = """',
            "bind = not a key",
            '"""',
            "languages = [",
            '  "key = value", # [tls]',
            "]",
            "[ tls ] # comment",
            "key = '['",
            "certificate='c'",
            "[test.resolver]",
            '"a.test" = "1"',
            "limits.post_length = 1",
        ]
    )
    assert scan_lines(text) == {
        "domain": 1,
        "title": 2,
        "languages": 5,
        "tls": 8,
        "tls.key": 9,
        "tls.certificate": 10,
        "test.resolver": 11,
        "test.resolver.a.test": 12,
        "test.resolver.limits.post_length": 13,
    }


@settings(deadline=None)
@given(st.text(max_size=300))
def test_the_line_scan_survives_any_text(text: str) -> None:
    assert all(line >= 1 for line in scan_lines(text).values())


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(catalogue.known_keys())), st.text(max_size=40)))
def test_any_environment_gives_settings_or_problems_and_nothing_else(
    values: dict[str, str],
) -> None:
    environ = {f"HANSE_{key.upper().replace('.', '__')}": value for key, value in values.items()}
    with pytest.raises(SettingsInvalid) as caught:
        load(Path("/dev/null"), environ)
    assert caught.value.problems


def test_every_setting_has_a_docstring_and_a_place_in_the_written_file(write: Write) -> None:
    text = reference.toml({"domain": "a.hafen.org"})
    for entry in catalogue.entries():
        assert entry.doc, entry.key
        assert f"{entry.key.rpartition('.')[2]} = " in text
    assert load(write(text), {}) == load(write('domain = "a.hafen.org"'), {})


def test_every_default_written_as_toml_is_read_back_as_itself(write: Write) -> None:
    chosen = {
        entry.key: "a.test" if entry.required else entry.default for entry in catalogue.entries()
    }
    settings = load(write(reference.toml(chosen)), {})
    again = load(write('domain = "a.test"\n[test]'), {})
    assert settings == again
    assert isinstance(settings, Settings)
