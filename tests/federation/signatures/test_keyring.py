"""The ring asks the network as rarely as it may, whatever callers do."""

import asyncio

import pytest

from federation.errors import Deferred, Gone, Reason, Rejected, SignatureInvalid, Unreachable
from federation.settings import FederationSettings
from federation.signatures.keyring import KeyRing
from tests.federation.signatures.rig import ALICE, OTHER_RSA, RSA, House, KeyServer, ManualClock

KEY_ID = RSA.key_id


async def test_a_stored_key_is_used_without_the_network(house: House):
    house.server.stored[KEY_ID] = RSA.public()
    assert (await house.ring.resolve(KEY_ID)).owner == ALICE
    assert house.server.fetches == []


async def test_many_callers_at_once_share_one_fetch(house: House):
    keys = await asyncio.gather(*(house.ring.resolve(KEY_ID) for _ in range(50)))
    assert len(set(map(id, keys))) == 1
    assert house.server.fetches == [KEY_ID]


async def test_a_cancelled_caller_does_not_take_the_others_with_it():
    arrived, release = asyncio.Event(), asyncio.Event()

    async def load(key_id):
        return None

    async def fetch(key_id):
        arrived.set()
        await release.wait()
        return RSA.public()

    ring = KeyRing(load, fetch, ManualClock(), FederationSettings())
    first = asyncio.create_task(ring.resolve(KEY_ID))
    await arrived.wait()
    second = asyncio.create_task(ring.resolve(KEY_ID))
    await asyncio.sleep(0)
    first.cancel()
    release.set()
    assert (await second).key_id == KEY_ID
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_after_its_lifetime_a_key_comes_from_the_database_again(house: House):
    house.server.stored[KEY_ID] = RSA.public()
    await house.ring.resolve(KEY_ID)
    house.server.stored[KEY_ID] = OTHER_RSA.public()
    house.clock.advance(3_599)
    assert (await house.ring.resolve(KEY_ID)).is_same_key(RSA.public())
    house.clock.advance(2)
    assert (await house.ring.resolve(KEY_ID)).is_same_key(OTHER_RSA.public())


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        (Unreachable("timeout"), Unreachable, Reason.KEY_UNREACHABLE),
        (Gone("410"), Gone, Reason.PEER_GONE),
        (Rejected(Reason.ADDRESS_REFUSED), SignatureInvalid, Reason.KEY_REFUSED),
        (
            SignatureInvalid(Reason.KEY_OWNER_MISMATCH),
            SignatureInvalid,
            Reason.KEY_OWNER_MISMATCH,
        ),
    ],
)
async def test_a_failure_is_remembered_for_its_interval(house: House, answer, kind, reason):
    house.server.published[KEY_ID] = answer
    for _ in range(5):
        with pytest.raises(kind) as caught:
            await house.ring.resolve(KEY_ID)
        assert caught.value.reason is reason
    assert house.server.fetches == [KEY_ID]
    house.clock.advance(301)
    house.server.published[KEY_ID] = RSA.public()
    assert (await house.ring.resolve(KEY_ID)).owner == ALICE


async def test_being_busy_ourselves_is_not_remembered_against_the_peer(house: House):
    house.server.published[KEY_ID] = Deferred(Reason.OVERLOADED)
    with pytest.raises(Deferred):
        await house.ring.resolve(KEY_ID)
    house.server.published[KEY_ID] = RSA.public()
    assert (await house.ring.resolve(KEY_ID)).owner == ALICE


async def test_a_refresh_reaches_the_network_once_per_interval(house: House):
    house.server.stored[KEY_ID] = RSA.public()
    await house.ring.resolve(KEY_ID)
    house.server.published[KEY_ID] = OTHER_RSA.public()
    await asyncio.gather(*(house.ring.resolve(KEY_ID, refresh=True) for _ in range(20)))
    assert (await house.ring.resolve(KEY_ID)).is_same_key(OTHER_RSA.public())
    assert len(house.server.fetches) == 1
    house.clock.advance(301)
    await house.ring.resolve(KEY_ID, refresh=True)
    assert len(house.server.fetches) == 2


async def test_a_failed_refresh_keeps_the_key_and_keeps_failing(house: House):
    house.server.stored[KEY_ID] = RSA.public()
    await house.ring.resolve(KEY_ID)
    house.server.published[KEY_ID] = Unreachable("503")
    for _ in range(3):
        with pytest.raises(Unreachable):
            await house.ring.resolve(KEY_ID, refresh=True)
        assert (await house.ring.resolve(KEY_ID)).is_same_key(RSA.public())
    assert len(house.server.fetches) == 1


async def test_a_server_that_is_back_is_believed_soon(house: House):
    settings = FederationSettings()
    house.server.published[KEY_ID] = Unreachable("refused")
    with pytest.raises(Unreachable):
        await house.ring.resolve(KEY_ID)
    house.server.published[KEY_ID] = RSA.public()
    with pytest.raises(Unreachable):
        await house.ring.resolve(KEY_ID)
    house.clock.advance(settings.unreachable_seconds)
    assert (await house.ring.resolve(KEY_ID)).owner == ALICE
    assert settings.unreachable_seconds < settings.key_negative_seconds


async def test_a_learned_key_replaces_the_old_one_and_a_remembered_failure(house: House):
    house.server.published[KEY_ID] = Unreachable("503")
    with pytest.raises(Unreachable):
        await house.ring.resolve(KEY_ID)
    house.ring.learn(OTHER_RSA.public())
    assert (await house.ring.resolve(KEY_ID)).is_same_key(OTHER_RSA.public())
    house.ring.forget(KEY_ID)
    house.server.published[KEY_ID] = RSA.public()
    assert (await house.ring.resolve(KEY_ID)).is_same_key(RSA.public())


async def test_invented_key_ids_never_evict_good_keys():
    server = KeyServer(published={KEY_ID: RSA.public()})
    invented = [f"https://evil.example/k{i}" for i in range(50)]
    server.published.update({key_id: Unreachable() for key_id in invented})
    settings = FederationSettings(key_cache_entries=10)
    ring = KeyRing(server.load, server.fetch, ManualClock(), settings)
    await ring.resolve(KEY_ID)
    for key_id in invented:
        with pytest.raises(Unreachable):
            await ring.resolve(key_id)
    await ring.resolve(KEY_ID)
    assert server.fetches.count(KEY_ID) == 1
    assert len(ring._failed) == 10
    assert len(ring._locks) == 0
