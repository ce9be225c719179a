"""Keys that nobody owns, because their private halves are printed in standards.

A signature by one of these proves nothing, because everybody can make it. They are refused when
they come from outside and when they turn up as a key of our own (a copied sample configuration,
CVE-2026-24044). The tables are constants; this room knows nothing else.
"""

import hashlib

PUBLISHED = frozenset(
    {
        # RFC 9421 B.1.1 test-key-rsa and B.1.4 test-key-ed25519
        "c73eecd318bd3813f2402a660d8a90010ca35d609d19377d5ee7af200713229f",
        "34571606cb7a0d71be377e671ddcccae2a169ed7733598214129231cd30c4a3c",
        # RFC 8032 §7.1 test 1, also RFC 8037 A.1
        "06e3fd8fda29bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa9",
        # FEP-8b32 and W3C Data Integrity EdDSA test vectors
        "d2eaf30fd1eddd11249a69ec46529d28871f0ad11acafb9bc1bb98148ab696e9",
        # Ed25519 seeds of placeholders: all zeros, all ones, all 0xff, 0..31, 1..32
        "339e2ff917630507b6a423b5ce084e285d1fa65d93b3e27a6195d3bbebc9ae23",
        "fd110d301d2f077de1414b8f99f441b1403fab207b2052fbd2c065e4ee8e7dc2",
        "8d5eb75dbb64464ac9369d2416a026c99aad4ebf9cdb7c73adda86dd17815b0f",
        "a050837d85070582ccf7394b0988847cc312cb88259b894899f6f239cf1791a5",
        "646d6be49d9f0048f94f67749eca35156eed4f7a7be18e4fc4a94bfd44e300b0",
    }
)
"""SHA-256 of the SubjectPublicKeyInfo (DER) of keys whose private half is public knowledge."""


def is_published(der: bytes) -> bool:
    """Tell whether the private half of this SubjectPublicKeyInfo stands in a public document."""
    return hashlib.sha256(der).hexdigest() in PUBLISHED
