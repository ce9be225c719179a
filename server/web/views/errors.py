"""The page for everything that went wrong."""

from typing import ClassVar

from server.web.views.page import PrivateView


class ErrorView(PrivateView, frozen=True, kw_only=True):
    """One refusal or fault, told in the page's own words, never in a peer's or an exception's."""

    template: ClassVar[str] = "error.html"

    code: int
    """The HTTP status."""
    incident: str | None = None
    """The number under which a 500 stands in the log."""
    retry_after_seconds: int | None = None

    @property
    def http_status(self) -> int:
        """The status this page is answered with."""
        return self.code
