"""Sites: what each served host shows as its own name.

The instance's own domain shows the partner; a community's domain shows the community, whose name is
known once it was founded and is then adopted by whoever shows it first (`Pages.adopt`).
"""

from models.home import Home
from server.settings import Settings
from server.version import VERSION
from server.web.pages import Pages
from server.web.render import Renderer
from server.web.views import SiteView


def partner_site(settings: Settings, home: Home) -> SiteView:
    """Return the site of the instance itself."""
    name = settings.title or settings.domain
    may_ask = settings.registration.mode == "approval"
    return SiteView(
        title=name,
        domain=home.domain,
        kind="partner",
        partner_name=name,
        sign_in_url=None,
        registration_url="/register" if may_ask else None,
        source_url="/source",
        version=VERSION,
    )


def community_site(settings: Settings, domain: str, name: str) -> SiteView:
    """Return the site of a community that has a domain of its own."""
    return SiteView(
        title=name,
        domain=domain,
        kind="community",
        partner_name=settings.title or settings.domain,
        source_url="/source",
        version=VERSION,
    )


def open_pages(settings: Settings, home: Home) -> Pages:
    """Return the pages of all hosts that this instance serves."""
    sites = {
        domain: community_site(settings, domain, domain) for domain in settings.community_domains
    }
    sites[home.domain] = partner_site(settings, home)
    renderer = Renderer(home.clock, is_secure=settings.scheme == "https")
    return Pages(renderer, sites, home.domain)
