"""The people and partners of the sample pages: a joint venture of ports, rail and a university."""

from datetime import UTC, datetime, timedelta

from server.web.views import CommunityCard, PartnerView, PersonView, SiteView

NOW = datetime(2026, 10, 14, 12, 0, tzinfo=UTC)


def ago(**length: float) -> datetime:
    """Return a moment before the samples' present."""
    return NOW - timedelta(**length)


NORDERSAND = PartnerView(
    name="Hafen Nordersand",
    domain="nordersand.example",
    url="https://nordersand.example/",
    position=0,
    is_host=True,
)
BALTRAIL = PartnerView(
    name="Baltrail Cargo", domain="baltrail.example", url="https://baltrail.example/", position=1
)
WISMARBUCHT = PartnerView(
    name="Hochschule Wismarbucht – Institut für Seeverkehrswirtschaft",
    domain="hs-wismarbucht.example",
    url="https://hs-wismarbucht.example/",
    position=2,
)
SKAGEN = PartnerView(
    name="Skagen Terminal", domain="skagen.example", url="https://skagen.example/", position=3
)
PARTNERS = (NORDERSAND, BALTRAIL, WISMARBUCHT, SKAGEN)

COMMUNITY = CommunityCard(
    name="Offene Kaikante",
    handle="kaikante@kaikante.example",
    url="https://kaikante.example/",
    purpose="Zwei Häfen, eine Güterbahn und eine Hochschule teilen, wann wo Platz ist, damit "
    "Schiffe und Züge nicht mehr aufeinander warten.",
    partners=PARTNERS,
    members=1284,
)

JANA = PersonView(
    name="Jana Petersen",
    handle="jana@nordersand.example",
    url="https://nordersand.example/@jana",
    partner=NORDERSAND,
)
TOMASZ = PersonView(
    name="Tomasz Wójcik",
    handle="tomasz@baltrail.example",
    url="https://baltrail.example/@tomasz",
    avatar_url="/media/tomasz.jpg",
    partner=BALTRAIL,
)
MEHRDAD = PersonView(
    name="Prof. Dr. Mehrdad von Achterberg-Lindenschmidt",
    handle="m.achterberg_lindenschmidt@hs-wismarbucht.example",
    url="https://hs-wismarbucht.example/@m.achterberg_lindenschmidt",
    partner=WISMARBUCHT,
)
SIGNE = PersonView(
    name="Signe Holm",
    handle="signe@skagen.example",
    url="https://skagen.example/@signe",
    partner=SKAGEN,
)
GUEST = PersonView(
    name="שירה 🚢 Levi", handle="shira@elsewhere.example", url="https://elsewhere.example/@shira"
)
TIDES = PersonView(
    name="Pegel Nordersand",
    handle="pegel@nordersand.example",
    url="https://nordersand.example/@pegel",
    partner=NORDERSAND,
    kind="bot",
)

PARTNER_SITE = SiteView(
    title="Hafen Nordersand",
    domain="nordersand.example",
    kind="partner",
    partner_name="Hafen Nordersand",
    sign_in_url="/auth/sign_in",
    registration_url="/auth/register",
    source_url="https://source.example/hanse",
)
COMMUNITY_SITE = SiteView(
    title="Offene Kaikante",
    domain="kaikante.example",
    kind="community",
    partner_name="Hafen Nordersand",
    source_url="https://source.example/hanse",
)
