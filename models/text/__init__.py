"""Text: what people typed becomes safe HTML, what strangers sent is made safe.

Three doors: `sanitise` for HTML from elsewhere, `write` for what a member typed, `excerpt` for a
plain sentence of either. Only what left by one of the first two may be called `SafeHTML`. Every
function takes time linear in its input, or cuts the input first.
"""

from models.text.excerpt import excerpt
from models.text.finding import Handle, Span, handles, spans, tags
from models.text.plain import tidy
from models.text.sanitising import SafeHTML, sanitise
from models.text.writing import Mentioned, length, paragraphs, write

__all__ = (
    "Handle",
    "Mentioned",
    "SafeHTML",
    "Span",
    "excerpt",
    "handles",
    "length",
    "paragraphs",
    "sanitise",
    "spans",
    "tags",
    "tidy",
    "write",
)
