"""Publishing: mutants of fingerprints, of the verifier, and of how quorums hand over."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from models.rules import canon, quorum
from models.rules.verifying import bundle, commitments, verifier
from models.rules.verifying.report import Wrong, Wrongness
from server.simulation.mutants.mutant import Mutant, always, swapping


def _unsalted(was: Any) -> Any:
    return lambda content: canon.sha256(bundle.BLOB_TAG.encode() + b"\0" + content[bundle.SALT :])


def _itself(was: Any) -> Any:
    return lambda content: content[bundle.SALT : 2 * bundle.SALT].hex()


def _all_texts(was: Any) -> Any:
    def note(self: Any, entry: Any) -> None:
        """Ask for every text that an entry ever committed to."""
        for each in entry.blobs:
            if each not in self._asked:
                raise Wrong(Wrongness.MISSING_FILE, file=f"blobs/{each}")
        was(self, entry)

    return note


def _any_text(was: Any) -> Any:
    def check_commitment(self: Any, name: str) -> None:
        """Read a text, and hold it against nothing."""
        if bundle.BLOB.match(name):
            self._open(name).whole(bundle.MAX_BLOB)
        else:
            was(self, name)

    return check_commitment


PUBLISHING: Mapping[str, Mutant] = MappingProxyType(
    {
        "unsalted-text": swapping(
            "the fingerprint of a text is made without salt", bundle, "blob_id", _unsalted
        ),
        "blob-in-state": swapping(
            "a text stands itself where its fingerprint belongs", bundle, "blob_id", _itself
        ),
        "erased-is-missed": swapping(
            "the verifier asks for texts that may be gone",
            commitments.Commitments,
            "note",
            _all_texts,
        ),
        "text-unchecked": swapping(
            "the verifier takes any text for the one that was committed to",
            verifier.Verification,
            "_check_commitment",
            _any_text,
        ),
        "policy-changes-freely": swapping(
            "a roster may follow whose quorums need not meet the old ones",
            quorum,
            "hands_over",
            always(True),
        ),
    }
)
