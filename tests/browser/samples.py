"""Every page once, filled as a real community would fill it."""

from msgspec import structs

from server.web.views import (
    CodeView,
    CommunityCard,
    CommunityView,
    ConsentView,
    ErrorView,
    FieldView,
    HomeView,
    LoginView,
    PageView,
    PartnerView,
    PendingView,
    ProfileView,
    RegistrationView,
    SafeHtml,
    SignInView,
    SiteView,
    TagView,
    ThreadView,
    TopicView,
    View,
)
from tests.browser.people import COMMUNITY, COMMUNITY_SITE, JANA, PARTNER_SITE, TOMASZ, ago
from tests.browser.posts import POSTS, QUESTION, REPLIES, UNBROKEN, WARNED

SIGN_IN = SignInView(action="/auth/sign_in", csrf_token="c5f", next_path="/")


def _error(code: int, **more: object) -> ErrorView:
    page = PageView(path="/nowhere?page=2", is_indexable=False)
    return ErrorView(page=page, code=code, **more)


PAGES: dict[str, tuple[View, SiteView]] = {
    "home": (
        HomeView(
            page=PageView(
                path="/",
                description="Die Instanz des Hafens Nordersand.",
                canonical_url="https://nordersand.example/",
                next_url="/?max_id=106",
                activity_url="https://nordersand.example/actor",
            ),
            description="Hier schreiben Menschen, die im Hafen arbeiten: Lotsinnen, Kranführer, "
            "Disponentinnen und das Team vom Leitstand.",
            communities=(COMMUNITY,),
            posts=POSTS,
            sign_in=SIGN_IN,
        ),
        PARTNER_SITE,
    ),
    "home-plain": (
        HomeView(page=PageView(path="/"), description="", communities=(COMMUNITY,), posts=()),
        PARTNER_SITE,
    ),
    "community": (
        CommunityView(
            page=PageView(
                path="/?max_id=9",
                description=COMMUNITY.purpose,
                canonical_url=COMMUNITY.url,
                activity_url="https://kaikante.example/group",
                image_url="https://kaikante.example/media/crane.jpg",
                image_description="Zwei Containerbrücken",
                next_url="/?max_id=104",
                previous_url="/?min_id=101",
            ),
            community=COMMUNITY,
            founded_at=ago(days=412),
            topics=tuple(
                TopicView(post=post, last_reply_at=ago(hours=0.6) if post.replies else None)
                for post in POSTS
            ),
        ),
        COMMUNITY_SITE,
    ),
    "community-wide": (
        CommunityView(
            page=PageView(path="/"),
            community=CommunityCard(
                name="Küstenverkehrsinformationsaustauschgemeinschaft",
                handle="kueste@" + "sehr-lang." * 9 + "example",
                url="https://kueste.example/",
                purpose="",
                partners=tuple(
                    PartnerView(
                        name=f"Partner Nummer {position + 1}",
                        domain=f"{position}." + "unterdomain." * 6 + "example",
                        url="https://p.example/",
                        position=position,
                    )
                    for position in range(14)
                ),
            ),
            founded_at=None,
            topics=(TopicView(post=UNBROKEN),),
        ),
        COMMUNITY_SITE,
    ),
    "community-new": (
        CommunityView(page=PageView(path="/"), community=COMMUNITY, founded_at=None, topics=()),
        COMMUNITY_SITE,
    ),
    "thread": (
        ThreadView(
            page=PageView(
                path="/@jana/101",
                title="Liegeplatz 4 ist ab Donnerstag wieder frei",
                kind="article",
                description="Liegeplatz 4 ist ab Donnerstag wieder frei, @tomasz.",
                published_at=QUESTION.published_at,
                creator_handle=JANA.handle,
                activity_url=QUESTION.activity_url,
            ),
            community=COMMUNITY,
            root=QUESTION,
            replies=REPLIES,
            focus_id="203",
            reply_count=len(REPLIES),
        ),
        COMMUNITY_SITE,
    ),
    "thread-lone": (
        ThreadView(page=PageView(path="/@m/103"), community=None, root=WARNED, replies=()),
        PARTNER_SITE,
    ),
    "thread-part": (
        ThreadView(
            page=PageView(
                path="/posts/101?page=2",
                next_url="/posts/101?page=3",
                previous_url="/posts/101?page=1",
            ),
            community=COMMUNITY,
            root=QUESTION,
            replies=(
                structs.replace(REPLIES[0], parent=None, parent_url=""),
                structs.replace(REPLIES[2], parent_url="/posts/104"),
            ),
            reply_count=240,
        ),
        COMMUNITY_SITE,
    ),
    "tag": (
        TagView(page=PageView(path="/tags/liegeplatz"), name="Liegeplatz", posts=POSTS),
        PARTNER_SITE,
    ),
    "tag-unused": (TagView(page=PageView(path="/tags/x"), name="x", posts=()), PARTNER_SITE),
    "profile": (
        ProfileView(
            page=PageView(path="/@jana", kind="profile", me_urls=("https://jana.example/",)),
            person=JANA,
            bio=SafeHtml(
                "<p>Disponentin am Leitstand. Schreibt über Liegeplätze, Schichten und den Nebel "
                "davor.</p>"
            ),
            posts=(POSTS[0], POSTS[2]),
            fields=(
                FieldView(
                    name="Website",
                    value=SafeHtml(
                        '<a href="https://jana.example/" rel="me nofollow noopener">'
                        "jana.example</a>"
                    ),
                    verified_at=ago(days=90),
                ),
                FieldView(name="Schicht", value=SafeHtml("Früh, meistens")),
            ),
            joined_at=ago(days=300),
            communities=(COMMUNITY,),
            post_count=1482,
            following_count=97,
            follower_count=2310,
            is_locked=True,
        ),
        PARTNER_SITE,
    ),
    "profile-new": (
        ProfileView(
            page=PageView(path="/@tomasz"),
            person=TOMASZ,
            bio=SafeHtml(""),
            posts=(),
            header_url="/media/crane.jpg",
        ),
        PARTNER_SITE,
    ),
    "login": (
        LoginView(
            page=PageView(path="/auth/sign_in?next=%2Fx", is_indexable=False),
            sign_in=SignInView(
                action="/auth/sign_in", csrf_token="c5f", login="jana", error="wrong"
            ),
            app_name="Lotse für Android",
        ),
        PARTNER_SITE,
    ),
    "consent": (
        ConsentView(
            page=PageView(path="/oauth/authorize?scope=read", is_indexable=False),
            action="/oauth/authorize",
            csrf_token="c5f",
            member=JANA,
            app_name="Lotse für Android",
            app_url="https://lotse.example/",
            return_host="lotse.example",
            scopes=("read", "write:statuses", "write:media", "follow", "push", "admin:read"),
            fields=(("client_id", "abc"), ("state", 'x"><script>')),
            switch_url="/auth/sign_in?force=true",
        ),
        PARTNER_SITE,
    ),
    "code": (
        CodeView(
            page=PageView(path="/oauth/code", is_indexable=False),
            app_name="toot",
            code="pK2r-Yw7NnB5sQ0vXj3fTd9hLc6mZa1e",
            lifetime_seconds=60,
        ),
        PARTNER_SITE,
    ),
    "registration": (
        RegistrationView(
            page=PageView(path="/auth/register"),
            action="/auth/register",
            csrf_token="c5f",
            rules=(
                "Wir reden miteinander, nicht übereinander.",
                "Preise und Verträge gehören nicht hierher.",
            ),
            password_minimum=12,
            username="jana petersen",
            email="jana@nordersand.example",
            errors=("username_invalid", "password_short", "agreement_missing"),
        ),
        PARTNER_SITE,
    ),
    "pending": (
        PendingView(
            page=PageView(path="/auth/pending"),
            username="jana",
            email="jana@nordersand.example",
        ),
        PARTNER_SITE,
    ),
    "error-404": (_error(404), PARTNER_SITE),
    "error-410": (_error(410), PARTNER_SITE),
    "error-401": (_error(401), PARTNER_SITE),
    "error-403": (_error(403), COMMUNITY_SITE),
    "error-422": (_error(422), PARTNER_SITE),
    "error-429": (_error(429, retry_after_seconds=300), PARTNER_SITE),
    "error-500": (_error(500, incident="7F3K-22QD"), PARTNER_SITE),
    "error-503": (_error(503, retry_after_seconds=30), COMMUNITY_SITE),
}
