"""What comes out of the renderer: the right head, and never anybody else's markup."""

import re
from html.parser import HTMLParser

import msgspec
import pytest
from jinja2 import UndefinedError

from models.ports import SystemClock
from server.web.assets import Assets, static_directory
from server.web.languages import LANGUAGES
from server.web.policy import content_security_policy
from server.web.render import TEMPLATES, Renderer
from server.web.scopes import SCOPES
from server.web.views import ConsentView, PageView, SafeHtml
from tests.browser.people import COMMUNITY_SITE, JANA, PARTNER_SITE
from tests.browser.samples import PAGES

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&lt;"
RENDERER = Renderer(SystemClock(), media_origins=("https://media.example",))
VOID_RISKS = {"script", "style", "iframe", "object", "embed", "base"}


class Elements(HTMLParser):
    """Collects every element and attribute of a page."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def named(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def _poison(value):
    """Return the same view with hostile text in place of every plain text."""
    if isinstance(value, SafeHtml) or not isinstance(value, str | tuple | msgspec.Struct):
        return value
    if isinstance(value, str):
        return value + HOSTILE
    if isinstance(value, tuple):
        return tuple(_poison(each) for each in value)
    # These choose a branch of a template and are never a stranger's words.
    chosen = {"kind", "error", "errors", "scopes"}
    fields = {
        name: getattr(value, name) if name in chosen else _poison(getattr(value, name))
        for name in value.__struct_fields__
    }
    return type(value)(**fields)


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_in_every_field_of_a_page_stays_text(name):
    view, site = PAGES[name]
    page = Elements(RENDERER.render(_poison(view), _poison(site)).body)
    honest = Elements(RENDERER.render(view, site).body)
    assert not VOID_RISKS & {tag for tag, _ in page.found}
    for tag, attributes in page.found:
        assert not [key for key in attributes if key.startswith("on") or key == "style"], tag
        for key in ("href", "src", "action"):
            assert not (attributes.get(key) or "").lower().startswith(("javascript", "data"))
    assert len(page.named("img")) <= len(honest.named("img"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_page_has_one_heading_one_main_part_and_says_its_language(name, language):
    view, site = PAGES[name]
    rendered = RENDERER.render(view, site, language)
    page = Elements(rendered.body)
    assert len(page.named("h1")) == len(page.named("main")) == 1
    assert page.named("html")[0]["lang"] == rendered.headers["Content-Language"] == language
    identities = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(identities) == len(set(identities))


def test_status_of_an_error_page_is_the_error():
    assert {name: RENDERER.render(*PAGES[name]).status for name in PAGES if "error" in name} == {
        name: int(name.removeprefix("error-")) for name in PAGES if "error" in name
    }
    assert RENDERER.render(*PAGES["thread"]).status == 200


def test_incident_number_and_waiting_time_are_shown():
    assert b"7F3K-22QD" in RENDERER.render(*PAGES["error-500"]).body
    assert b"5 minutes" in RENDERER.render(*PAGES["error-429"]).body


def test_head_leads_machines_to_the_same_thing():
    page = Elements(RENDERER.render(*PAGES["thread"]).body)
    links = {(each["rel"], each.get("type")): each["href"] for each in page.named("link")}
    properties = {each.get("property"): each.get("content") for each in page.named("meta")}
    assert links["alternate", "application/activity+json"].endswith("/posts/101")
    assert properties["og:title"] == "Liegeplatz 4 ist ab Donnerstag wieder frei"
    assert properties["og:type"] == "article"
    assert {"name": "fediverse:creator", "content": f"@{JANA.handle}"} in page.named("meta")


def test_verified_addresses_of_a_profile_are_linked_as_its_own():
    page = Elements(RENDERER.render(*PAGES["profile"]).body)
    assert "https://jana.example/" in [
        each["href"] for each in page.named("link") if each["rel"] == "me"
    ]


def test_language_of_each_post_is_marked():
    page = Elements(RENDERER.render(*PAGES["thread"]).body)
    languages = [each.get("lang") for each in page.named("div") if "prose" in each["class"]]
    assert languages == ["de", "de", "de", "de", "en", "en", "de"]


def test_a_thousand_replies_each_answering_the_last_are_no_thousand_nested_calls():
    view, site = PAGES["thread"]
    chain = tuple(
        msgspec.structs.replace(
            view.replies[0],
            depth=depth,
            post=msgspec.structs.replace(view.replies[0].post, id=str(depth)),
        )
        for depth in range(1, 2001)
    )
    body = RENDERER.render(msgspec.structs.replace(view, replies=chain), site).body
    assert body.count(b"<article") == 2001


def test_media_of_a_sensitive_post_are_covered():
    page = RENDERER.render(*PAGES["home"]).body.decode()
    assert page.index("Sensitive media") < page.index("<video")
    assert page.rindex("<details", 0, page.index("<video")) > page.rindex(
        "</details>", 0, page.index("<video")
    )


def test_policy_allows_no_script_and_no_inline_style_anywhere():
    for view, site in PAGES.values():
        policy = RENDERER.render(view, site).headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'")
        assert "script" not in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert ("form-action" in policy) is not view.form_leaves
        assert "img-src 'self' https://media.example;" in policy


def test_plain_http_is_not_told_to_upgrade():
    assert "upgrade" not in content_security_policy(is_secure=False)
    assert "upgrade" in content_security_policy()


def test_pages_with_a_token_are_kept_by_no_cache():
    for name, (view, site) in PAGES.items():
        headers = RENDERER.render(view, site).headers
        if b'name="csrf_token"' in RENDERER.render(view, site).body:
            assert headers["Cache-Control"] == "no-store", name


def test_a_scope_that_nobody_explained_never_reaches_the_consent_page():
    view, site = PAGES["consent"]
    assert isinstance(view, ConsentView)
    with pytest.raises(UndefinedError):
        RENDERER.render(msgspec.structs.replace(view, scopes=("write:everything",)), site)
    every = msgspec.structs.replace(view, scopes=tuple(SCOPES))
    assert RENDERER.render(every, site, "de").status == 200


def test_only_cleaned_markup_enters_a_page_raw():
    assert SafeHtml("<p>x</p>").__html__() == "<p>x</p>"
    for operation in (SafeHtml("<b>") + "<i>", SafeHtml("<b>").lower(), SafeHtml("<b>")[0:]):
        assert not hasattr(operation, "__html__")
    for template in TEMPLATES.rglob("*.html"):
        source = template.read_text()
        assert not re.search(r"\|\s*safe\b|autoescape|style=|<script|\son\w+=", source), template


def test_every_static_address_changes_with_its_content(tmp_path):
    (tmp_path / "a.css").write_text("a{}")
    before = Assets(tmp_path).url("a.css")
    (tmp_path / "a.css").write_text("b{}")
    assert Assets(tmp_path).url("a.css") != before
    assert (static_directory() / "css/hanse.css").is_file()


def test_warming_compiles_every_template():
    RENDERER.warm()


def test_community_page_names_partners_in_alphabetical_order_and_equally():
    view, _ = PAGES["community"]
    body = RENDERER.render(view, COMMUNITY_SITE).body.decode()
    section = body[body.index('<ul class="partners">') :]
    section = section[: section.index("</ul>")]
    names = re.findall(r"<bdi>(.*?)</bdi>", section)
    assert names == sorted(partner.name for partner in view.community.partners)
    assert len(set(re.findall(r"<li[^>]*>", section))) == 1


def test_site_without_sign_in_shows_no_account_links():
    view, _ = PAGES["error-404"]
    assert b"/auth/" in RENDERER.render(view, PARTNER_SITE).body
    bare = msgspec.structs.replace(PARTNER_SITE, sign_in_url=None, registration_url=None)
    page = msgspec.structs.replace(view, page=PageView(path="/x"))
    assert b"/auth/" not in RENDERER.render(page, bare).body
