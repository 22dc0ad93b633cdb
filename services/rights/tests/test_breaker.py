"""The circuit breaker, told the time."""

from services.rights.domain.breaker import Breaker, BreakerPolicy, BreakerState


def breaker() -> Breaker:
    return Breaker(BreakerPolicy(failures=3, open_seconds=10))


def opened() -> Breaker:
    made = breaker()
    for second in range(3):
        made.failed(second)
    return made


def test_a_closed_breaker_lets_calls_pass_until_failures_in_a_row() -> None:
    made = breaker()
    made.failed(0)
    made.failed(1)
    assert made.admit(1)
    made.failed(2)
    assert made.state is BreakerState.OPEN
    assert not made.admit(3)


def test_a_success_between_failures_starts_the_count_anew() -> None:
    made = breaker()
    for _ in range(10):
        made.failed(0)
        made.failed(0)
        made.succeeded()
    assert made.state is BreakerState.CLOSED


def test_an_open_breaker_says_when_to_come_back() -> None:
    made = opened()
    assert made.retry_in(5) == 7
    assert made.retry_in(100) == 0


def test_after_its_time_one_call_is_let_through_to_see() -> None:
    made = opened()
    assert made.admit(12)
    assert made.state is BreakerState.HALF_OPEN
    assert not made.admit(12)


def test_a_trial_that_succeeds_closes() -> None:
    made = opened()
    made.admit(12)
    made.succeeded()
    assert made.state is BreakerState.CLOSED
    assert made.admit(12)
    made.failed(13)
    assert made.state is BreakerState.CLOSED


def test_a_trial_that_fails_opens_again_for_as_long() -> None:
    made = opened()
    made.admit(12)
    made.failed(13)
    assert made.state is BreakerState.OPEN
    assert made.retry_in(13) == 10


def test_a_trial_given_up_leaves_its_place_to_the_next() -> None:
    made = opened()
    made.admit(12)
    made.abandoned()
    assert made.admit(12)


def test_a_success_of_before_the_opening_does_not_close() -> None:
    made = opened()
    made.succeeded()
    assert made.state is BreakerState.OPEN
