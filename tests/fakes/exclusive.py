"""One at a time, in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class FakeExclusive:
    """Implements `bot.ports.exclusive.Exclusive`. Shape: `held` may be filled to play another replica."""

    def __init__(self) -> None:
        self.held: set[str] = set()

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[bool]:
        """See the port."""
        if name in self.held:
            yield False
            return
        self.held.add(name)
        try:
            yield True
        finally:
            self.held.discard(name)
