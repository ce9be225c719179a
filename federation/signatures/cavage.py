"""draft-cavage-http-signatures-12: what every server in the fediverse speaks.

httpsig builds the signing string and the header, OpenSSL does the arithmetic (`engine`). The
sender's word about the algorithm is only compared, never obeyed: the type of the key decides.

`read_claim` refuses whatever leaves the request open to changes: the target, the host, a date and,
with a body, the digest must be signed. It never fetches, and it never looks at the clock.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from federation.errors import Reason, SignatureInvalid
from federation.signatures.digest import BodyDigest, check_digest, digest_header
from federation.signatures.engine import RequestSigner, RequestVerifier
from federation.signatures.keys import PrivateKey, PublicKey
from federation.signatures.request import (
    CONTENT_TYPE,
    Scheme,
    SignedRequest,
    is_plain,
    split_url,
)

_SIGNED_ON_GET = ("(request-target)", "host", "date")
_SIGNED_ON_POST = (*_SIGNED_ON_GET, "digest", "content-type")
_HEADER_LENGTH = 8_192
_MOST_COVERED = 32
_PARAMETER = re.compile(r'[ \t]*([A-Za-z]+)[ \t]*=[ \t]*(?:"([^"]*)"|([^",\s]+))[ \t]*(?:,|$)')
_ONCE = frozenset({"host", "date", "digest", "content-type", "content-length"})
# Of hs2019 everybody means RSA with PKCS#1 v1.5 and SHA-256, or Ed25519 where the key is one.
_ALGORITHMS = {"hs2019": ("rsa", "ed25519"), "rsa-sha256": ("rsa",), "ed25519": ("ed25519",)}


@dataclass(frozen=True, slots=True)
class CavageClaim:
    """A `Signature` header of the right shape and coverage."""

    key_id: str
    algorithm: str
    covered: tuple[str, ...]
    values: Mapping[str, str]
    signature: bytes
    method: str
    target: str
    signed_at: datetime
    expires_at: datetime | None
    scheme: Scheme = "cavage"

    def holds(self, key: PublicKey) -> bool:
        """Verify; a GET also counts when it was signed without its query string.

        Mastodon before 4.3 and others of its age sign `get /path` for `/path?page=2`. A POST must
        fit to the letter.
        """
        if key.kind not in _ALGORITHMS[self.algorithm]:
            raise SignatureInvalid(Reason.ALGORITHM_REFUSED, f"{self.algorithm} with {key.kind}")
        path, has_query, _ = self.target.partition("?")
        targets = [self.target]
        if has_query and self.method == "GET":
            targets.append(path)
        signed = (self.covered, self.values, self.signature)
        return any(RequestVerifier(key, signed, self.method, t).verify() for t in targets)


def sign_request(
    key: PrivateKey, method: str, url: str, digest: BodyDigest | None, now: datetime
) -> dict[str, str]:
    """Return the headers that make a request ours: Host, Date, Signature; Digest and type on POST.

    Sign anew for each attempt: peers refuse an old Date. Rejected(ADDRESS_REFUSED) for a URL that
    cannot stand in a request line as it is.
    """
    host, target = split_url(url)
    headers = {"Host": host, "Date": format_datetime(now, usegmt=True)}
    if digest is not None:
        headers["Digest"] = digest_header(digest)
        headers["Content-Type"] = CONTENT_TYPE
    covered = _SIGNED_ON_GET if digest is None else _SIGNED_ON_POST
    name = "cavage-get" if digest is None else "cavage-post"
    signer = key.prepared.get(name)
    if signer is None:
        signer = key.prepared[name] = RequestSigner(key, covered)
    headers["Signature"] = signer.header_for(headers, method, target)
    return headers


def read_claim(request: SignedRequest) -> CavageClaim:
    """Read the `Signature` header; Rejected or SignatureInvalid when no key could make it good."""
    parameters = _parameters(request.header("signature") or "")
    key_id, raw_signature = parameters.get("keyid"), parameters.get("signature")
    if not key_id or not raw_signature:
        raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, "keyId or signature missing")
    algorithm = parameters.get("algorithm", "hs2019").lower()
    if algorithm not in _ALGORITHMS:
        raise SignatureInvalid(Reason.ALGORITHM_REFUSED, algorithm[:40])
    covered = tuple(parameters.get("headers", "date").lower().split(" "))
    _check_coverage(request, covered)
    values = _covered_values(request, covered, parameters)
    if "(created)" in covered and algorithm == "rsa-sha256":
        raise SignatureInvalid(Reason.ALGORITHM_REFUSED, "(created) belongs to hs2019")
    if request.needs_digest:
        check_digest(values["digest"], request.body)
    expires = parameters.get("expires")
    return CavageClaim(
        key_id=key_id,
        algorithm=algorithm,
        covered=covered,
        values=values,
        signature=_base64(raw_signature),
        method=request.method,
        target=request.target,
        signed_at=_moment(values["(created)"]) if "(created)" in covered else _date(values["date"]),
        expires_at=_moment(expires) if expires is not None else None,
    )


def _parameters(header: str) -> dict[str, str]:
    """Split `name="value",name=value`; each name once, nothing else in between."""
    if not header or len(header) > _HEADER_LENGTH or not is_plain(header):
        raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, "unreadable Signature header")
    parameters: dict[str, str] = {}
    position = 0
    while position < len(header):
        match = _PARAMETER.match(header, position)
        if match is None:
            raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, f"at character {position}")
        name, quoted, bare = match.groups()
        if name.lower() in parameters:
            raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, f"{name} twice")
        parameters[name.lower()] = bare if quoted is None else quoted
        position = match.end()
    return parameters


def _check_coverage(request: SignedRequest, covered: tuple[str, ...]) -> None:
    if len(covered) > _MOST_COVERED or len(set(covered)) != len(covered):
        raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, "headers named twice, or too many")
    required = ["(request-target)", "host"]
    if request.needs_digest:
        required.append("digest")
    missing = [name for name in required if name not in covered]
    if "date" not in covered and "(created)" not in covered:
        missing.append("date")
    if missing:
        raise SignatureInvalid(Reason.SIGNATURE_COVERAGE, " ".join(missing))


def _covered_values(
    request: SignedRequest, covered: tuple[str, ...], parameters: Mapping[str, str]
) -> dict[str, str]:
    """Collect what was signed, with `(created)` and `(expires)` as if they were headers."""
    values: dict[str, str] = {}
    for name in covered:
        if name == "(request-target)":
            value: str | None = request.target
        elif name in ("(created)", "(expires)"):
            value = parameters.get(name.strip("()"))
        else:
            value = request.header(name) if name in _ONCE else request.joined(name)
        if value is None:
            raise SignatureInvalid(Reason.SIGNATURE_COVERAGE, f"{name[:40]} signed but absent")
        if not is_plain(value):
            raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, f"{name[:40]} is not ASCII")
        values[name] = value
    return values


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, "signature is not base64") from error


def _moment(seconds: str) -> datetime:
    if not seconds.isdecimal() or len(seconds) > 11:
        raise SignatureInvalid(Reason.SIGNATURE_EXPIRED, "unreadable (created) or (expires)")
    return datetime.fromtimestamp(int(seconds), UTC)


def _date(header: str) -> datetime:
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, OverflowError, IndexError, TypeError) as error:
        raise SignatureInvalid(Reason.SIGNATURE_EXPIRED, "unreadable Date") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
