"""Whatever bytes stand in the headers, the answer is a refusal with a reason and never a crash."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict

from federation.errors import Rejected
from federation.signatures.request import SignedRequest
from tests.federation.signatures.rig import BODY, HOME, RSA, House, Peer

NAMES = ("Signature", "Signature-Input", "Digest", "Content-Digest", "Date", "Host", "Content-Type")
# How aiohttp hands over bytes: UTF-8 where it is, surrogate escapes where it is not.
ANY_BYTES = st.binary(max_size=120).map(lambda raw: raw.decode("utf-8", "surrogateescape"))
TOKENS = [
    'keyId="',
    '"',
    ",",
    "=",
    "algorithm=",
    "rsa-sha256",
    "hs2019",
    "headers=",
    ";",
    "(created)",
    "created=",
    "1",
    "signature=",
    "AAAA",
    "sig1=",
    "(",
    ")",
    '"@method"',
    '"@target-uri"',
    '"content-digest"',
    ";keyid=",
    ":",
    '"content-digest";key="sha-256"',
    ";req",
    ";bs",
    ";sf",
    "?1",
    "@1",
    "%",
    "%22",
    "é",
    '"@query-param";name="x"',
    "-1",
    "99999999999999",
    "1.5",
    ";alg=",
    ";expires=",
    "SHA-256=",
    "host",
    "date",
    "digest",
    "(request-target)",
]
PIECES = st.lists(st.sampled_from([*TOKENS, RSA.key_id, " ", "\t"]), max_size=25).map("".join)
VALUES = st.one_of(ANY_BYTES, PIECES, st.text(max_size=60))
HEADERS = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=6)
TARGETS = st.one_of(st.sampled_from(["/inbox", "/?a", "*", "", "http://x/"]), ANY_BYTES)


def is_refused(request: SignedRequest) -> bool:
    house = House()
    house.server.published = _AnyKey()
    try:
        asyncio.run(house.verify(request))
    except Rejected:
        return True
    return False


class _AnyKey(dict):
    """Answers every key id with the same key, so that the arithmetic is reached, too."""

    def __missing__(self, key_id: str):
        return RSA.public()


@given(lines=HEADERS, method=st.sampled_from(["POST", "GET", "post", "", "PÖST"]), target=TARGETS)
@settings(max_examples=300, deadline=None)
def test_headers_made_of_anything_are_refused(lines, method, target):
    headers = CIMultiDict(lines or [("Host", HOME)])
    assert is_refused(SignedRequest(method, target, headers, BODY))


@given(
    scheme=st.sampled_from(["cavage", "rfc9421"]),
    name=st.sampled_from(NAMES[:6]),
    value=VALUES,
    cut=st.integers(0, 200),
)
@settings(max_examples=400, deadline=None)
def test_a_good_request_with_one_header_spoiled_is_refused_or_unchanged(scheme, name, value, cut):
    good = getattr(Peer(House().clock.now()), scheme)()
    headers = CIMultiDict(good.headers.items())
    original = headers.get(name)
    spoiled = value if original is None else original[:cut] + value + original[cut + 1 :]
    headers[name] = spoiled
    harmless = spoiled == original or name not in good.headers or not _concerns(scheme, name)
    assert is_refused(SignedRequest("POST", "/inbox", headers, BODY)) or harmless


def _concerns(scheme: str, name: str) -> bool:
    """Tell whether this scheme reads the header; white space inside one may mean nothing."""
    read = {
        "cavage": {"Digest", "Date", "Host"},
        "rfc9421": {"Content-Digest", "Host"},
    }
    return name in read[scheme]
