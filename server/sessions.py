"""Sessions: browsers that are logged in, and forms that only our own pages may send.

OAuth's pages and the other pages with a form enter here. Cookies are `HttpOnly`, `SameSite=Lax`
and, over TLS, `Secure` with the `__Host-` prefix, so that no neighbouring name can set them. A
login always opens a new session. Every form carries a token: before a login that of a cookie which
only this site can have set, after it that of the session; the Origin is checked besides.
"""

import hmac

from aiohttp import web

from models.actions import oauth
from models.errors import Forbidden
from models.home import Home
from models.ids import secret
from models.queries import tokens
from models.queries.tokens import SessionRow
from server.visitors import Visitors

_LONGEST = 128
_FORM_SECONDS = 3_600


class Sessions:
    """Reads and sets the cookies of one instance."""

    def __init__(self, home: Home, visitors: Visitors, *, is_secure: bool) -> None:
        self._home = home
        self._visitors = visitors
        self._is_secure = is_secure
        prefix = "__Host-" if is_secure else ""
        self._session_cookie = f"{prefix}hanse-session"
        self._form_cookie = f"{prefix}hanse-form"

    async def current(self, request: web.Request) -> SessionRow | None:
        """Return the session of this browser, or None."""
        opened = request.cookies.get(self._session_cookie, "")
        if not opened or len(opened) > _LONGEST:
            return None
        return await tokens.session(self._home, opened)

    async def begin(
        self, request: web.Request, response: web.StreamResponse, account_id: int
    ) -> None:
        """Log the browser in with a new session; one it had before ends."""
        await self._drop(request)
        agent = request.headers.get("User-Agent", "")
        opened = await oauth.open_session(self._home, account_id, agent)
        age = int(oauth.SESSION_LIFETIME.total_seconds())
        self._set(response, self._session_cookie, opened.secret, age)

    async def end(self, request: web.Request, response: web.StreamResponse) -> None:
        """Log the browser out."""
        await self._drop(request)
        response.del_cookie(
            self._session_cookie, secure=self._is_secure, httponly=True, samesite="Lax"
        )

    def form_token(self, request: web.Request) -> str:
        """Return the token for a form of a browser without a session; `keep_form` must follow."""
        known = request.cookies.get(self._form_cookie, "")
        return known if 20 <= len(known) <= _LONGEST and known.isascii() else secret()

    def keep_form(self, response: web.StreamResponse, token: str) -> None:
        """Set the cookie that makes `token` good."""
        self._set(response, self._form_cookie, token, _FORM_SECONDS)

    def is_form_ours(self, request: web.Request, token: str) -> bool:
        """Return whether a form without a session came from a page of ours."""
        known = request.cookies.get(self._form_cookie, "")
        return bool(known) and self._is_same(known, token) and self._is_our_origin(request)

    def check(self, request: web.Request, session: SessionRow, token: str) -> None:
        """Pass a form of a logged-in browser only when a page of ours made it.

        Errors:
            Forbidden: it carries no or a wrong token, or comes from another site.
        """
        if not self._is_same(session.csrf, token) or not self._is_our_origin(request):
            raise Forbidden("The form did not come from this site. Please open it again.")

    def _is_our_origin(self, request: web.Request) -> bool:
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return False
        origin = request.headers.get("Origin")
        return origin is None or origin == self._visitors.origin(request)

    def _is_same(self, expected: str, given: str) -> bool:
        return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))

    async def _drop(self, request: web.Request) -> None:
        former = request.cookies.get(self._session_cookie)
        if former:
            await oauth.close_session(former)

    def _set(self, response: web.StreamResponse, name: str, value: str, seconds: int) -> None:
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path="/",
            secure=self._is_secure,
            httponly=True,
            samesite="Lax",
        )
