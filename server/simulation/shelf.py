"""Shelf: the contents to which entries commit, as long as anybody may still have them.

What a decision says about a person never enters the record: there is only a salted fingerprint of
it, and the content travels apart. What is erased is gone from here; its text is remembered only to
look for traces of it in what remains.
"""

import hashlib

from msgspec import Struct

from models.rules.verifying import bundle


class Erased(Struct, frozen=True, kw_only=True):
    """Something that was to be forgotten."""

    id: str
    text: bytes


class Shelf:
    """Contents by commitment, each with its salt in front."""

    def __init__(self, seed: int) -> None:
        self.contents: dict[str, bytes] = {}
        self.erased: list[Erased] = []
        self.false: dict[str, bytes] = {}
        """What a liar gives out for a content, and does not fit its commitment."""
        self._seed = seed
        self._count = 0

    def lay(self, about: str) -> str:
        """Lay down a text that nobody else would write; return the commitment to it."""
        self._count += 1
        salt = hashlib.sha256(f"salt {self._seed} {self._count}".encode()).digest()
        content = salt + f"{about} {self._seed}".encode().ljust(bundle.SALT, b".")
        commitment = bundle.blob_id(content)
        self.contents[commitment] = content
        return commitment

    def falsify(self, commitment: str) -> bool:
        """Give out another text for a commitment; False when the true one is not here."""
        content = self.contents.get(commitment)
        if content is None or commitment in self.false:
            return False
        self.false[commitment] = content[: bundle.SALT] + content[bundle.SALT :][::-1]
        return True

    def erase(self, commitment: str) -> bool:
        """Forget a content; False when it is not here."""
        content = self.contents.pop(commitment, None)
        self.false.pop(commitment, None)
        if content is None:
            return False
        self.erased.append(Erased(id=commitment, text=content[bundle.SALT :]))
        return True
