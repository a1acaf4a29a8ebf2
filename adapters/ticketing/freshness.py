"""A value read from a ticketing system and kept for a short time; one reader at a time renews it.

It keeps values in memory only, and an old one outlives a failed renewal only where the reader allows it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.errors import Busy, Unreachable

T = TypeVar("T")
_PATIENCE_S = 5.0


class Fresh(Generic[T]):
    """A value at most `max_age_s` old. Raises: whatever `load` raises."""

    def __init__(
        self,
        load: Callable[[], Awaitable[T]],
        *,
        max_age_s: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is loaded yet."""
        self._load = load
        self._max_age_s = max_age_s
        self._monotonic = monotonic
        self._lock = asyncio.Lock()
        self._held: tuple[T] | None = None
        self._fresh_until_s = float("-inf")
        self._ask_again_at_s = float("-inf")

    async def get(self) -> T:
        """The value, renewed if it is too old."""
        async with self._lock:
            if self._held is not None and self._monotonic() < self._fresh_until_s:
                return self._held[0]
            return await self._renew()

    async def get_even_old(self) -> T:
        """The value, or the old one while the system is busy or unreachable, which is asked at most every 5 s."""
        async with self._lock:
            until_s = max(self._fresh_until_s, self._ask_again_at_s)
            if self._held is not None and self._monotonic() < until_s:
                return self._held[0]
            try:
                return await self._renew()
            except (Unreachable, Busy):
                if self._held is None:
                    raise
                self._ask_again_at_s = self._monotonic() + _PATIENCE_S
                return self._held[0]

    async def _renew(self) -> T:
        value = await self._load()
        self._held = (value,)
        self._fresh_until_s = self._monotonic() + self._max_age_s
        return value
