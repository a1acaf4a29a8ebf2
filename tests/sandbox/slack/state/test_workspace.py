"""Short-lived secrets run out, and time stamps never repeat."""

import pytest

from sandbox.slack.checks.problem import SlackError
from sandbox.slack.state.records import Install
from sandbox.slack.state.workspace import TRIGGER_S, Workspace


def test_a_trigger_runs_out_after_three_seconds() -> None:
    """An old trigger is expired, not unknown."""
    now = [0.0]
    space = Workspace(Install(), bot_url=None, clock=lambda: now[0])
    fresh, old = space.new_trigger("U0JANE"), space.new_trigger("U0JANE")
    assert space.exchange(fresh).user == "U0JANE"
    now[0] = TRIGGER_S + 0.1
    with pytest.raises(SlackError, match="expired_trigger_id"):
        space.exchange(old)


def test_time_stamps_are_unique_and_rise() -> None:
    """Even within one microsecond."""
    space = Workspace(Install(), bot_url=None)
    stamps = [space.next_ts() for _ in range(1000)]
    assert (sorted(set(stamps)), {len(stamp) for stamp in stamps}) == (stamps, {17})
