"""RFC 9421 HTTP Message Signatures, in the profile that Mastodon 4.5 and later demand.

One signature, made over `@method`, `@target-uri` and, with a body, `content-digest`; `created` and
`keyid` given; RSA (PKCS#1 v1.5, SHA-256) or Ed25519 by the type of the key, which a given `alg`
must not contradict. `tag` and `nonce` are signed like the rest and otherwise ignored. More than one
signature is refused: choosing among them is how a check and a use come apart.

http-message-signatures does the work; its clock checks are switched off here, because time is the
verifier's business and comes from the house's clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import http_sf
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureAlgorithm,
    MappingKeyResolver,
)
from http_message_signatures.algorithms import ED25519, RSA_V1_5_SHA256

from federation.errors import Reason, SignatureInvalid
from federation.signatures.digest import BodyDigest, check_content_digest, content_digest_header
from federation.signatures.keys import KeyKind, PrivateKey, PublicKey
from federation.signatures.request import (
    CONTENT_TYPE,
    DEFAULT_PORT,
    Scheme,
    SignedRequest,
    is_plain,
    split_url,
)

LABEL = "sig1"
_HEADER_LENGTH = 8_192
_MOST_COVERED = 32
_ALGORITHMS: dict[KeyKind, type[HTTPSignatureAlgorithm]] = {
    "rsa": RSA_V1_5_SHA256,
    "ed25519": ED25519,
}
_KNOWN_ALGORITHMS = frozenset(algorithm.algorithm_id for algorithm in _ALGORITHMS.values())
_COVERED_ON_GET = ("@method", "@target-uri")
_COVERED_ON_POST = (*_COVERED_ON_GET, "content-digest")


@dataclass(frozen=True, slots=True)
class _Message:
    """A request as http-message-signatures wants to see it."""

    method: str
    url: str
    headers: Any


@dataclass(frozen=True, slots=True)
class _Lines:
    """The header lines that a signature can concern, repetitions kept."""

    lines: tuple[tuple[str, str], ...]

    def items(self) -> Iterable[tuple[str, str]]:
        return self.lines


class _Verifier(HTTPMessageVerifier):
    """Leaves `created` and `expires` to `verifier.RequestVerifier`."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        return


@dataclass(frozen=True, slots=True)
class MessageClaim:
    """A `Signature-Input` of the right shape and coverage."""

    key_id: str
    algorithm: str | None
    message: _Message = field(repr=False)
    covered: tuple[str, ...]
    signed_at: datetime
    expires_at: datetime | None
    scheme: Scheme = "rfc9421"

    def holds(self, key: PublicKey) -> bool:
        """Verify with the algorithm of the key's type."""
        algorithm = _ALGORITHMS[key.kind]
        if self.algorithm not in (None, algorithm.algorithm_id):
            raise SignatureInvalid(Reason.ALGORITHM_REFUSED, f"{self.algorithm} with {key.kind}")
        keys = MappingKeyResolver(public_keys={self.key_id: key.key}, private_keys={})
        verifier = _Verifier(signature_algorithm=algorithm, key_resolver=keys)
        try:
            verifier.verify(self.message, max_age=None, require_components=self.covered)
        except HTTPMessageSignaturesException:
            return False
        return True


def sign_request(
    key: PrivateKey, method: str, url: str, digest: BodyDigest | None, now: datetime
) -> dict[str, str]:
    """Return the headers of a signed request: Host, Signature-Input, Signature; more on POST."""
    host, target = split_url(url)
    headers = {"Host": host}
    if digest is not None:
        headers["Content-Digest"] = content_digest_header(digest)
        headers["Content-Type"] = CONTENT_TYPE
    signer = key.prepared.get("rfc9421")
    if signer is None:
        keys = MappingKeyResolver(public_keys={}, private_keys={key.key_id: key.key})
        signer = HTTPMessageSigner(signature_algorithm=_ALGORITHMS[key.kind], key_resolver=keys)
        key.prepared["rfc9421"] = signer
    signer.sign(
        _Message(method, f"{url.partition(':')[0]}://{host}{target}", headers),
        key_id=key.key_id,
        created=now,
        label=LABEL,
        include_alg=False,
        covered_component_ids=_COVERED_ON_GET if digest is None else _COVERED_ON_POST,
        use_existing_digest=digest is not None,
    )
    return headers


