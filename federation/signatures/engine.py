"""httpsig with OpenSSL underneath.

httpsig computes with pycryptodome (1,022 microseconds a signature) and lets the sender choose
the algorithm. Python's method resolution puts `PrivateKey` and `PublicKey` in its place without
touching the package: `HeaderSigner.sign` calls `super().sign`, and the next class in line is ours.
The output is the same to the byte. Only `cavage` enters.
"""

import base64
from collections.abc import Mapping

from federation.signatures.compat import HeaderSigner, HeaderVerifier, Signer, Verifier
from federation.signatures.keys import PrivateKey, PublicKey

Signed = tuple[tuple[str, ...], Mapping[str, str], bytes]
"""The covered names in order, their values, and the raw signature over them."""


class _OpenSSLSigner(Signer):  # type: ignore[misc]  # httpsig has no types
    """Takes the place of httpsig's own arithmetic; the secret is a PrivateKey."""

    def __init__(self, secret: PrivateKey, algorithm: str) -> None:
        self._key = secret

    def sign(self, data: bytes) -> str:
        return base64.b64encode(self._key.sign(data)).decode("ascii")


class RequestSigner(HeaderSigner, _OpenSSLSigner):  # type: ignore[misc]
    """httpsig's HeaderSigner for one key and one list of headers; safe in many threads at once."""

    def __init__(self, key: PrivateKey, covered: tuple[str, ...]) -> None:
        HeaderSigner.__init__(
            self,
            # httpsig fills the signature in with the % operator.
            key_id=key.key_id.replace("%", "%%"),
            secret=key,
            algorithm="rsa-sha256" if key.kind == "rsa" else "hs2019",
            headers=covered,
            sign_header="signature",
        )

    def header_for(self, headers: Mapping[str, str], method: str, target: str) -> str:
        """Return the value of the `Signature` header for these headers and this target."""
        signed = HeaderSigner.sign(self, headers, method=method, path=target)
        return str(signed["signature"])


class _OpenSSLVerifier(Verifier):  # type: ignore[misc]
    """Takes the place of httpsig's own arithmetic; knows no algorithm but that of the key."""

    _key: PublicKey

    def _verify(self, data: bytes, signature: bytes) -> bool:
        return self._key.verifies(signature, data)


class RequestVerifier(HeaderVerifier, _OpenSSLVerifier):  # type: ignore[misc]
    """httpsig's HeaderVerifier on parameters that `cavage.read_claim` parsed strictly and once.

    Its constructor is passed over on purpose: it parses the header a second time, leniently, and
    takes the algorithm from it.
    """

    def __init__(self, key: PublicKey, signed: Signed, method: str, target: str) -> None:
        covered, values, signature = signed
        self._key = key
        self.headers = values
        self.required_headers = ["(request-target)"]
        self.auth_dict = {"headers": " ".join(covered), "signature": signature}
        self.method, self.path, self.host = method, target, None
