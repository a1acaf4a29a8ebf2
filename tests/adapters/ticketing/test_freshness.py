"""Values kept for a while."""

import asyncio

import pytest

from adapters.ticketing.freshness import Fresh
from bot.errors import Unreachable
from tests.fakes.ticketing_desks import Stopwatch


class Source:
    """Counts how often it is asked; may be down."""

    def __init__(self) -> None:
        """Up, and never asked."""
        self.asked = 0
        self.is_down = False

    async def load(self) -> int:
        """How often it was asked."""
        self.asked += 1
        await asyncio.sleep(0)
        if self.is_down:
            raise Unreachable("down")
        return self.asked


async def test_it_is_read_again_when_it_is_too_old(stopwatch: Stopwatch) -> None:
    """Not before a minute, but then."""
    source = Source()
    fresh = Fresh(source.load, max_age_s=60, monotonic=stopwatch)
    first = [await fresh.get(), await fresh.get()]
    stopwatch.now_s += 60
    assert [*first, await fresh.get()] == [1, 1, 2]


async def test_those_who_ask_together_wait_for_one_read(stopwatch: Stopwatch) -> None:
    """Ten readers, one call."""
    source = Source()
    fresh = Fresh(source.load, max_age_s=60, monotonic=stopwatch)
    assert await asyncio.gather(*(fresh.get() for _ in range(10))) == [1] * 10


async def test_an_old_value_is_given_only_to_who_takes_it(stopwatch: Stopwatch) -> None:
    """The strict reader is refused, the lenient one served, and the system asked at most every 5 s for the latter."""
    source = Source()
    fresh = Fresh(source.load, max_age_s=60, monotonic=stopwatch)
    await fresh.get()
    source.is_down = True
    stopwatch.now_s += 60
    assert [await fresh.get_even_old() for _ in range(3)] == [1, 1, 1]
    assert source.asked == 2
    with pytest.raises(Unreachable):
        await fresh.get()
    source.is_down = False
    stopwatch.now_s += 5
    assert await fresh.get_even_old() == 4


async def test_without_any_value_a_fault_is_a_fault(stopwatch: Stopwatch) -> None:
    """There is nothing old to give."""
    source = Source()
    source.is_down = True
    with pytest.raises(Unreachable):
        await Fresh(source.load, max_age_s=60, monotonic=stopwatch).get_even_old()
