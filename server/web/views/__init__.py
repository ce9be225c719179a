"""Views: frozen structs that say exactly what each template gets.

Handlers fill them from the database; a view holds plain values only: text, numbers, aware UTC
times, addresses, and `SafeHtml` where markup was cleaned. A view must never hold a table object,
or a template could query.
"""

from server.web.safe import SafeHtml
from server.web.views.errors import ErrorView
from server.web.views.forms import (
    CodeView,
    ConsentView,
    LoginView,
    PendingView,
    RegistrationView,
    SignInView,
)
from server.web.views.page import PageView, SiteView, View
from server.web.views.people import FieldView, PartnerView, PersonView
from server.web.views.places import (
    CommunityCard,
    CommunityView,
    HomeView,
    ProfileView,
    ReplyView,
    TagView,
    ThreadView,
    TopicView,
)
from server.web.views.posts import MediaView, PollOptionView, PollView, PostView

__all__ = [
    "CodeView",
    "CommunityCard",
    "CommunityView",
    "ConsentView",
    "ErrorView",
    "FieldView",
    "HomeView",
    "LoginView",
    "MediaView",
    "PageView",
    "PartnerView",
    "PendingView",
    "PersonView",
    "PollOptionView",
    "PollView",
    "PostView",
    "ProfileView",
    "RegistrationView",
    "ReplyView",
    "SafeHtml",
    "SignInView",
    "SiteView",
    "TagView",
    "ThreadView",
    "TopicView",
    "View",
]
