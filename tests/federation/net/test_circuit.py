"""Tests of federation.net.circuit."""

import pytest

from federation.net.circuit import Circuit, CircuitRules, CircuitState
from tests.peer import SteppedClock

RULES = CircuitRules(
    failures=3, first_pause_seconds=10, longest_pause_seconds=35, probe_seconds=5, hosts=3
)


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def circuit(clock: SteppedClock) -> Circuit:
    return Circuit(clock, RULES)


def fail(circuit: Circuit, host: str, times: int) -> None:
    for _ in range(times):
        circuit.failure(host)


def test_host_opens_only_after_failures_in_a_row(circuit: Circuit) -> None:
    fail(circuit, "a", 2)
    circuit.success("a")
    fail(circuit, "a", 2)
    assert circuit.allow("a")
    circuit.failure("a")
    assert not circuit.allow("a")
    assert circuit.state("a") is CircuitState.OPEN
    assert circuit.allow("b")


def test_after_the_pause_exactly_one_probe_goes(circuit: Circuit, clock: SteppedClock) -> None:
    fail(circuit, "a", 3)
    clock.seconds += 10
    assert circuit.state("a") is CircuitState.HALF_OPEN
    assert [circuit.allow("a") for _ in range(3)] == [True, False, False]
    circuit.success("a")
    assert circuit.state("a") is CircuitState.CLOSED
    assert circuit.allow("a")
    assert circuit.allow("a")


def test_each_failed_probe_doubles_the_pause_up_to_the_cap(
    circuit: Circuit, clock: SteppedClock
) -> None:
    fail(circuit, "a", 3)
    pauses = []
    for _ in range(4):
        pauses.append(circuit.retry_in_seconds("a"))
        clock.seconds += pauses[-1]
        assert circuit.allow("a")
        circuit.failure("a")
    assert pauses == [10, 20, 35, 35]


def test_probe_without_an_outcome_is_replaced(circuit: Circuit, clock: SteppedClock) -> None:
    fail(circuit, "a", 3)
    clock.seconds += 10
    assert circuit.allow("a")
    clock.seconds += 4.9
    assert not circuit.allow("a")
    clock.seconds += 0.1
    assert circuit.allow("a")


def test_late_failures_of_requests_under_way_do_not_lengthen_the_pause(circuit: Circuit) -> None:
    fail(circuit, "a", 60)
    assert circuit.retry_in_seconds("a") == 10


def test_remembered_hosts_are_bounded_and_the_oldest_goes_first(circuit: Circuit) -> None:
    fail(circuit, "a", 3)
    for host in ("b", "c", "d"):
        circuit.failure(host)
    assert circuit.allow("a")
    assert sum(circuit.snapshot().values()) == 3


def test_snapshot_counts_each_state(circuit: Circuit, clock: SteppedClock) -> None:
    fail(circuit, "a", 3)
    clock.seconds += 10
    fail(circuit, "b", 3)
    circuit.failure("c")
    assert circuit.snapshot() == {
        CircuitState.HALF_OPEN: 1,
        CircuitState.OPEN: 1,
        CircuitState.CLOSED: 1,
    }
