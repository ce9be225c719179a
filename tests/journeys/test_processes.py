"""Several processes serve one instance on PostgreSQL, and each delivery goes out once."""

from collections import Counter

import pytest

from tests.hands import all_of
from tests.journeys.steps import agreed, chat
from tests.league import League

pytestmark = pytest.mark.postgres_only
PATIENT = {"HANSE_FEDERATION__REQUEST_SECONDS": "60"}
"""What took too long is sent again, rightly; on a busy machine a first request can."""


async def test_two_workers_never_send_the_same_twice(league: League) -> None:
    await league.start("beta", "gamma")
    alpha = league["alpha"]
    await alpha.start("--processes", "2", **PATIENT)
    await alpha.start_worker(**PATIENT)
    anna, arne = await league.hands("anna", "arne")
    await all_of(
        chat(league, [anna], 10, "one"),
        chat(league, [arne], 10, "other"),
    )
    await agreed(*league.partners(), posts=40, seconds=60)
    for name in ("beta", "gamma"):
        passed = [one for one in league.network.link("alpha", name).passages if one.kind]
        twice = [uri for uri, times in Counter(one.uri for one in passed).items() if times > 1]
        assert not twice, f"sent to {name} more than once: {twice}"
        assert {one.outcome for one in passed} == {"202"}


async def test_a_killed_worker_is_replaced_by_the_other(league: League) -> None:
    await league.start("beta", "gamma")
    alpha = league["alpha"]
    await alpha.start("--processes", "2")
    anna = await league.hand("anna")
    await chat(league, [anna], 2, "with the first")
    worker = await alpha.start_worker()
    await chat(league, [anna], 2, "with both")
    await worker.stop(5.0)
    alpha.workers.clear()
    await chat(league, [anna], 2, "with the first again")
    await agreed(*league.partners(), posts=12, seconds=60)
