"""Reading a ticket again after a write took effect."""

from collections.abc import Awaitable
from typing import TypeVar

from bot.errors import NotFound, OutsideFault, Unreachable

T = TypeVar("T")


async def read_back(reading: Awaitable[T]) -> T:
    """What is read after a write.

    Raises: Unreachable with `may_have_happened` True, because a failure now must not look as if nothing was written.
    """
    try:
        return await reading
    except (OutsideFault, NotFound) as fault:
        message = f"written, but not read back: {type(fault).__name__} {fault}"
        raise Unreachable(message, may_have_happened=True) from fault
