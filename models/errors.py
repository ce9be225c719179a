"""Problems: every refusal that a person or a client is told about.

An action raises a `Problem`; only the two error doors (`server/middleware/errors.py` and
`server/worker.py`) catch it. `public` is a sentence that may be shown to anybody, `detail` goes to
the log only, so that an answer never leaks what the reader may not know.
"""

from typing import ClassVar


class Problem(Exception):
    """A refusal with a stable snake_case `code`, a `public` sentence and an internal `detail`."""

    status: ClassVar[int] = 500

    def __init__(self, code: str, public: str, detail: str | None = None) -> None:
        super().__init__(f"{code}: {detail or public}")
        self.code = code
        self.public = public
        self.detail = detail


class NotFound(Problem):
    """Absent, or not for this reader: both look the same from outside."""

    status = 404

    def __init__(self, detail: str | None = None, code: str = "not_found") -> None:
        super().__init__(code, "Record not found", detail)


class Gone(Problem):
    """Was here and was deleted by its owner."""

    status = 410

    def __init__(self, detail: str | None = None) -> None:
        super().__init__("gone", "This was deleted", detail)


class Unauthenticated(Problem):
    """No login, or one that counts no longer."""

    status = 401

    def __init__(self, detail: str | None = None) -> None:
        super().__init__("unauthenticated", "The access token is invalid", detail)


class Forbidden(Problem):
    """Known, but not allowed to do this."""

    status = 403

    def __init__(
        self, public: str = "This action is not allowed", detail: str | None = None
    ) -> None:
        super().__init__("forbidden", public, detail)


class Invalid(Problem):
    """Input that cannot be accepted; `fields` maps a field to (ERR_CODE, sentence) pairs."""

    status = 422

    def __init__(
        self,
        public: str,
        fields: dict[str, list[tuple[str, str]]] | None = None,
        detail: str | None = None,
    ) -> None:
        super().__init__("invalid", public, detail)
        self.fields = fields or {}


class Malformed(Problem):
    """A request that cannot be read at all."""

    status = 400

    def __init__(self, public: str, detail: str | None = None) -> None:
        super().__init__("malformed", public, detail)


class Conflict(Problem):
    """Two wishes that exclude each other; the first one stands."""

    status = 409

    def __init__(self, public: str, detail: str | None = None) -> None:
        super().__init__("conflict", public, detail)


class TooMany(Problem):
    """A limit of the limits table was reached; try again after `retry_after_seconds`."""

    status = 429

    def __init__(self, retry_after_seconds: float, detail: str | None = None) -> None:
        super().__init__("too_many", "Too many requests", detail)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(Problem):
    """A passing fault on our side: nothing was stored, the same request may work later."""

    status = 503

    def __init__(self, public: str = "Please try again later", detail: str | None = None) -> None:
        super().__init__("unavailable", public, detail)
