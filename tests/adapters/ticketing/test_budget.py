"""The client-side limit of calls, as a property of every possible run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.ticketing.budget import Budget, CallKind

LIMIT, RESERVE, WINDOW_S = 6, 2, 60.0
STEPS = st.lists(
    st.tuples(st.floats(min_value=0, max_value=30), st.sampled_from(["person", "poller"])), max_size=80
)


@given(STEPS)
def test_no_window_holds_more_than_the_limit_and_pollers_leave_the_reserve(
    steps: list[tuple[float, CallKind]],
) -> None:
    """Whatever comes when: at most 6 calls in any 60 s, and a poller only while 4 are not yet spent."""
    budget = Budget(limit=LIMIT, reserve=RESERVE, window_s=WINDOW_S)
    now_s, spent = 0.0, list[float]()
    for pause_s, kind in steps:
        now_s += pause_s
        recent = [at for at in spent if at > now_s - WINDOW_S]
        allowed = {"person": LIMIT, "poller": LIMIT - RESERVE}[kind]
        wait_s = budget.take(now_s, kind)
        assert (wait_s == 0) == (len(recent) < allowed)
        spent.extend([now_s] * (wait_s == 0))
    assert all(sum(1 for at in spent if end - WINDOW_S < at <= end) <= LIMIT for end in spent)


@given(STEPS)
def test_who_waits_as_long_as_told_is_let_in(steps: list[tuple[float, CallKind]]) -> None:
    """The wait is neither a guess nor endless, if nobody else comes in between."""
    budget = Budget(limit=LIMIT, reserve=RESERVE, window_s=WINDOW_S)
    now_s = 0.0
    for pause_s, kind in steps:
        now_s += pause_s
        wait_s = budget.take(now_s, kind)
        assert 0 <= wait_s <= WINDOW_S
        now_s += wait_s + 1e-6
        assert wait_s == 0 or budget.take(now_s, kind) == 0


def test_a_request_to_slow_down_holds_everybody() -> None:
    """After a 429 nobody calls until the time is over."""
    budget = Budget(limit=LIMIT, reserve=RESERVE)
    budget.hold(100.0, 7.0)
    waits = [budget.take(101.0, "person"), budget.take(106.0, "poller"), budget.take(107.0, "person")]
    assert waits == [6.0, 1.0, 0.0]


def test_a_reserve_that_leaves_pollers_nothing_is_refused() -> None:
    """A setting that can never work is said at start."""
    with pytest.raises(ValueError, match="reserve"):
        Budget(limit=5, reserve=5)
