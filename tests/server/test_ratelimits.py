"""Rate limits: counted by window, told in headers, bounded in memory."""

import msgspec
import pytest

from models.errors import TooMany
from server.ratelimits import Limit, RateLimits
from tests.clock import StillClock
from tests.server.rig import Rig

LIMIT = Limit("few", 3, 300)


def test_a_window_gives_what_it_promises_and_the_next_one_again() -> None:
    clock = StillClock()
    counters = RateLimits(clock)
    left = [counters.take(LIMIT, "anna").remaining for _ in range(3)]
    assert left == [2, 1, 0]
    with pytest.raises(TooMany) as refusal:
        counters.take(LIMIT, "anna")
    assert 0 < refusal.value.retry_after_seconds <= 300
    assert counters.take(LIMIT, "bela").remaining == 2
    clock.advance(seconds=refusal.value.retry_after_seconds)
    assert counters.take(LIMIT, "anna").remaining == 2


def test_what_is_given_back_may_be_taken_again() -> None:
    counters = RateLimits(StillClock())
    for _ in range(10):
        counters.take(LIMIT, "anna")
        counters.give_back(LIMIT, "anna")
    assert counters.take(LIMIT, "anna").remaining == 2


def test_a_flood_of_names_does_not_fill_the_memory() -> None:
    counters = RateLimits(StillClock())
    for number in range(120_000):
        counters.take(LIMIT, number)
    assert len(counters._counts) <= 50_000


async def test_every_answer_tells_the_tightest_limit(rig: Rig) -> None:
    anna = await rig.member("anna")
    first = await anna.ask("GET", "/api/v1/timelines/home")
    second = await anna.ask("GET", "/api/v1/timelines/home")
    assert int(first.headers["X-RateLimit-Limit"]) == 10_000
    left = [int(each.headers["X-RateLimit-Remaining"]) for each in (first, second)]
    assert left[0] - left[1] == 1
    assert first.headers["X-RateLimit-Reset"].endswith(".000Z")
    exposed = first.headers["Access-Control-Expose-Headers"]
    assert "X-RateLimit-Reset" in exposed


@pytest.mark.parametrize(
    ("name", "method", "path"),
    [
        ("token", "GET", "/api/v1/timelines/home"),
        ("member", "GET", "/api/v1/timelines/home"),
        ("removals", "POST", "/api/v1/statuses/1/unreblog"),
        ("uploads", "POST", "/api/v2/media"),
    ],
)
async def test_who_asks_too_often_is_asked_to_wait(
    rig: Rig, name: str, method: str, path: str
) -> None:
    anna = await rig.member("anna")
    tight = msgspec.structs.replace(getattr(rig.desk.limits, name), most=2)
    object.__setattr__(rig.desk.limits, name, tight)
    for _ in range(2):
        assert (await anna.ask(method, path)).status != 429
    refused = await anna.ask(method, path)
    assert refused.status == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert refused.json["error"] == "Too many requests"


@pytest.mark.parametrize("name", ["address", "apps"])
async def test_an_address_without_a_login_is_counted(rig: Rig, name: str) -> None:
    tight = msgspec.structs.replace(getattr(rig.desk.limits, name), most=1)
    object.__setattr__(rig.desk.limits, name, tight)
    form = {"client_name": "x", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob"}
    anybody = rig.anybody()
    assert (await anybody.ask("POST", "/api/v1/apps", data=form)).status == 200
    assert (await anybody.ask("POST", "/api/v1/apps", data=form)).status == 429
