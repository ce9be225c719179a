"""The pool signs what is asked, in order, and spoils nothing for the neighbours."""

import asyncio

import pytest
from multidict import CIMultiDict

from federation.errors import Reason, Rejected
from federation.signatures.digest import digest_of
from federation.signatures.pool import Signing, SigningPool
from federation.signatures.request import SignedRequest
from tests.federation.signatures.rig import BODY, ED25519, HOME, RSA, House, ManualClock

DIGEST = digest_of(BODY)


@pytest.fixture
def pool():
    pool = SigningPool(ManualClock())
    yield pool
    pool.close()


def signing(path: str, key=RSA, scheme="cavage") -> Signing:
    return Signing(key, "POST", f"https://{HOME}{path}", DIGEST, scheme)


async def check(house: House, path: str, headers: dict[str, str]) -> None:
    await house.verify(SignedRequest("POST", path, CIMultiDict(headers), BODY))


async def test_many_signatures_come_back_in_order_and_verify(house: House, pool: SigningPool):
    paths = [f"/inbox/{i}" for i in range(75)]
    signed = await pool.sign_many([signing(path) for path in paths])
    for path, headers in zip(paths, signed, strict=True):
        await check(house, path, headers)
    assert await pool.sign_many([]) == []


async def test_single_askers_get_their_own_signature(house: House, pool: SigningPool):
    asked = [
        signing(f"/u/{i}", (RSA, ED25519)[i % 2], ("cavage", "rfc9421")[i % 3 % 2])
        for i in range(60)
    ]
    signed = await asyncio.gather(*map(pool.sign, asked))
    for one, headers in zip(asked, signed, strict=True):
        await check(house, one.url.removeprefix(f"https://{HOME}"), headers)
        assert ("Signature-Input" in headers) == (one.scheme == "rfc9421")


@pytest.mark.parametrize("url", ["no url", "ftp://x.example/", "https://x.example/ ", "https://[/"])
async def test_a_refused_url_spoils_only_its_own(house: House, pool: SigningPool, url):
    bad = Signing(RSA, "POST", url, DIGEST)
    first, second, third = await pool.sign_many([signing("/a"), bad, signing("/b")])
    assert isinstance(second, Rejected)
    assert second.reason is Reason.ADDRESS_REFUSED
    await check(house, "/a", first)
    await check(house, "/b", third)
    good, refusal = await asyncio.gather(
        pool.sign(signing("/c")), pool.sign(bad), return_exceptions=True
    )
    await check(house, "/c", good)
    assert isinstance(refusal, Rejected)


async def test_a_cancelled_asker_leaves_the_others_their_signatures(
    house: House, pool: SigningPool
):
    tasks = [asyncio.create_task(pool.sign(signing(f"/{i}"))) for i in range(40)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    for i in range(1, 40, 2):
        await check(house, f"/{i}", await tasks[i])


async def test_a_percent_sign_in_the_key_id_survives_the_header(house: House):
    key = type(RSA)("https://peer.example/us%C3%A9r#k%25", RSA.owner, "rsa", RSA.key)
    house.server.published[key.key_id] = key.public()
    pool = SigningPool(ManualClock(), threads=1)
    headers = await pool.sign(signing("/inbox", key))
    await check(house, "/inbox", headers)
    pool.close()
