"""When something is tried again."""

from datetime import timedelta

import pytest

from bot.conversation.retry import LONGEST_PAUSE_S, next_try
from bot.errors import Busy, CredentialsRevoked, OutsideFault, Refused, Unreachable
from bot.ports.jobs import Retry
from tests.fakes.clock import START

DAY = START + timedelta(days=1)


@pytest.mark.parametrize(
    ("attempt", "jitter", "pause_s"),
    [
        (1, 0.0, 2.0),
        (2, 0.0, 4.0),
        (3, 0.5, 10.0),
        (30, 0.0, LONGEST_PAUSE_S),
        (10_000, 0.0, LONGEST_PAUSE_S),
    ],
)
def test_pauses_double_up_to_a_limit(attempt: int, jitter: float, pause_s: float) -> None:
    """Each failure waits longer than the last, never longer than the limit and its jitter."""
    retry = next_try(Unreachable(), attempt=attempt, now=START, until=DAY, jitter=jitter)
    assert retry == Retry(at=START + timedelta(seconds=pause_s))


def test_what_the_other_side_asks_for_is_kept() -> None:
    """A pause that was asked for is not undercut."""
    retry = next_try(Busy(retry_after_s=90), attempt=1, now=START, until=DAY, jitter=0)
    assert retry == Retry(at=START + timedelta(seconds=90))


@pytest.mark.parametrize("fault", [Refused("no"), CredentialsRevoked()])
def test_a_clear_no_is_not_tried_again(fault: OutsideFault) -> None:
    """What trying again cannot change is given up at once."""
    assert next_try(fault, attempt=1, now=START, until=DAY, jitter=0) is None


def test_the_end_is_tried_and_then_given_up() -> None:
    """The last try is at the deadline; after it nothing."""
    late = next_try(Unreachable(), attempt=20, now=DAY - timedelta(seconds=5), until=DAY, jitter=0)
    over = next_try(Unreachable(), attempt=21, now=DAY, until=DAY, jitter=0)
    assert (late, over) == (Retry(at=DAY), None)
