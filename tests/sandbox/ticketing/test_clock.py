"""The sandbox clock goes forward only."""

from datetime import timedelta

import pytest

from sandbox.ticketing.clock import OFFICE_ZONE, SandboxClock


def test_it_never_goes_back_but_by_reset() -> None:
    """A negative step is refused; reset returns to real time."""
    clock = SandboxClock()
    before = clock.now()
    assert clock.advance(3600) - before >= timedelta(hours=1)
    with pytest.raises(ValueError, match="back"):
        clock.advance(-1)
    clock.reset()
    assert clock.offset_s == 0


def test_the_next_business_day_is_a_weekday_at_nine() -> None:
    """Ten steps in a row each land on the office's opening, never on a weekend."""
    clock = SandboxClock()
    landed = [clock.to_next_business_day().astimezone(OFFICE_ZONE) for _ in range(10)]
    assert all(at.weekday() < 5 and (at.hour, at.minute) == (9, 0) for at in landed)
    assert sorted({at.date() for at in landed}) == [at.date() for at in landed]