def read_claim(request: SignedRequest) -> MessageClaim:
    """Read `Signature-Input`; Rejected or SignatureInvalid when no key could make it good."""
    raw_input = request.header("signature-input") or ""
    signature_header = request.header("signature")
    if signature_header is None:
        raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, "Signature-Input without Signature")
    inputs, signatures = _dictionary(raw_input), _dictionary(signature_header)
    if len(inputs) != 1 or inputs.keys() != signatures.keys():
        raise SignatureInvalid(Reason.SIGNATURE_INVALID, "not exactly one signature and its input")
    (components, parameters), (signature, _) = *inputs.values(), *signatures.values()
    if not isinstance(components, list) or not isinstance(signature, bytes):
        raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, "not an inner list and a byte sequence")
    names = [name for name, _ in components]
    if len(names) > _MOST_COVERED or not all(type(name) is str for name in names):
        raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, "component names")
    required = _COVERED_ON_POST if request.needs_digest else _COVERED_ON_GET
    # A name that carries parameters (`;req`, `;key=`) covers something else or only a part.
    whole = {name for name, modifiers in components if not modifiers}
    if missing := [name for name in required if name not in whole]:
        raise SignatureInvalid(Reason.SIGNATURE_COVERAGE, " ".join(missing))
    if request.needs_digest:
        check_content_digest(request.header("content-digest") or "", request.body)
    return _claim(request, parameters, names, required)


def _claim(
    request: SignedRequest,
    parameters: Mapping[str, Any],
    names: list[str],
    required: tuple[str, ...],
) -> MessageClaim:
    key_id, algorithm = parameters.get("keyid"), parameters.get("alg")
    if type(key_id) is not str or not key_id:
        raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, "keyid missing")
    if algorithm is not None and algorithm not in _KNOWN_ALGORITHMS:
        raise SignatureInvalid(Reason.ALGORITHM_REFUSED, str(algorithm)[:40])
    if "created" not in parameters:
        raise SignatureInvalid(Reason.SIGNATURE_COVERAGE, "created")
    expires = parameters.get("expires")
    wanted = {"signature", "signature-input", *names}
    lines = tuple((n, v) for n, v in request.headers.items() if n.lower() in wanted)
    return MessageClaim(
        key_id=key_id,
        algorithm=algorithm,
        message=_Message(request.method, _target_uri(request), _Lines(lines)),
        covered=required,
        signed_at=_moment(parameters["created"]),
        expires_at=_moment(expires) if expires is not None else None,
    )


def _dictionary(header: str) -> dict[str, Any]:
    if len(header) > _HEADER_LENGTH or not is_plain(header):
        raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, "unreadable signature header")
    try:
        parsed = http_sf.parse(
            header.encode("ascii"), tltype="dictionary", on_duplicate_key=_refuse_twice
        )
    except (ValueError, TypeError) as error:
        raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, str(error)[:200]) from error
    if not isinstance(parsed, dict):
        raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, "not a dictionary")
    return parsed


def _refuse_twice(key: str, context: str) -> None:
    raise SignatureInvalid(Reason.SIGNATURE_MALFORMED, f"{key[:40]} twice in a {context}")


def _target_uri(request: SignedRequest) -> str:
    host = (request.header("host") or "").lower()
    return f"{request.web_scheme}://{host.removesuffix(f':{DEFAULT_PORT[request.web_scheme]}')}{request.target}"


def _moment(seconds: object) -> datetime:
    if type(seconds) is not int or not 0 <= seconds < 10**11:
        raise SignatureInvalid(Reason.SIGNATURE_EXPIRED, "unreadable created or expires")
    return datetime.fromtimestamp(seconds, UTC)
