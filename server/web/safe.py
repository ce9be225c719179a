"""The one type that may enter a page as markup.

Whoever holds sanitised HTML wraps it here, right after the sanitiser; whatever is not of this type
is escaped. A `SafeHtml` must never be made of what a person or a peer wrote and nobody cleaned.
"""


class SafeHtml(str):
    """HTML that the sanitiser let through; every string operation on it yields an unsafe `str`."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the markup itself, which is how templates know that it is not to be escaped."""
        return str(self)
